// Package history shows the versions of a znode, and what was changed below one, when and
// by whom.
package history

import (
	"time"

	"zkweb/web/handlers/site"
)

// Handlers answers what is asked about the past.
type Handlers struct{ *site.Site }

// The bounds of an answer.
const (
	usualVersions = 50
	usualChanges  = 100
	shownHeld     = 50 // ephemeral znodes of a session, or holders of a lock: the newest
	maxRows       = 1000
	shownGaps     = 20              // of a page: the newest
	maxScanned    = 20_000          // changes that are looked at for a page of those that fit
	maxBar        = 2_000           // changes that the bar over time counts
	maxDiff       = 64 << 10        // bytes of a text that is compared
	maxDiffLines  = 10_000          // of all comparisons of a page
	pastTime      = 5 * time.Second // for a page
	lookTime      = 3 * time.Second // of pastTime, for looking through changes, most of which the person may not know of
	linesTime     = 5 * time.Minute // for all lines of a download
	barTime       = 500 * time.Millisecond
)
