package find

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Bounds of a file that has to be sorted first, as for an import.
const (
	maxUnordered      = 1_000_000 // znodes
	maxUnorderedBytes = 64 << 20  // of their data
)

// CompareFile compares all below a znode with an export that is uploaded, as Compare does with
// another subtree. It reads the whole file first, and refuses one that is not complete.
func (h *Handlers) CompareFile(c echo.Context, v site.Visit) error {
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	read := reader{values: values}
	bounds := read.bounds(h.Bounds)
	if read.err != nil {
		return read.err
	}
	release, err := h.uploads.Open(v.Owner(c))
	if err != nil {
		return err
	}
	defer release()
	upload, err := site.ReadUpload(c)
	if err != nil {
		return h.refuseFile(c, v, bounds, err)
	}
	defer upload.Close()
	if err := h.EnterThen(c, &v); err != nil {
		return err
	}
	if err := h.isThere(c, v); err != nil {
		return err
	}
	free, err := h.Memory.Take(c.Request().Context(), export.Memory(upload, upload.Size))
	if err != nil {
		return h.refuseFile(c, v, bounds, err)
	}
	defer free()
	file, err := openExport(c.Request().Context(), upload, upload.Size, v.Path)
	if err != nil {
		return h.refuseFile(c, v, bounds, err)
	}
	return h.compareWith(c, v, file, upload.Name, bounds)
}

// compareWith compares with a file, which has a name.
func (h *Handlers) compareWith(c echo.Context, v site.Visit, file *export.File, name string, bounds Bounds) error {
	cmp, done, err := h.beginFile(c, v, file, bounds)
	if err != nil {
		return err
	}
	defer done()
	of := ""
	if file.Ordered {
		of = file.Header.Cluster + ":" + file.Header.Path.String()
	}
	defer func() { cmp.record(v, "export:"+of) }()
	if site.AsksJSON(c) || site.AsksLines(c) {
		return cmp.sendLines(c)
	}
	page := h.comparePage(c, v, bounds)
	page.File = &find.File{Name: name, Of: of, At: file.Header.Taken}
	return h.sendCompare(c, v, page, cmp)
}

func (h *Handlers) comparePage(c echo.Context, v site.Visit, bounds Bounds) find.ComparePage {
	return find.ComparePage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Bounded: h.bounded(bounds), Others: h.others(v)}
}

// refuseFile shows the form with the reason why a file is not compared.
func (h *Handlers) refuseFile(c echo.Context, v site.Visit, bounds Bounds, err error) error {
	if site.AsksJSON(c) || site.AsksLines(c) {
		return err
	}
	page := h.comparePage(c, v, bounds)
	page.Problem = site.ProblemOf(c, err)
	f := site.Describe(err, c)
	f.SetRetryAfter(c)
	return site.Render(c, f.Status, page)
}

// openExport opens an export of a znode in the order of a walk, after checking it up to its end. A
// file that has to be sorted first is read only up to its bounds.
func openExport(ctx context.Context, upload io.ReaderAt, size int64, of znode.Path) (*export.File, error) {
	file, err := export.Open(upload, size)
	switch {
	case err != nil:
		return nil, err
	case !file.Ordered:
		return export.OrderedOf(file, of, maxUnordered, maxUnorderedBytes)
	}
	for err == nil && ctx.Err() == nil {
		_, err = file.Next()
	}
	if !errors.Is(err, io.EOF) {
		return nil, errors.Join(err, ctx.Err())
	}
	return export.Open(upload, size)
}

// summing is how data is compared: guard.Sums or guard.Shown.
type summing interface {
	walk.Reader
	Sum(ctx context.Context, path znode.Path, data []byte, masks bool) ([]byte, error)
	Hides(sum []byte) bool
}

// summingOf returns how znodes are compared with a file. Somebody who could compare guesses with a
// secret could find the secret out, so the data itself is compared only for those who may reveal
// it, and only if the file is unmasked; otherwise the masked data is.
func summingOf(g *guard.Guard, path znode.Path, masked bool) summing {
	if !masked && g.Decide(people.Reveal, path) == people.Allowed {
		return guard.Sums{Guard: g}
	}
	return guard.Shown{Guard: g}
}

