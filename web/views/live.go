package views

import "strings"

// noVersions returns the text in which live.js counts new versions, with a count of none.
func noVersions(s Shell) string {
	return strings.ReplaceAll(s.Words.Live.NewVersions, "{n}", "0")
}

const noBars = "▁▁▁▁▁▁▁▁▁▁▁▁"
