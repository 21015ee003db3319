package words

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Format formats numbers, sizes and times. Numbers are the same in all languages: "1,204".
type Format struct {
	Size         func(bytes int) string            // "214 bytes", "300 KiB"
	Bytes        func(n int) string                // "288,000 bytes"
	Children     func(n int) string                // "1,204 children"; "no children" for 0
	Seconds      func(n int) string                // "10 seconds"
	Ago          func(passed time.Duration) string // in one unit, as the browser's Intl.RelativeTimeFormat formats it; negative for the future
	JustNow      string                            // for less than 5 s
	NeverChanged string                            // replaces Node.Changed and a time
	Never        string                            // for the time 0, which servers return for the znodes that they make themselves
}

// Count formats a number with separated thousands: "1,204".
func Count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// mebibytes formats a size of at least 1 MiB: "1.5 MiB", "256 MiB".
func mebibytes(bytes int) string {
	return strings.TrimSuffix(strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64), ".0") + " MiB"
}

// number formats an argument that is a number as Count does, and returns others unchanged.
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
	name   string // the name in Intl.RelativeTimeFormat
}

// units are the units of Format.Ago, the longest first. console.js has the same list.
var units = []unit{
	{365 * 24 * time.Hour, "year"},
	{30 * 24 * time.Hour, "month"},
	{24 * time.Hour, "day"},
	{time.Hour, "hour"},
	{time.Minute, "minute"},
	{time.Second, "second"},
}

// inUnit converts a duration to a number of its longest unit. For less than 5 seconds it returns 0
// and no unit.
func inUnit(passed time.Duration) (int, string) {
	for _, u := range units {
		if n := int(passed.Abs() / u.length); n > 0 && (u.length > time.Second || n >= 5) {
			return n, u.name
		}
	}
	return 0, ""
}

// milliseconds formats a duration with at most one decimal: "0.4".
func milliseconds(ms float64) string {
	return strconv.FormatFloat(math.Round(ms*10)/10, 'f', -1, 64)
}
