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

// Filter selects entries; a zero field matches all.
type Filter struct {
	User    string
	Path    string // this znode and all below it: "/a" matches "/a" and "/a/b", but not "/ab"
	Event   Event
	Events  []Event // one of these; NodeRead is not allowed. nil matches all
	Outcome Outcome
	Cluster string
	// Revealed is a znode. It matches reveals of its secrets, on its own page or by an export of it
	// or an ancestor. Event and Path are then ignored.
	Revealed string
	Within   []Scope   // entries about these, and about no cluster; nil matches all
	From     time.Time // inclusive
	To       time.Time // exclusive
	After    string    // a Page's Next, to continue there
	Limit    int       // 1 to MaxLimit; 0 means DefaultLimit
}

// Scope is what somebody may see of the entries about a cluster: those about znodes at or below one
// of the paths, and those about no znode.
type Scope struct {
	Cluster string
	Paths   []znode.Path
}

// Whole reports whether the scope has all znodes of its cluster.
func (s Scope) Whole() bool { return slices.Contains(s.Paths, znode.Root) }

// Page is a page of entries that match a filter, the newest first.
type Page struct {
	Entries []Entry
	Next    string // for Filter.After; "" if there are no older entries
	Partial bool   // the search stopped early, to answer in time, before the page was full; Next continues it
}

// Query returns a page. The error is a *znode.Error: Invalid for an invalid filter, Unavailable if
// the trail cannot be read or ctx is done.
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

// check validates the filter and returns its cursor; 0 for none.
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
