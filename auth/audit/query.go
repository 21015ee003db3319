package audit

import (
	"context"
	"strconv"
	"strings"
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
	Outcome Outcome
	Cluster string
	Within  []string  // clusters: entries of these and of none; nil lets all pass
	From    time.Time // not before
	To      time.Time // before
	After   string    // a Page's Next: goes on from there
	Limit   int       // 1 to MaxLimit; 0 is DefaultLimit
}

// Page is part of what a filter chooses, newest first.
type Page struct {
	Entries []Entry
	Next    string // for Filter.After; "" when nothing older is left to look at
	Partial bool   // the search stopped early to answer in time, and the page is not full: Next goes on
}

// Query gives a page. The error is a *znode.Error: Invalid for a filter that
// cannot be, Unavailable when the trail cannot be read or ctx ends.
func (t *Trail) Query(ctx context.Context, filter Filter) (Page, error) {
	return t.page(ctx, filter, t.pace.search)
}

// page searches block by block from the newest, and stops when the page is full
// or after patience.
func (t *Trail) page(ctx context.Context, filter Filter, patience time.Duration) (Page, error) {
	after, err := filter.check()
	if err != nil {
		return Page{}, err
	}
	start := time.Now()
	search, err := t.newSearch(ctx, filter, after)
	if err != nil {
		return Page{}, readError(err)
	}
	defer search.end()
	page := Page{Entries: []Entry{}}
	for !search.over() && len(page.Entries) < filter.limit() && !page.Partial {
		found, err := search.block(ctx, filter.limit()-len(page.Entries))
		if err != nil {
			return Page{}, readError(err)
		}
		page.Entries = append(page.Entries, found...)
		page.Partial = time.Since(start) > patience
	}
	page.Partial = page.Partial && !search.over() && len(page.Entries) < filter.limit()
	if !search.over() {
		page.Next = strconv.FormatInt(search.before, 10)
	}
	return page, nil
}

// check refuses what cannot be, and reads the cursor: 0 is none.
func (f Filter) check() (after int64, err error) {
	if f.Event != "" && !f.Event.known() {
		return 0, invalid("There is no such event in the audit trail.")
	}
	if f.Outcome != "" && !f.Outcome.known() {
		return 0, invalid("There is no such outcome in the audit trail.")
	}
	if f.Limit < 0 || f.Limit > MaxLimit {
		return 0, invalid("A page of the audit trail has 1 to 1000 entries.")
	}
	if f.Path != "" {
		if _, err := znode.ParsePath(f.Path); err != nil {
			return 0, err
		}
	}
	if f.After == "" {
		return 0, nil
	}
	after, err = strconv.ParseInt(f.After, 10, 64)
	if err != nil || after < 1 {
		return 0, invalid("This place in the audit trail does not exist. Go back to the newest entries.")
	}
	return after, nil
}

func (f Filter) limit() int {
	if f.Limit == 0 {
		return DefaultLimit
	}
	return f.Limit
}

// index is the one that leaves the fewest entries to look at, by what trails
// hold: mostly reads that went well, of one or a few clusters.
func (f Filter) index() string {
	changes := f.Event != "" && f.Event != NodeRead
	path := f.Path != "" && f.Path != "/"
	switch {
	case f.User != "" && changes:
		return "INDEXED BY by_user_changes"
	case path && changes:
		return "INDEXED BY by_path_changes"
	case f.Outcome != "" && f.Outcome != OK:
		return "INDEXED BY by_outcome"
	case path:
		return "INDEXED BY by_path"
	case f.User != "":
		return "INDEXED BY by_user"
	case f.Event != "":
		return "INDEXED BY by_event"
	case f.Cluster != "":
		return "INDEXED BY by_cluster"
	}
	return "NOT INDEXED" // by sequence
}

// where is the filter in SQL.
func (f Filter) where() (sql string, values []any) {
	add := func(condition string, of ...any) {
		sql += " AND " + condition
		values = append(values, of...)
	}
	if f.User != "" {
		add("user = ?", f.User)
	}
	switch f.Event {
	case "":
	case NodeRead:
		add("event = ?", string(f.Event))
	default:
		add("event = ? AND event <> 'node.read'", string(f.Event)) // says that the indexes of changes will do
	}
	if f.Outcome != "" {
		add("outcome = ?", string(f.Outcome))
	}
	if f.Cluster != "" {
		add("cluster = ?", f.Cluster)
	}
	if f.Within != nil {
		add("cluster IN (''"+strings.Repeat(", ?", len(f.Within))+")", texts(f.Within)...)
	}
	switch f.Path {
	case "":
	case "/":
		add("path <> ''")
	default: // "0" follows "/"; what sorts before "/", as in "/a-b", is left out again
		add("path >= ? AND path < ? AND (path = ? OR path >= ?)", f.Path, f.Path+"0", f.Path, f.Path+"/")
	}
	times, bounds := f.whereTime()
	return sql + times, append(values, bounds...)
}

func texts(of []string) []any {
	values := make([]any, len(of))
	for i, text := range of {
		values[i] = text
	}
	return values
}

func (f Filter) whereTime() (sql string, values []any) {
	if !f.From.IsZero() {
		sql += " AND time >= ?"
		values = append(values, micros(f.From))
	}
	if !f.To.IsZero() {
		sql += " AND time < ?"
		values = append(values, micros(f.To))
	}
	return sql, values
}

// micros rounds up: entries have whole microseconds.
func micros(t time.Time) int64 { return t.Add(time.Microsecond - 1).UnixMicro() }
