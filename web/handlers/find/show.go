package find

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Show shows a find below a znode, as lines of JSON or as a page, which are sent as it proceeds.
// Without a query, it shows the form.
func (h *Handlers) Show(c echo.Context, v site.Visit) error {
	lines := site.AsksJSON(c)
	q, err := h.readQuery(c.Request().URL.RawQuery, time.Now())
	var finder *tree.Finder
	if err == nil {
		finder, err = tree.NewFinder(q.sought)
	}
	if err != nil && lines {
		return err
	}
	if err != nil || !lines && q.typed.IsEmpty() {
		return h.showForm(c, v, q, err)
	}
	if err := h.isThere(c, v); err != nil {
		return err
	}
	if c.Request().Method == http.MethodHead {
		return site.SendHead(c, findType(lines))
	}
	from := source{h.Lasting(c, v), finder}
	g, done, err := h.begin(c, v, from, q.bounds.options(finder.Want))
	if err != nil {
		return err
	}
	defer done()
	s := &search{going: g, finder: finder}
	defer func() { s.record(v, q) }()
	if lines {
		return s.sendLines(c)
	}
	return h.sendPage(c, v, q, s)
}

// isThere fails if the znode does not exist or may not be seen.
func (h *Handlers) isThere(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	_, err := v.Guard.Exists(ctx, v.Path)
	return err
}

func findType(lines bool) string {
	if lines {
		return site.Lines
	}
	return echo.MIMETextHTMLCharsetUTF8
}

// source reads for a find. It matches data as it comes, as the person may see it, and does not keep
// it.
type source struct {
	*site.Lasting
	finder *tree.Finder
}

// ReadMany implements walk.Reader.
func (s source) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return s.ReadManyMasked(ctx, reads, func(i int, _ *znode.ReadResult, masked mask.Masked) {
		for text := range masked.Texts() {
			if s.finder.Look(ctx, reads[i].Path, tree.Legible(text)) {
				return
			}
		}
	})
}

// search is a find in progress.
type search struct {
	*going
	finder  *tree.Finder
	matched int
}

// send calls hit for each result, and told as stream does.
func (s *search) send(hit func(tree.Found) error, told func() error) error {
	return stream(s.going, s.run, func(found tree.Found) error {
		s.matched++
		return hit(found)
	}, told)
}

// run finds until the walk ends.
func (s *search) run(hand func(tree.Found)) error {
	return s.each(func(visited walk.Visited) {
		if found, ok := s.finder.Visit(visited); ok {
			hand(found)
		}
	})
}

// record records in the trail what was searched for and the result. A text that was searched for in
// data may be a secret, and is left out.
func (s *search) record(v site.Visit, q query) {
	stopped, err := s.ended()
	settings := map[string]string{
		"name": q.typed.Name, "match": q.typed.Match, "kind": q.typed.Kind, "owner": q.typed.Owner, "since": q.typed.Since,
		"min": q.typed.Min, "max": q.typed.Max, "acl": q.typed.ACL,
		"seen": strconv.Itoa(s.Counts().Znodes), "matched": strconv.Itoa(s.matched), "stopped": string(stopped),
	}
	if q.typed.Data != "" {
		settings["data"] = v.Guard.Hash(v.Path, q.typed.Data)
	}
	for name, value := range settings {
		if value == "" {
			delete(settings, name)
		}
	}
	v.Guard.Walked(s.ctx, v.Path, settings, shownOrNone(err))
}

// shownOrNone returns err if the trail should have it, and nil if the browser left or the console
// is ending.
func shownOrNone(err error) error {
	if znode.KindOf(err) == znode.Internal {
		return nil
	}
	return err
}

// showForm shows the form, before a find or with the error in its query.
func (h *Handlers) showForm(c echo.Context, v site.Visit, q query, err error) error {
	page := h.page(c, v, q)
	status := http.StatusOK
	if err != nil {
		page.Problem = site.ProblemOf(c, err)
		status = http.StatusBadRequest
	}
	return site.Render(c, status, page)
}

func (h *Handlers) page(c echo.Context, v site.Visit, q query) find.Page {
	return find.Page{
		Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Query: q.typed,
		Bounded: h.bounded(q.bounds),
	}
}

// bounded returns the bounds of a walk as its page shows them.
func (h *Handlers) bounded(b Bounds) find.Bounded {
	unasked := (&reader{}).bounds(h.Bounds)
	if b == (Bounds{}) { // the query could not be read
		b = unasked
	}
	return find.Bounded{Within: viewBounds(b), Most: viewBounds(h.Bounds), Raised: b != unasked}
}

func viewBounds(b Bounds) find.Bounds {
	return find.Bounds{Znodes: b.Znodes, Bytes: b.Bytes, Seconds: int(b.Time / time.Second)}
}