// nullAsEmpty treats null as empty, for files that do not tell them apart.
type nullAsEmpty struct{ summing }

// ReadMany implements walk.Reader.
func (s nullAsEmpty) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	results := s.summing.ReadMany(ctx, reads)
	for i := range results {
		if r := &results[i]; reads[i].Kind == znode.ReadData && r.Err == nil && r.Data == nil {
			r.Data, r.Err = s.Sum(ctx, reads[i].Path, []byte{}, false)
		}
	}
	return results
}

func (h *Handlers) beginFile(c echo.Context, v site.Visit, file *export.File, bounds Bounds) (*comparison, func(), error) {
	lasting := h.Lasting(c, v)
	now := func(g *guard.Guard) summing {
		by := summingOf(g, v.Path, file.Header.Masked)
		if !file.Ordered {
			return nullAsEmpty{by}
		}
		return by
	}
	left, done, err := h.begin(c, v, lasting.As(func(g *guard.Guard) walk.Reader { return now(g) }), bounds.options(tree.WantOfCompare))
	if err != nil {
		return nil, nil, err
	}
	sums := now(v.Guard)
	secret := func(visited walk.Visited) bool { return sums.Hides(visited.Data) }
	cmp := &comparison{going: left}
	cmp.sides[0] = tree.Walked(left.ctx, left.Walk, v.Path)
	cmp.sides[0].Hidden, cmp.sides[0].Secret = hidden(v), secret
	cmp.sides[1] = fileSide(left.ctx, file, func(n export.Node) ([]byte, error) {
		at, err := v.Path.Join(n.Path)
		if err != nil {
			return nil, err
		}
		return sums.Sum(left.ctx, at, n.Data, n.Masked > 0)
	})
	cmp.sides[1].Secret = secret
	return cmp, done, nil
}

// fileSide returns an export as one side of a comparison, with sums in place of data. What a format
// does not keep (kinds, null, ACLs) is not compared.
func fileSide(ctx context.Context, file *export.File, sum func(export.Node) ([]byte, error)) tree.Compared {
	whole := false
	var last export.Node
	var znodes iter.Seq[walk.Visited] = func(yield func(walk.Visited) bool) {
		for ctx.Err() == nil {
			n, err := file.Next()
			if err != nil {
				whole = errors.Is(err, io.EOF)
				return
			}
			if n.Data == nil && !file.Ordered {
				n.Data = []byte{}
			}
			last = n
			if !yield(visitedOf(n, sum)) {
				return
			}
		}
	}
	keeps := func(part tree.Part) bool {
		switch part {
		case tree.DataPart:
			return !last.Implied
		case tree.ACLPart:
			return file.Ordered || last.ACL != nil
		}
		return file.Ordered
	}
	return tree.Compared{Root: znode.Root, Znodes: znodes, Cut: func() bool { return !whole }, Keeps: keeps}
}

// visitedOf returns a znode of an export as a walk would return it. Masked data is compared in its
// masked form.
func visitedOf(n export.Node, sum func(export.Node) ([]byte, error)) walk.Visited {
	missing := &znode.Error{Kind: znode.Denied, Code: znode.CodeNoAuth}
	v := walk.Visited{Path: n.Path, ACL: n.ACL}
	if n.Lacks(export.Data) {
		v.DataErr = missing
	} else {
		v.Data, v.DataErr = sum(n)
	}
	if n.Lacks(export.ACL) {
		v.ACLErr = missing
	}
	if n.Lacks(export.Children) {
		v.ChildrenErr = missing
	}
	switch n.Kind {
	case znode.Ephemeral:
		v.Stat.EphemeralOwner = max(n.Session, 1)
	case znode.Container:
		v.Stat.EphemeralOwner = -1 << 63
	}
	return v
}
