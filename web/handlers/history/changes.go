package history

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	view "zkweb/web/views/history"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// Changes shows the changes at and below a znode, the newest first, as a page, JSON, lines of JSON
// or an Atom feed.
func (h *Handlers) Changes(c echo.Context, v site.Visit) error {
	lines := site.AsksLines(c)
	patience := pastTime
	if lines {
		patience = linesTime
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), patience)
	defer cancel()
	past, err := h.Past(v)
	if err != nil {
		return err
	}
	q, err := readAsked(ctx, c, past)
	if err != nil && (site.AsksJSON(c) || c.QueryParam("format") == "atom") {
		return err
	}
	page := view.ChangesPage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Query: q.typed, Verbs: verbs}
	if err != nil {
		page.Problem = site.ProblemOf(c, err)
		return site.Render(c, site.Describe(err, c).Status, page)
	}
	if lines {
		return h.sendLines(ctx, c, v, past, q)
	}
	feed := c.QueryParam("format") == "atom"
	found, err := h.find(ctx, past, v, q, !feed && !site.AsksJSON(c))
	past.LookedBack(v.Path, q.settings(), err)
	if err != nil {
		return history.Explain(err)
	}
	complete, err := past.Complete(ctx, q.span.Window.From, q.span.Window.To)
	if err != nil {
		return history.Explain(err)
	}
	switch {
	case feed:
		return h.sendAtom(ctx, c, v, past, q, found)
	case site.AsksJSON(c):
		return h.changesJSON(ctx, c, v, past, found, complete)
	}
	return h.changesPage(ctx, c, v, past, q, found, complete, page)
}

// settings returns the query as the trail records it.
func (q asked) settings() map[string]string {
	settings := map[string]string{"history": "changes"}
	for name, value := range map[string]string{
		"from": q.typed.From, "to": q.typed.To, "op": q.typed.Op, "who": q.typed.Who, "match": q.typed.Match, "session": q.typed.Session, "outside": q.typed.Outside,
	} {
		if value != "" {
			settings[name] = value
		}
	}
	return settings
}

// found is a page of changes, with what follows it.
type found struct {
	versions []guard.Version
	next     string  // value of after= for the next page; "" at the end
	times    []int64 // of the changes on the page and some after it, for the bars
	bar      bool    // whether times reaches the end of the query
}

// find finds a page of changes and, with bar, times of the changes after it.
func (h *Handlers) find(ctx context.Context, past *guard.Past, v site.Visit, q asked, bar bool) (found, error) {
	var f found
	var last looked
	scanned, full := 0, time.Time{}
	end := func() (err error) {
		behind, err := last.behind.nearer(ctx, past, last.Change)
		f.next = behind.String()
		return err
	}
	for change, err := range q.changes(ctx, past, v.Path, time.Now().Add(lookTime)) {
		if unfinished, is := errors.AsType[*guard.Unfinished](err); is {
			f.next = cmp.Or(f.next, place{zxid: unfinished.Behind}.String())
			return f, nil
		}
		if err != nil {
			return f, err
		}
		if scanned++; scanned > maxScanned && len(f.versions) < q.limit {
			return f, end()
		}
		if len(f.versions) < q.limit {
			last = change
		}
		if !q.fits(past, change.Version) {
			continue
		}
		if len(f.versions) < q.limit {
			f.versions, f.times = append(f.versions, change.Version), append(f.times, change.Time)
			continue
		}
		if f.next == "" {
			if err := end(); err != nil {
				return f, err
			}
			full = time.Now()
		}
		if !bar {
			return f, nil
		}
		if f.times = append(f.times, change.Time); len(f.times) >= maxBar || time.Since(full) > barTime {
			return f, nil
		}
	}
	f.bar = true
	return f, nil
}

func (h *Handlers) changesJSON(ctx context.Context, c echo.Context, v site.Visit, past *guard.Past, f found, complete history.Complete) error {
	answer := struct {
		Cluster string        `json:"cluster"`
		Path    string        `json:"path"`
		Changes []jsonVersion `json:"changes"`
		Next    string        `json:"next,omitempty"` // value of after=
		site.JSONComplete
	}{v.Cluster.Name, v.Path.String(), []jsonVersion{}, f.next, site.CompleteJSON(complete)}
	for _, version := range f.versions {
		told, err := changeJSON(ctx, past, version)
		if err != nil {
			return history.Explain(err)
		}
		answer.Changes = append(answer.Changes, told)
	}
	return site.SendJSON(c, http.StatusOK, answer)
}

