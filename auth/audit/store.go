package audit

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Store keeps a trail on a disk: entries in the order of their sequence, each with its hash, and
// runs in place of those that retention removed. Only one Trail writes it, from one goroutine. The
// methods that read are safe for concurrent use, also with a write. Errors are *znode.Error of kind
// Unavailable, with a code.
type Store interface {
	// Head returns the newest entry's link; the zero Link if there is none.
	Head(ctx context.Context) (Link, error)

	// Append appends entries after the link after. They are on the disk when it returns nil. If
	// after is not the head, it writes nothing and fails with an error that wraps ErrHead.
	Append(after Link, entries []Record) error

	// Remove appends note, which says what is removed, and removes the entries with these
	// sequences, in ascending order, all or none.
	Remove(after Link, note Record, seqs []int64) error

	// Removable returns the sequences, in ascending order, of the oldest entries from before a time
	// or, if it is zero, of the oldest looks. An AuditRemove is only returned if nothing older is
	// left.
	Removable(ctx context.Context, before time.Time, limit int) ([]int64, error)

	// Low reports whether the disk was found full, so that only the reserve is left. Replenish
	// restores the reserve when there is room.
	Low() bool
	Replenish()

	// Size returns the bytes of the entries and indexes.
	Size() (int64, error)

	// Walk yields what comes after a sequence, the oldest first, from one snapshot of the store. An
	// error is the last that it yields.
	Walk(ctx context.Context, after int64) iter.Seq2[Record, error]

	// Search returns a page of entries that match a valid filter, the newest first: of those before
	// a sequence, or of all if it is 0. After that time it stops early, and reports so.
	Search(ctx context.Context, filter Filter, before int64, limit int, timeout time.Duration) (Page, error)

	// Tally counts the entries that match a valid filter by who did what, and with which outcome.
	// The same Tally may come several times; the counts must be added up.
	Tally(ctx context.Context, filter Filter) iter.Seq2[Tally, error]

	// Close closes the store.
	Close() error
}

// ErrHead is wrapped by errors about a store whose head is not the entry that was appended last,
// because somebody else wrote it.
var ErrHead = errors.New("the head is not the entry that was appended last")

// Record is what a store has at a position of the chain: an entry, or a run of removed entries.
type Record struct {
	Link          // of the entry, or of the last of the run
	First   int64 // sequence of a run's first entry; 0 for an entry
	Encoded []byte
	Listed
}

// Listed has what a store finds an entry by. It repeats fields of the entry.
type Listed struct {
	Time    time.Time `json:"time"` // UTC, microseconds
	Event   Event     `json:"event"`
	Outcome Outcome   `json:"outcome"`
	User    string    `json:"user"`
	Cluster string    `json:"cluster"`
	Path    string    `json:"path"`
}

// IsRun reports whether the record stands for removed entries.
func (r Record) IsRun() bool { return r.First != 0 }

// Chain returns the records of entries that follow after, with sequences and the given time, and
// the link of the last one.
func Chain(after Link, now time.Time, entries ...Entry) ([]Record, Link, error) {
	records := make([]Record, len(entries))
	for i, entry := range entries {
		entry.Seq = after.Seq + 1
		entry.Time = now.UTC().Truncate(time.Microsecond)
		encoded, err := canonical(entry)
		if err != nil {
			return nil, Link{}, err
		}
		after = after.Next(encoded)
		records[i] = Record{Link: after, Encoded: encoded, Listed: entry.listed()}
	}
	return records, after, nil
}

func (e Entry) listed() Listed {
	return Listed{Time: e.Time, Event: e.Event, Outcome: e.Outcome, User: e.User, Cluster: e.Cluster, Path: e.Path}
}
