package audit

import "time"

// What the tests outside of the package, which need a store, see of it.

type Pace = pace

var (
	UsualPace = usualPace
	OpenAt    = open
	ErrSlow   = errSlow
	CSVHeader = csvHeader
)

const (
	LinesEnd    = linesEnd
	RemoveBatch = removeBatch
	RemoveLeast = removeLeast
	MaxBatch    = maxBatch
	MaxTexts    = maxTexts
	MaxSettings = maxSettings
	TailBytes   = tailBytes
	PurseSize   = purseSize
)

// SeenAt sets the clock that looks are told apart by.
func (t *Trail) SeenAt(now func() time.Time) { t.seen.now, t.purse.now = now, now }

// RemoveOldest removes what is due, and reports whether there may be more.
func (t *Trail) RemoveOldest() bool {
	more, _ := t.removeOldest()
	return more
}

// Fold writes what was folded in minutes that are over.
func (t *Trail) Fold() {
	for _, r := range requests(t.purse.due(false)) {
		t.queue <- r
	}
}
