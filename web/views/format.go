package views

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Hex writes a zxid or a session id as ZooKeeper's tools do: "0x2000000a3".
func Hex(id int64) string { return "0x" + strconv.FormatUint(uint64(id), 16) }

// Count writes a number with its thousands set off: "1,204".
func Count[N int | int32](n N) string { return words.Count(int(n)) }

// Decimal writes a number as ZooKeeper does: a version.
func Decimal(n int32) string { return strconv.Itoa(int(n)) }

// ISO returns a time as ISO 8601 in UTC, with the milliseconds that ZooKeeper keeps.
func ISO(t time.Time) string { return string(appendISO(nil, t)) }

// appendISO takes a fifth of the time of AppendFormat, which a page with a hundred
// times spent a tenth of its own on.
func appendISO(to []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	if year < 1000 || year > 9999 {
		return t.AppendFormat(to, isoForm)
	}
	hour, minute, second := t.Clock()
	to = strconv.AppendInt(to, int64(year), 10)
	for _, part := range [...]struct {
		before byte
		value  int
	}{{'-', int(month)}, {'-', day}, {'T', hour}, {':', minute}, {':', second}} {
		to = append(to, part.before, byte('0'+part.value/10), byte('0'+part.value%10))
	}
	milli := t.Nanosecond() / int(time.Millisecond)
	return append(to, '.', byte('0'+milli/100), byte('0'+milli/10%10), byte('0'+milli%10), 'Z')
}

const isoForm = "2006-01-02T15:04:05.000Z"

// inUTC returns a time for readers whose zone is unknown: console.js puts it into
// theirs.
func inUTC(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000 UTC") }

// NeverSet reports whether t is the time 0, which a server shows for the znodes
// it made itself before any client came.
func NeverSet(t time.Time) bool { return t.UnixMilli() == 0 }

// Seconds returns a time in seconds, rounded up: a page that is reloaded early has
// waited for nothing.
func Seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// Timeout says how long a session outlives its connection.
func Timeout(w *words.Words, d time.Duration) string {
	if d%time.Second == 0 {
		return w.Format.Seconds(int(d / time.Second))
	}
	return w.Servers.Millis(float64(d.Milliseconds()))
}

// OrDash returns text, or a dash where there is none.
func OrDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// JoinVisible returns texts in a row, made visible.
func JoinVisible(texts []string) string { return Visible(strings.Join(texts, ", ")) }

// BoxRows returns how high a text box is: its lines and one more, within reason.
func BoxRows(text string) string {
	return strconv.Itoa(min(max(strings.Count(text, "\n")+2, 8), 24))
}

// typedRows returns how high a text box is that only gives its text back.
func typedRows(text string) string { return strconv.Itoa(min(strings.Count(text, "\n")+2, 24)) }

// Seen returns a znode's stat as a word, as far as events tell of it: their numbers, in the
// order that console.js knows.
func Seen(s znode.Stat) string {
	return fmt.Sprintf("%d.%d.%d.%d.%d.%d.%d", s.Czxid, s.Mzxid, s.Pzxid, s.Aversion, s.Version, s.Cversion, s.NumChildren)
}

// SeenRows is what a page has read of the rows of a list, as far as events tell of it, in
// one word: the same for the same rows. The zero value is that of no rows.
type SeenRows uint64

// Add adds the stat of the next row; the zero stat where there is none.
func (s *SeenRows) Add(row znode.Stat) {
	const prime = 1099511628211 // of FNV
	for _, number := range [...]int64{row.Czxid, row.Mzxid, int64(row.Cversion), int64(row.NumChildren)} {
		*s = (*s ^ SeenRows(number)) * prime
		*s ^= *s >> 32
	}
}

// String returns the rows as ParseSeenRows reads them.
func (s SeenRows) String() string { return strconv.FormatUint(uint64(s), 36) }

// ParseSeenRows reads what SeenRows writes; that of no rows where it is something else.
func ParseSeenRows(text string) SeenRows {
	seen, err := strconv.ParseUint(text, 36, 64)
	if err != nil {
		return 0
	}
	return SeenRows(seen)
}

// ParseSeen reads what Seen writes; nil where it is something else.
func ParseSeen(text string) *znode.Stat {
	var s znode.Stat
	n, err := fmt.Sscanf(text, "%d.%d.%d.%d.%d.%d.%d", &s.Czxid, &s.Mzxid, &s.Pzxid, &s.Aversion, &s.Version, &s.Cversion, &s.NumChildren)
	if n < 7 || err != nil || Seen(s) != text {
		return nil
	}
	return &s
}
