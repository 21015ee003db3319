package audit

import (
	"context"
	"slices"
	"strconv"
	"time"

	"zkweb/zkconn/znode"
)

// The number of entries on a page.
const (
	DefaultLimit = 100
	MaxLimit     = 1000
)

// Filter chooses entries; a zero field lets all pass.
type Filter struct {
	User    string
	Path    string // this znode and what lies below it: "/a" takes "/a" and "/a/b", not "/ab"
	Event   Event
	Events  []Event // one of these, none of which is NodeRead; nil lets all pass
	Outcome Outcome
	Cluster string
	// Revealed is a znode: leaves who was shown its secrets, by its own page or by an
	// export of all below one above it. Event and Path do not count beside it.
	Revealed string
	Within   []Scope   // entries of these and of no cluster; nil lets all pass
	From     time.Time // not before
	To       time.Time // before
	After    string    // a Page's Next: goes on from there
	Limit    int       // 1 to MaxLimit; 0 is DefaultLimit
}

// Scope is what somebody may see of the entries about a cluster: those about
// znodes at or below one of the paths, and those about no znode.
type Scope struct {
	Cluster string
	Paths   []znode.Path
}

// Whole reports whether it is of all znodes of its cluster.
func (s Scope) Whole() bool { return slices.Contains(s.Paths, znode.Root) }

// Page is part of what a filter chooses, newest first.
type Page struct {
	Entries []Entry
	Next    string // for Filter.After; "" when nothing older is left to look at
	Partial bool   // the search stopped early to answer in time, and the page is not full: Next goes on
}

// Query returns a page. The error is a *znode.Error: Invalid for a filter that
// cannot be, Unavailable when the trail cannot be read or ctx ends.
func (t *Trail) Query(ctx context.Context, filter Filter) (Page, error) {
	t.awaitQueue(ctx)
	return t.search(ctx, filter, t.pace.Search)
}

func (t *Trail) search(ctx context.Context, filter Filter, timeout time.Duration) (Page, error) {
	before, err := filter.check()
	if err != nil {
		return Page{}, err
	}
	page, err := t.store.Search(ctx, filter, before, filter.limit(), timeout)
	if filter.Within != nil {
		for i, entry := range page.Entries {
			page.Entries[i] = entry.within(filter.Within)
		}
	}
	return page, err
}

// check refuses what cannot be, and reads the cursor: 0 is none.
func (f Filter) check() (before int64, err error) {
	if f.Event != "" && !f.Event.known() {
		return 0, invalid(znode.CodeTrailEvent)
	}
	if f.Outcome != "" && !f.Outcome.known() {
		return 0, invalid(znode.CodeTrailOutcome)
	}
	if f.Limit < 0 || f.Limit > MaxLimit {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTrailLimit, Args: znode.Args{"limit": strconv.Itoa(MaxLimit)}}
	}
	for _, path := range []string{f.Path, f.Revealed} {
		if path == "" {
			continue
		}
		if _, err := znode.ParsePath(path); err != nil {
			return 0, err
		}
	}
	if f.After == "" {
		return 0, nil
	}
	before, err = strconv.ParseInt(f.After, 10, 64)
	if err != nil || before < 1 {
		return 0, invalid(znode.CodeTrailPlace)
	}
	return before, nil
}

func (f Filter) limit() int {
	if f.Limit == 0 {
		return DefaultLimit
	}
	return f.Limit
}
