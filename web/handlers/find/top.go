package find

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/find"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

const (
	usualTop = 100 // number of znodes
	maxTop   = 1000
	// maxOwners bounds the sessions in the list.
	maxOwners = 20
)

// TopJSON is the last changed or the largest znodes in JSON, as docs/contract.md has it.
type TopJSON struct {
	Items   []TopItem       `json:"items"`
	Totals  TopTotals       `json:"totals"`
	Denied  int             `json:"denied"`
	Stopped string          `json:"stopped"`
	Error   *site.JSONError `json:"error,omitempty"`
}

// TopItem is a znode in TopJSON.
type TopItem struct {
	Path   string        `json:"path"`
	Stat   site.JSONStat `json:"stat"`
	Family int           `json:"family"` // bytes of the answer that lists its children
}

// TopTotals sums up all znodes that the walk has seen.
type TopTotals struct {
	Znodes     int            `json:"znodes"`
	Bytes      int64          `json:"bytes"`
	Ephemerals int            `json:"ephemerals"`
	Sessions   []SessionTotal `json:"sessions"` // the sessions with the most
}

// SessionTotal is the number of a session's ephemeral znodes.
type SessionTotal struct {
	Session    string `json:"session"`
	Ephemerals int    `json:"ephemerals"`
}

// Recent shows the znodes below a znode that were changed last.
func (h *Handlers) Recent(c echo.Context, v site.Visit) error {
	return h.top(c, v, func(*reader) tree.Order { return tree.ByMzxid })
}

// Largest shows the largest znodes below a znode.
func (h *Handlers) Largest(c echo.Context, v site.Visit) error {
	return h.top(c, v, func(r *reader) tree.Order {
		by := r.choice("by", znode.CodeFindBy, string(tree.ByBytes), string(tree.ByChildren), string(tree.ByFamily))
		if by == "" {
			by = string(tree.ByBytes)
		}
		return tree.Order(by)
	})
}

// ranking is a walk that ranks znodes.
type ranking struct {
	*going
	*tree.Ranking
	note func(walk.Visited) // reports sequence counters near their end, and long lists of children
}

// Visit takes a znode into the ranking.
func (r *ranking) Visit(visited walk.Visited) {
	r.note(visited)
	r.Ranking.Visit(visited)
}

// top ranks all below a znode.
func (h *Handlers) top(c echo.Context, v site.Visit, readOrder func(*reader) tree.Order) error {
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	read := reader{values: values}
	order, limit, bounds := readOrder(&read), read.bound("limit", usualTop, maxTop), read.bounds(h.Bounds)
	if read.err != nil {
		return read.err
	}
	if err := h.isThere(c, v); err != nil {
		return err
	}
	asJSON := site.AsksJSON(c)
	if c.Request().Method == http.MethodHead {
		return site.SendHead(c, topType(asJSON))
	}
	ranks := tree.NewRanking(order, int(limit))
	g, done, err := h.begin(c, v, h.Lasting(c, v), bounds.options(ranks.Want))
	if err != nil {
		return err
	}
	defer done()
	r := &ranking{g, ranks, func(visited walk.Visited) {
		if visited.Err == nil {
			h.NoteZnode(v, visited.Path, visited.Stat, visited.Family)
		}
	}}
	defer func() { r.record(v, order) }()
	if asJSON {
		return r.sendJSON(c)
	}
	return h.sendTop(c, v, r, find.TopPage{
		Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, By: string(order), Bounded: h.bounded(bounds),
	})
}

func topType(asJSON bool) string {
	if asJSON {
		return echo.MIMEApplicationJSON
	}
	return echo.MIMETextHTMLCharsetUTF8
}

func (r *ranking) sendJSON(c echo.Context) error {
	if err := r.each(r.Visit); err != nil {
		return err
	}
	stopped, err := r.ended()
	totals := r.Totals(maxOwners)
	answer := TopJSON{
		Items: []TopItem{}, Denied: r.Counts().Denied, Stopped: string(stopped), Error: site.ErrorJSON(c, err),
		Totals: TopTotals{totals.Znodes, totals.Bytes, totals.Ephemerals, []SessionTotal{}},
	}
	for _, ranked := range r.First() {
		answer.Items = append(answer.Items, TopItem{ranked.Path.String(), site.StatJSON(ranked.Stat), ranked.Family})
	}
	for _, owner := range totals.Sessions {
		answer.Totals.Sessions = append(answer.Totals.Sessions, SessionTotal{views.Hex(owner.Session), owner.Ephemerals})
	}
	if err := site.NewSlowWriter(c).Extend(); err != nil {
		return err
	}
	return site.SendJSON(c, http.StatusOK, answer)
}

// sendTop sends a page that shows the progress of the walk, and then the result.
func (h *Handlers) sendTop(c echo.Context, v site.Visit, r *ranking, page find.TopPage) error {
	id, done := h.running.begin(v.Console.ID, func() { r.stop(errStopped) })
	defer done()
	page.StopURL = h.Links.StopFind(v.Cluster.Name, id)
	page.Live = func(out *find.Live) error {
		if err := r.tell(out, r.Visit); err != nil {
			return err
		}
		return out.Progress(r.summary(c))
	}
	page.Table = func() find.Table { return tableOf(r) }
	return site.SendLive(c.Request().Context(), c, page)
}

func tableOf(r *ranking) find.Table {
	totals := r.Totals(maxOwners)
	table := find.Table{Bytes: totals.Bytes, Ephemerals: totals.Ephemerals}
	for _, ranked := range r.First() {
		table.Rows = append(table.Rows, find.Row{Path: ranked.Path, Stat: ranked.Stat, Family: ranked.Family})
	}
	for _, owner := range totals.Sessions {
		table.Owners = append(table.Owners, find.Owner{Session: owner.Session, Ephemerals: owner.Ephemerals})
	}
	return table
}

// record records in the trail that all below a znode was ranked.
func (r *ranking) record(v site.Visit, order tree.Order) {
	stopped, err := r.ended()
	settings := map[string]string{"by": string(order), "seen": strconv.Itoa(r.Counts().Znodes)}
	if stopped != "" {
		settings["stopped"] = string(stopped)
	}
	v.Guard.Walked(r.ctx, v.Path, settings, shownOrNone(err))
}
