package find

import (
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Compare compares all below a znode with all below another, in this cluster or in one to which the
// person is also signed in, as lines of JSON or as a page. With one=1 it shows the two znodes
// themselves, line by line.
func (h *Handlers) Compare(c echo.Context, v site.Visit) error {
	lines := site.AsksJSON(c)
	q, err := h.readCompare(c, v)
	if err != nil && lines {
		return err
	}
	page := find.ComparePage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, With: q.with, Bounded: h.bounded(q.bounds), Others: h.others(v)}
	switch {
	case err != nil:
		return h.refuseCompare(c, page, q, err)
	case q.with == "":
		return site.Render(c, http.StatusOK, page)
	case q.one && !lines:
		return h.compareOne(c, v, q, page)
	case c.Request().Method == http.MethodHead:
		return site.SendHead(c, findType(lines))
	}
	cmp, done, err := h.beginCompare(c, v, q)
	if err != nil {
		return err
	}
	defer done()
	defer func() { cmp.recordBoth(v, q) }()
	if lines {
		return cmp.sendLines(c)
	}
	page.Right = h.pagesBelow(q.right)
	return h.sendCompare(c, v, page, cmp)
}

// pagesBelow returns what names the pages of znodes by where they are below the visit's; ""
// for none.
func (h *Handlers) pagesBelow(v site.Visit) func(znode.Path) string {
	links := v.Links(h.Links)
	return func(below znode.Path) string {
		path, err := v.Path.Join(below)
		if err != nil {
			return ""
		}
		return links.Node(v.Cluster.Name, path)
	}
}

// compareQuery is the query of a comparison.
type compareQuery struct {
	with   string // "/path" or "CLUSTER:/path", after meant
	right  site.Visit
	one    bool
	bounds Bounds
}

// readCompare reads the query and checks that both znodes exist. Its error is shown beside the
// form.
func (h *Handlers) readCompare(c echo.Context, v site.Visit) (compareQuery, error) {
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return compareQuery{}, err
	}
	r := reader{values: values}
	q := compareQuery{with: meant(values.Get("with")), one: values.Get("one") == "1", bounds: r.bounds(h.Bounds)}
	if r.err != nil || q.with == "" {
		return q, r.err
	}
	if q.right, err = h.Other(c, v, q.with, znode.CodeCompareSignIn); err != nil {
		return q, err
	}
	if err := h.isThere(c, v); err != nil {
		return q, err
	}
	return q, v.Elsewhere(q.right, h.isThere(c, q.right))
}

// meant corrects what somebody may have typed for a path or cluster.
func meant(typed string) string {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return ""
	}
	if cluster, path, named := strings.Cut(typed, ":"); named && !strings.ContainsAny(cluster, site.Slashes) {
		return cluster + ":" + exactOrTidy(path)
	}
	return exactOrTidy(typed)
}

func exactOrTidy(path string) string {
	if _, err := znode.ParsePath(path); err == nil {
		return path
	}
	return site.TidyPath(path)
}

// others returns the same znode in the other clusters to which the person is signed in.
func (h *Handlers) others(v site.Visit) []string {
	var same []string
	for _, cluster := range h.Clusters {
		if cluster.Name != v.Cluster.Name && v.Console.SignIn(cluster.Name) != nil {
			same = append(same, cluster.Name+":"+v.Path.String())
		}
	}
	return same
}

// refuseCompare shows the form with the reason why nothing is compared and, if needed, a link to
// sign in to the other cluster.
func (h *Handlers) refuseCompare(c echo.Context, page find.ComparePage, q compareQuery, err error) error {
	page.Problem = site.ProblemOf(c, err)
	status := site.Describe(err, c).Status
	if znode.CodeOf(err) == znode.CodeCompareSignIn {
		page.SignIn, status = h.Links.Login(page.Here), http.StatusOK
	}
	return site.Render(c, status, page)
}

// comparison is a comparison in progress, with its counts so far.
type comparison struct {
	*going // over the left side
	sides  [2]tree.Compared
	right  *walk.Walk // over the right side; nil for a file

	mu     sync.Mutex
	counts find.Compared
}

