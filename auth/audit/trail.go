package audit

import (
	"context"
	"io"
	"iter"
	"log/slog"
	"time"
)

// Config is what a trail needs.
type Config struct {
	Dir      string        // the data directory; made if it is not there
	Log      io.Writer     // gets each entry as a JSON line; nil is none
	Logger   *slog.Logger  // heads, and what goes wrong
	MaxAge   time.Duration // older entries are removed; 0 keeps them
	MaxBytes int64         // beyond it the oldest entries are removed; 0 keeps them
}

// Trail is the record.
type Trail struct{}

// Open opens the trail in config.Dir, or begins one.
func Open(config Config) (*Trail, error) { return &Trail{}, nil }

// Append writes an entry and returns when it is on the disk.
func (t *Trail) Append(ctx context.Context, entry Entry) error { return nil }

// AppendRead is Append for NodeRead: at most one entry per person, znode and
// outcome in a minute, nil for the others.
func (t *Trail) AppendRead(ctx context.Context, entry Entry) error { return nil }

// Err is nil while the trail can be written, else why it cannot.
func (t *Trail) Err() error { return nil }

// KeyedHash is HMAC-SHA256 of a value under the data directory's own key, in
// hexadecimal: equal values have equal hashes, and nobody without the key can
// find a value by trying.
func (t *Trail) KeyedHash(value []byte) string { return "" }

// Close writes what is queued, logs the head and closes the database.
func (t *Trail) Close() error { return nil }

// Filter chooses entries; a zero field does not restrict.
type Filter struct {
	User    string
	Path    string // this znode and what lies below it
	Event   Event
	Outcome Outcome
	Cluster string
	From    time.Time // not before
	To      time.Time // before
	After   string    // a Page's Next
	Limit   int       // 1 to MaxLimit; 0 is DefaultLimit
}

// Page is part of the entries a Filter chooses, newest first.
type Page struct {
	Entries []Entry `json:"entries"`
	Next    string  `json:"next"`
	Partial bool    `json:"partial"`
}

// Query gives a page.
func (t *Trail) Query(ctx context.Context, filter Filter) (Page, error) { return Page{}, nil }

// Entries gives all that a filter chooses, newest first, in constant memory.
func (t *Trail) Entries(ctx context.Context, filter Filter) iter.Seq2[Entry, error] { return nil }

// Verify walks the trail in dir.
func Verify(ctx context.Context, dir string, outside ...Head) (Verified, error) {
	return Verified{}, nil
}

// Verified is what a sound trail holds.
type Verified struct {
	Entries int64
	Head    Head
}

// WriteCSV writes entries as CSV.
func WriteCSV(w io.Writer, entries iter.Seq2[Entry, error]) error { return nil }

// WriteJSONLines writes entries as JSON lines.
func WriteJSONLines(w io.Writer, entries iter.Seq2[Entry, error]) error { return nil }
