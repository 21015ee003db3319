package audit

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Store keeps a trail on a disk: entries in the order of their sequence, each
// with its hash, and in the place of those that retention removed, runs. One
// Trail writes it, from one goroutine; what reads may be called by many, also
// meanwhile. Errors are *znode.Error of kind Unavailable, with a code for people.
type Store interface {
	// Head returns the newest entry's link; the zero Link when there is none.
	Head(ctx context.Context) (Link, error)

	// Append writes entries behind after. They are on the disk when it returns
	// nil. It fails with an error that wraps ErrHead, and writes nothing, when
	// after is not the head.
	Append(after Link, entries []Record) error

	// Remove appends note, which says what is removed, and removes the entries
	// with these sequences, in ascending order; all of it or nothing.
	Remove(after Link, note Record, seqs []int64) error

	// Removable returns the oldest entries that are from before a time, or the
	// oldest looks where it is zero: their sequences in ascending order. An
	// AuditRemove counts only where nothing older is left.
	Removable(ctx context.Context, before time.Time, limit int) ([]int64, error)

	// Low reports whether the disk was found full, and nothing but a reserve is
	// left. Replenish makes that reserve again when there is room for it.
	Low() bool
	Replenish()

	// Size returns the bytes that entries and indexes take up.
	Size() (int64, error)

	// Walk yields what stands behind a sequence, oldest first, in one state of
	// the store. An error is the last it yields.
	Walk(ctx context.Context, after int64) iter.Seq2[Record, error]

	// Search returns a page of what a checked filter chooses, newest first: of
	// the entries before a sequence, or all when it is 0. It stops early after
	// that time, and says so.
	Search(ctx context.Context, filter Filter, before int64, limit int, timeout time.Duration) (Page, error)

	// Tally counts what a checked filter chooses by who did what and how it went; the
	// same may come several times, and is added up.
	Tally(ctx context.Context, filter Filter) iter.Seq2[Tally, error]

	// Close releases the disk.
	Close() error
}

// ErrHead is wrapped by the errors of a store whose head is not the entry that
// was appended last: somebody else wrote it.
var ErrHead = errors.New("the head is not the entry that was appended last")

// Record is what a store keeps at a place of the chain: an entry, or a run of
// entries that were removed.
type Record struct {
	Link          // of the entry, or of the last of the run
	First   int64 // the sequence of a run's first entry; 0 for an entry
	Encoded []byte
	Listed
}

// Listed is what a store finds an entry by. It repeats what the entry says.
type Listed struct {
	Time    time.Time `json:"time"` // UTC, microseconds
	Event   Event     `json:"event"`
	Outcome Outcome   `json:"outcome"`
	User    string    `json:"user"`
	Cluster string    `json:"cluster"`
	Path    string    `json:"path"`
}

// IsRun reports whether the record stands for entries that were removed.
func (r Record) IsRun() bool { return r.First != 0 }

// Chain returns the records of entries that follow after, numbered and with the
// time now, and the last one's link.
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