// sums returns a reader for a comparison that follows the person's permissions as they change.
func sums(from *site.Lasting) site.LastingReader {
	return from.As(func(g *guard.Guard) walk.Reader { return guard.Sums{Guard: g} })
}

// hidden returns a function that reports whether the person must not learn if a path exists in the
// cluster.
func hidden(v site.Visit) func(znode.Path) bool {
	return func(path znode.Path) bool {
		verdict := v.Guard.Decide(people.Read, path)
		return verdict != people.Allowed && verdict != people.OnTheWay
	}
}

func (h *Handlers) beginCompare(c echo.Context, v site.Visit, q compareQuery) (*comparison, func(), error) {
	options := q.bounds.options(tree.WantOfCompare)
	left, done, err := h.begin(c, v, sums(h.Lasting(c, v)), options)
	if err != nil {
		return nil, nil, err
	}
	_, unfollow, err := q.right.SignIn.Follow()
	if err != nil {
		done()
		return nil, nil, err
	}
	from := sums(h.Lasting(c, q.right))
	left.from = append(left.from, from)
	right := walk.New(from, q.right.Path, options)
	cmp := &comparison{going: left, right: right, sides: [2]tree.Compared{
		tree.Walked(left.ctx, left.Walk, v.Path), tree.Walked(left.ctx, right, q.right.Path),
	}}
	cmp.sides[0].Hidden, cmp.sides[1].Hidden = hidden(v), hidden(q.right)
	return cmp, func() { unfollow(); done() }, nil
}

// note counts a difference.
func (cmp *comparison) note(d tree.Difference) {
	cmp.mu.Lock()
	defer cmp.mu.Unlock()
	switch {
	case d.Only == tree.Left:
		cmp.counts.OnlyLeft++
	case d.Only == tree.Right:
		cmp.counts.OnlyRight++
	case len(d.Parts) > 0:
		cmp.counts.Different++
	case d.Denied != "":
		cmp.counts.Hidden++
	default:
		cmp.counts.Equal++
	}
}

// compared returns the counts so far.
func (cmp *comparison) compared() find.Compared {
	cmp.mu.Lock()
	defer cmp.mu.Unlock()
	return cmp.counts
}

// ended returns why the comparison ended early.
func (cmp *comparison) ended() (walk.Stopped, error) {
	stopped, err := cmp.going.ended()
	if stopped == walk.AtEnd && cmp.right != nil && cmp.right.Stopped() != walk.AtEnd && cmp.ctx.Err() == nil {
		return cmp.right.Stopped(), cmp.right.Err()
	}
	return stopped, err
}

func (cmp *comparison) progress(state find.State) find.Progress {
	seen := cmp.Counts()
	if cmp.right != nil {
		right := cmp.right.Counts()
		seen.Znodes, seen.Bytes = seen.Znodes+right.Znodes, seen.Bytes+right.Bytes
	}
	return find.Progress{State: state, Znodes: seen.Znodes, Bytes: seen.Bytes, Compared: cmp.compared()}
}

// record records the comparison and its result in the trail.
func (cmp *comparison) record(v site.Visit, with string) {
	stopped, err := cmp.ended()
	counts := cmp.compared()
	settings := map[string]string{
		"with": with, "equal": strconv.Itoa(counts.Equal), "different": strconv.Itoa(counts.Different),
		"only_left": strconv.Itoa(counts.OnlyLeft), "only_right": strconv.Itoa(counts.OnlyRight),
	}
	if stopped != walk.AtEnd {
		settings["stopped"] = string(stopped)
	}
	v.Guard.Walked(cmp.ctx, v.Path, settings, shownOrNone(err))
}

// recordBoth records a comparison of two subtrees under both, so that the auditors of either see
// it.
func (cmp *comparison) recordBoth(v site.Visit, q compareQuery) {
	cmp.record(v, q.right.Cluster.Name+":"+q.right.Path.String())
	if q.right.Cluster.Name != v.Cluster.Name || q.right.Path != v.Path {
		_, err := cmp.ended()
		q.right.Guard.Walked(cmp.ctx, q.right.Path, map[string]string{"with": v.Cluster.Name + ":" + v.Path.String()}, shownOrNone(err))
	}
}
