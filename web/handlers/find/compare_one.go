package find

import (
	"context"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/web/words"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/znode"
)

// maxCompared bounds texts that are compared line by line, to what a text box holds.
const maxCompared = 64 << 10

// oneSide is what a person sees of one of two znodes.
type oneSide struct {
	lines   guard.Lines
	stat    znode.Stat
	acl     []znode.ACL
	dataErr error
	aclErr  error
}

// compareOne shows two znodes side by side. The trail records both looks.
func (h *Handlers) compareOne(c echo.Context, v site.Visit, q compareQuery, page find.ComparePage) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	var left, right oneSide
	var leftErr, rightErr error
	var reading sync.WaitGroup
	reading.Go(func() { left, leftErr = readSide(ctx, v) })
	reading.Go(func() { right, rightErr = readSide(ctx, q.right) })
	reading.Wait()
	for _, err := range []error{leftErr, rightErr} {
		if err != nil {
			return err
		}
	}
	one := find.One{
		Left: h.sideOf(c, v, left), Right: h.sideOf(c, q.right, right),
		SameACL: tree.SameACL(left.acl, right.acl),
	}
	if left.dataErr == nil && right.dataErr == nil {
		compareData(&one, page.Words.Compare, left.lines, right.lines)
	}
	page.One = &one
	return site.Render(c, http.StatusOK, page)
}

// readSide reads what the person may read of a znode. It fails only if the znode cannot be seen at
// all.
func readSide(ctx context.Context, v site.Visit) (side oneSide, err error) {
	side.lines, side.stat, side.dataErr = v.Guard.GetLines(ctx, v.Path)
	v.Guard.Looked(v.Path, side.dataErr)
	if side.dataErr != nil {
		if side.stat, err = v.Guard.Exists(ctx, v.Path); err != nil {
			return side, err
		}
	}
	side.acl, _, side.aclErr = v.Guard.GetACLs(ctx, v.Path)
	return side, nil
}

func (h *Handlers) sideOf(c echo.Context, v site.Visit, side oneSide) find.OneSide {
	shown := find.OneSide{
		URL: v.Links(h.Links).Node(v.Cluster.Name, v.Path), Name: v.Cluster.Name + ":" + v.Path.String(), Stat: side.stat, ACL: side.acl,
	}
	if side.dataErr != nil {
		shown.Problem = site.ProblemOf(c, side.dataErr)
	}
	if side.aclErr != nil {
		shown.ACLErr = site.ProblemOf(c, side.aclErr)
	}
	return shown
}

// compareData fills in the differences between two values.
func compareData(one *find.One, said words.Compare, left, right guard.Lines) {
	one.Hidden = left.Masked.Count > 0 || right.Masked.Count > 0
	one.SameData = left.Same(right)
	switch {
	case one.SameData:
		return
	case len(left.Masked.Data) == 0 && len(right.Masked.Data) == 0:
		one.Why = said.NullOrEmpty
		return
	case !left.IsText || !right.IsText:
		one.Why = said.NoText
		return
	case len(left.Text) > maxCompared || len(right.Text) > maxCompared:
		one.Why = said.TooLong
		return
	}
	lines, err := site.LinesDiff(left, right)
	switch {
	case err != nil:
		one.Why = said.TooLong
	case len(lines) == 0:
		one.Why = said.SameText
	default:
		one.Lines = lines
	}
}
