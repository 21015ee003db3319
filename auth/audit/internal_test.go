package audit

import (
	"context"
	"time"
)

// What the tests outside of the package, which need a store, see of it.

type Pace = pace

var (
	UsualPace = usualPace
	OpenAt    = open
	ErrSlow   = errSlow
	CSVHeader = csvHeader
)

const (
	RemoveBatch = removeBatch
	RemoveLeast = removeLeast
	MaxBatch    = maxBatch
	MaxTexts    = maxTexts
	MaxNamed    = maxNamed
	MaxSettings = maxSettings
	TailBytes   = tailBytes
	PurseSize   = purseSize
	QueueLength = queueLength
)

// SeenAt sets the clock that looks are told apart by.
func (t *Trail) SeenAt(now func() time.Time) { t.seen.now, t.purse.now = now, now }

// Expired returns how many entries are to be removed.
func (t *Trail) Expired() (int, error) {
	seqs, err := t.expired()
	return len(seqs), err
}

// Flush returns when what was appended before is written.
func (t *Trail) Flush(ctx context.Context) { _ = t.wait(ctx, nil, false) }

// Fold writes what was folded in minutes that are over.
func (t *Trail) Fold() {
	for _, r := range requests(t.purse.due(false)) {
		t.queue <- r
	}
}
