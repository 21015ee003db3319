package words

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Format is how numbers, sizes and times are said. Numbers look alike in all
// languages: "1,204".
type Format struct {
	Size         func(bytes int) string            // "214 bytes", "300 KiB"
	Bytes        func(n int) string                // "288,000 bytes"
	Children     func(n int) string                // "1,204 children"; "no children" for 0
	Seconds      func(n int) string                // "10 seconds"
	Ago          func(passed time.Duration) string // in one unit, as the browser's Intl.RelativeTimeFormat says it; below 0 for the future
	JustNow      string                            // less than 5 s ago
	NeverChanged string                            // in place of Node.Changed and a time
	Never        string                            // the time 0, which a server shows for the znodes it made itself
}

// Count writes a number with its thousands set off: "1,204".
func Count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// mebibytes writes a size of 1 MiB and more: "1.5 MiB", "256 MiB".
func mebibytes(bytes int) string {
	return strings.TrimSuffix(strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64), ".0") + " MiB"
}

// number returns an argument's number as Count writes it; what is none, as it is.
func number(text string) string {
	n, err := strconv.Atoi(text)
	if err != nil {
		return text
	}
	return Count(n)
}

// unit is a unit of time.
type unit struct {
	length time.Duration
	name   string // Intl.RelativeTimeFormat's
}

// Units are those of Format.Ago, the longest first. console.js has the same.
var units = []unit{
	{365 * 24 * time.Hour, "year"},
	{30 * 24 * time.Hour, "month"},
	{24 * time.Hour, "day"},
	{time.Hour, "hour"},
	{time.Minute, "minute"},
	{time.Second, "second"},
}

// inUnit splits a time that has passed into a number of the longest unit that
// fits; 0 of none for less than 5 seconds.
func inUnit(passed time.Duration) (int, string) {
	for _, u := range units {
		if n := int(passed.Abs() / u.length); n > 0 && (u.length > time.Second || n >= 5) {
			return n, u.name
		}
	}
	return 0, ""
}

// milliseconds writes a time with at most one digit after the point: "0.4".
func milliseconds(ms float64) string {
	return strconv.FormatFloat(math.Round(ms*10)/10, 'f', -1, 64)
}