// sendLines sends all changes that match, a line of JSON each. The trail records it even if the
// reader leaves before the end.
func (h *Handlers) sendLines(ctx context.Context, c echo.Context, v site.Visit, past *guard.Past, q asked) error {
	live := site.NewLive(c, site.Lines)
	count, failed, left := q.send(ctx, live, past, v.Path)
	settings := q.settings()
	settings["changes"] = strconv.Itoa(count)
	past.Walked(c.Request().Context(), v.Path, settings, failed)
	if left != nil {
		return left
	}
	complete, err := past.Complete(ctx, q.span.Window.From, q.span.Window.To)
	if failed == nil && err != nil {
		failed = history.Explain(err)
	}
	return live.Line(struct {
		Done    bool            `json:"done"`
		Changes int             `json:"changes"`
		Error   *site.JSONError `json:"error,omitempty"`
		site.JSONComplete
	}{true, count, site.ErrorJSON(c, failed), site.CompleteJSON(complete)})
}

// send sends changes that match. It returns how many it read, the error that ended reading, and the
// error that ended sending.
func (q asked) send(ctx context.Context, live site.Live, past *guard.Past, path znode.Path) (count int, failed, left error) {
	for change, err := range q.changes(ctx, past, path, time.Time{}) {
		if err != nil {
			return count, history.Explain(err), nil
		}
		if !q.fits(past, change.Version) {
			continue
		}
		count++
		told, err := changeJSON(ctx, past, change.Version)
		if err != nil {
			return count, history.Explain(err), nil
		}
		if err := live.Line(told); err != nil {
			return count, nil, err
		}
	}
	return count, nil, nil
}

func (h *Handlers) changesPage(ctx context.Context, c echo.Context, v site.Visit, past *guard.Past, q asked, f found, complete history.Complete, page view.ChangesPage) error {
	page.Complete = completeView(complete)
	var zxid, session int64
	for i, version := range f.versions {
		row := h.row(c, v, past, version)
		row.Together = version.Zxid == zxid
		row.SameSession = i > 0 && version.Session == session
		zxid, session = version.Zxid, version.Session
		page.Rows = append(page.Rows, row)
	}
	if f.next != "" {
		page.Older = f.next
	}
	page.Bars = bars(f.times)
	page.BarWhole = f.bar
	if q.session != 0 {
		session, known, err := past.Session(ctx, q.session, f.versions, q.passed, shownHeld)
		if err != nil {
			return history.Explain(err)
		}
		if known {
			page.Session = sessionView(session, q.passed)
		}
	}
	return site.Render(c, http.StatusOK, page)
}

func sessionView(s guard.Session, passed int) *view.Session {
	one := &view.Session{ID: s.ID, Who: s.Who, Sure: s.Sure, Timeout: s.Timeout, Expired: s.Expired, EphemeralsCut: s.More}
	if s.More && len(s.Ephemerals) > 0 {
		one.Older = strconv.Itoa(passed + len(s.Ephemerals))
	}
	if s.Opened != 0 {
		one.Opened = time.UnixMilli(s.OpenedAt).UTC()
	}
	if s.Closed != 0 {
		one.Closed = time.UnixMilli(s.ClosedAt).UTC()
	}
	for _, h := range s.Ephemerals {
		shown := view.Held{Name: h.Path.String(), From: time.UnixMilli(h.FromTime).UTC()}
		if h.To != 0 {
			shown.To = time.UnixMilli(h.ToTime).UTC()
		}
		one.Ephemerals = append(one.Ephemerals, shown)
	}
	return one
}

// barCount is the largest number of bars.
const barCount = 60

// bars counts times in intervals of equal length, in whole seconds, so that each can be asked for
// by from= and to=. It returns nil if all times are in the same second.
func bars(times []int64) []view.Bar {
	if len(times) < 2 {
		return nil
	}
	first, last := slices.Min(times)/1000, slices.Max(times)/1000
	step := (last-first)/barCount + 1
	all := make([]view.Bar, (last-first)/step+1)
	if len(all) < 2 {
		return nil
	}
	for i := range all {
		from := first + int64(i)*step
		all[i] = view.Bar{From: time.Unix(from, 0).UTC(), To: time.Unix(from+step, 0).UTC()}
	}
	for _, t := range times {
		all[(t/1000-first)/step].Count++
	}
	return all
}
