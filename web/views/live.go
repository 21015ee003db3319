package views

import "strings"

// noVersions is as long as what live.js counts.
func noVersions(s Shell) string {
	return strings.ReplaceAll(s.Words.Live.NewVersions, "{n}", "0")
}

const noBars = "▁▁▁▁▁▁▁▁▁▁▁▁"
