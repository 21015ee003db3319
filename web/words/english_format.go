package words

import (
	"fmt"
	"time"
)

var englishFormat = Format{
	Size: func(bytes int) string {
		switch {
		case bytes < 10<<10:
			return counted(bytes, "byte", "bytes")
		case bytes < 1<<20:
			return fmt.Sprintf("%.0f KiB", float64(bytes)/(1<<10))
		}
		return mebibytes(bytes)
	},
	Bytes: func(n int) string { return counted(n, "byte", "bytes") },
	Children: func(n int) string {
		if n == 0 {
			return "no children"
		}
		return counted(n, "child", "children")
	},
	Seconds:      func(n int) string { return counted(n, "second", "seconds") },
	Ago:          englishAgo,
	JustNow:      "just now",
	NeverChanged: "never changed",
	Never:        "never",
}

// counted returns a number with its noun: "1 child", "1,204 children".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// englishUnits are the short forms of Intl.RelativeTimeFormat, singular and plural. A test in
// web/e2e compares them with the browser’s.
var englishUnits = map[string][2]string{
	"year": {"yr.", "yr."}, "month": {"mo.", "mo."}, "day": {"day", "days"},
	"hour": {"hr.", "hr."}, "minute": {"min.", "min."}, "second": {"sec.", "sec."},
}

func englishAgo(passed time.Duration) string {
	n, name := inUnit(passed)
	if n == 0 {
		return "just now"
	}
	unit := englishUnits[name]
	if passed < 0 {
		return "in " + counted(n, unit[0], unit[1])
	}
	return counted(n, unit[0], unit[1]) + " ago"
}
