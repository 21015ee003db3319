package history

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	view "zkweb/web/views/history"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// asked is a query for changes.
type asked struct {
	typed   view.Query
	span    site.Span
	after   *place // the place after which the changes begin; nil for the newest
	session int64  // 0 for any
	passed  int    // number of the session's ephemeral znodes on earlier pages
	limit   int
}

// place is the end of a page of changes: a transaction, and the number of its changes up to there
// that the person may know of. If it is 0, older changes have not been read. If from is a znode,
// changes are counted from the transaction's newest change of that znode on, so that a page in the
// middle of a large transaction need not read all before it.
type place struct {
	zxid   int64
	passed int
	from   znode.Path
}

const (
	maxPassed  = 1e6  // ephemeral znodes
	manyPassed = 200  // number of changes in a transaction from which they are not counted again
	maxFrom    = 1000 // bytes of the path in a place
)

var verbs = []string{string(history.Create), string(history.Set), string(history.SetACL), string(history.Delete)}

// readAsked reads from=, to=, op=, who=, match=, session=, outside=, after= and limit=. Its error
// has kind Invalid, or NotFound for a time before the history.
func readAsked(ctx context.Context, c echo.Context, past *guard.Past) (asked, error) {
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return asked{}, err
	}
	get := func(name string) string { return strings.TrimSpace(values.Get(name)) }
	q := asked{typed: view.Query{
		From: site.PlainMoment(get("from")), To: site.PlainMoment(get("to")), Op: get("op"), Who: get("who"), Match: get("match"), Session: get("session"), After: get("after"), Held: get("held"),
	}}
	if get("outside") == view.OnlyOutside {
		q.typed.Outside = view.OnlyOutside
	}
	if get("by") == view.BySession {
		q.typed.By = view.BySession
	}
	if q.limit, err = readLimit(c, usualChanges); err != nil {
		return q, err
	}
	if q.typed.Op != "" && !slices.Contains(verbs, q.typed.Op) {
		return q, &znode.Error{Kind: znode.Invalid, Code: znode.CodeHistoryVerb, Args: znode.Args{"verbs": strings.Join(verbs, ", ")}}
	}
	q.span, err = site.ReadSpan(ctx, past, q.typed.From, q.typed.To)
	if q.typed.Session != "" && err == nil {
		q.session, err = readSession(q.typed.Session)
	}
	if q.typed.Held != "" && err == nil {
		if q.passed, err = strconv.Atoi(q.typed.Held); err != nil || q.passed < 0 || q.passed > maxPassed {
			err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeFindBound, Args: znode.Args{"max": strconv.Itoa(maxPassed)}}
		}
	}
	if q.typed.After != "" && err == nil {
		q.after, err = readPlace(q.typed.After)
	}
	return q, err
}

func readSession(text string) (int64, error) {
	hex, ok := strings.CutPrefix(strings.ToLower(text), "0x")
	id, err := strconv.ParseUint(hex, 16, 64)
	if !ok || err != nil {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFindOwner}
	}
	return int64(id), nil
}

// String returns the place as a value of after=.
func (p place) String() string {
	text := fmt.Sprintf("%#x.%d", uint64(p.zxid), p.passed)
	if p.from.IsRoot() {
		return text
	}
	return text + p.from.String()
}

func readPlace(text string) (*place, error) {
	text, path, _ := strings.Cut(text, "/")
	zxid, passed, ok := strings.Cut(strings.TrimPrefix(text, "0x"), ".")
	z, err := strconv.ParseUint(zxid, 16, 63)
	n, err2 := strconv.ParseUint(passed, 10, 31)
	from, err3 := znode.ParsePath("/" + path)
	if !ok || err != nil || z == 0 || err2 != nil || err3 != nil {
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeHistoryMoment}
	}
	return &place{int64(z), int(n), from}, nil
}

// begin sets the change with which a window begins to the one from which the place counts or, if
// the person may no longer know of that one, to the transaction's newest.
func (p *place) begin(ctx context.Context, past *guard.Past, window *history.Window) (begun place, err error) {
	window.To, begun = p.zxid, place{zxid: p.zxid}
	if p.from.IsRoot() {
		return begun, nil
	}
	newest, err := past.Versions(ctx, p.from, p.zxid, 1)
	if err != nil && znode.KindOf(err) != znode.Denied {
		return begun, err
	}
	if len(newest) == 0 || newest[0].Zxid != p.zxid {
		p.passed = 0
		return begun, nil
	}
	window.Newest, begun.from = newest[0].Change, p.from
	return begun, nil
}

// nearer returns the same place, counted from the change own if many are passed and own is the
// transaction's newest change of its znode.
func (p place) nearer(ctx context.Context, past *guard.Past, own history.Change) (place, error) {
	if p.passed < manyPassed || own.Path.IsRoot() || len(own.Path.String()) > maxFrom {
		return p, nil
	}
	newest, err := past.Versions(ctx, own.Path, p.zxid, 1)
	if err != nil || len(newest) == 0 || !newest[0].Is(own) {
		return p, err
	}
	return place{p.zxid, 1, own.Path}, nil
}

// looked is a change that the person may know of, and the place after it.
type looked struct {
	guard.Version
	behind place
}

// changes returns the changes in the time of the query, after the place where another page ended.
// It ends as Past.Changes does.
func (q asked) changes(ctx context.Context, past *guard.Past, path znode.Path, until time.Time) iter.Seq2[looked, error] {
	return func(yield func(looked, error) bool) {
		window := q.span.Window
		var at place
		if q.after != nil && (window.To == 0 || uint64(q.after.zxid) <= uint64(window.To)) {
			var err error
			if at, err = q.after.begin(ctx, past, &window); err != nil {
				yield(looked{}, err)
				return
			}
		}
		for version, err := range past.Changes(ctx, path, window, until) {
			if err != nil {
				yield(looked{}, err)
				return
			}
			if version.Zxid != at.zxid {
				at = place{zxid: version.Zxid}
			}
			at.passed++
			if q.after != nil && at.zxid == q.after.zxid && at.passed <= q.after.passed {
				continue
			}
			if !yield(looked{version, at}, nil) {
				return
			}
		}
	}
}

// fits reports whether a change matches the query.
func (q asked) fits(past *guard.Past, v guard.Version) bool {
	if !q.span.Has(v.Time) || q.typed.Op != "" && string(v.Verb) != q.typed.Op || q.session != 0 && v.Session != q.session || q.typed.Outside != "" && !past.Around(v) {
		return false
	}
	if q.typed.Match != "" && !matches(q.typed.Match, v.Path.String()) {
		return false
	}
	if q.typed.Who == "" {
		return true
	}
	who, _ := past.Who(v.Session, v.By)
	is := func(text string) bool { return strings.EqualFold(text, q.typed.Who) }
	return is(who) || is(past.Where(v.Session, v.By)) || is(views.Hex(v.Session))
}

// matches reports whether a path contains the parts of a pattern in order, ignoring case; * matches
// any characters.
func matches(pattern, path string) bool {
	pattern, path = strings.ToLower(pattern), strings.ToLower(path)
	for part := range strings.SplitSeq(pattern, "*") {
		at := strings.Index(path, part)
		if at < 0 {
			return false
		}
		path = path[at+len(part):]
	}
	return true
}
