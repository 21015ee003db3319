package views

import (
	"fmt"
	"strconv"
	"time"
)

// Hex writes a zxid or a session id as ZooKeeper's tools do: "0x2000000a3".
func Hex(id int64) string { return fmt.Sprintf("0x%x", uint64(id)) }

// Count writes a number with its thousands set off: "1,204".
func Count[N int | int32](n N) string {
	digits := strconv.Itoa(int(n))
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Counted writes a number of things: "1 child", "1,204 children".
func Counted[N int | int32](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// Size writes a length in bytes: "214 bytes", "300 KiB".
func Size[N int | int32](bytes N) string {
	switch {
	case bytes < 10<<10:
		return Counted(bytes, "byte", "bytes")
	case bytes < 1<<20:
		return fmt.Sprintf("%.0f KiB", float64(bytes)/(1<<10))
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
}

// ISO is a time as ISO 8601 in UTC, with the milliseconds that ZooKeeper keeps.
func ISO(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// inUTC is a time for readers whose zone is unknown: console.js puts it into
// theirs.
func inUTC(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000 UTC") }

// ago says how long before now t was, in one unit: "2 min ago". console.js
// keeps it current and says it in the same words.
func ago(t, now time.Time) string {
	passed := now.Sub(t)
	before := passed >= 0
	for _, unit := range []struct {
		length time.Duration
		one    string
		many   string
	}{
		{365 * 24 * time.Hour, "year", "years"},
		{30 * 24 * time.Hour, "month", "months"},
		{24 * time.Hour, "day", "days"},
		{time.Hour, "h", "h"},
		{time.Minute, "min", "min"},
		{time.Second, "s", "s"},
	} {
		n := int(passed.Abs() / unit.length)
		if n == 0 || (unit.length == time.Second && n < 5) {
			continue
		}
		if before {
			return Counted(n, unit.one, unit.many) + " ago"
		}
		return "in " + Counted(n, unit.one, unit.many)
	}
	return "just now"
}

// NeverSet tells the time 0, which a server shows for the znodes it made
// itself before any client came.
func NeverSet(t time.Time) bool { return t.UnixMilli() == 0 }

// Decimal writes a number as ZooKeeper does: a version.
func Decimal(n int32) string { return strconv.Itoa(int(n)) }
