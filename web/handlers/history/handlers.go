// Package history shows the versions of a znode, and the changes below one: what, when and by whom.
package history

import (
	"time"

	"zkweb/web/handlers/site"
)

// Handlers serves the pages about the past.
type Handlers struct{ *site.Site }

// The bounds of an answer.
const (
	usualVersions = 50
	usualChanges  = 100
	shownHeld     = 50 // the newest ephemeral znodes of a session, or holders of a lock
	maxRows       = 1000
	shownGaps     = 20              // the newest gaps on a page
	maxScanned    = 20_000          // changes that are read for a page of those that match
	maxBar        = 2_000           // changes that the bars count
	maxDiff       = 64 << 10        // bytes of a text that is compared
	maxDiffLines  = 10_000          // lines of all comparisons on a page
	pastTime      = 5 * time.Second // for a page
	lookTime      = 3 * time.Second // the part of pastTime for reading changes, most of which the person may not know of
	linesTime     = 5 * time.Minute // for a download of lines
	barTime       = 500 * time.Millisecond
)
