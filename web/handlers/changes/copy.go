package changes

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/znode"
)

// copying is a copy or a move of the visit's znode and all below it.
type copying struct {
	site.Visit
	there     site.Visit // the target
	move      bool
	overwrite bool
	leave     bool   // for a move: leave ephemeral znodes and their ancestors
	comment   string // the reason given for a proposal
}

// readCopy reads the target: from the field to, or from name for a sibling.
func (h *Handlers) readCopy(c echo.Context, v site.Visit, values url.Values, move bool) (copying, error) {
	cp := copying{Visit: v, there: v, move: move, overwrite: values.Get("overwrite") == "1", leave: values.Get("leave") == "1", comment: values.Get("comment")}
	to, name := strings.TrimSpace(values.Get("to")), values.Get("name")
	if v.Path.IsRoot() {
		return cp, &znode.Error{Kind: znode.Invalid, Code: znode.CodeCopyPlace}
	}
	var err error
	switch {
	case to == "" && name != "":
		cp.there.Path, err = v.Path.Parent().Child(name)
	case !strings.HasPrefix(to, "/") && !strings.Contains(to, ":"):
		err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeCopyTo}
	default:
		cp.there, err = h.Other(c, v, to, znode.CodeCopySignIn)
	}
	return cp, err
}

// far reports whether the target is in another cluster.
func (cp copying) far() bool { return cp.there.Cluster.Name != cp.Cluster.Name }

// changed returns the names of the clusters in which something changes.
func (cp copying) changed() []string {
	if cp.move {
		return []string{cp.Cluster.Name, cp.there.Cluster.Name}
	}
	return []string{cp.there.Cluster.Name}
}

// to returns the target in the form that the field to has.
func (cp copying) to() string { return cp.there.Cluster.Name + ":" + cp.there.Path.String() }

func (cp copying) kind() string {
	if cp.move {
		return jobs.KindMove
	}
	return jobs.KindCopy
}

// check fails if the policy forbids the copy, if the source or target is a znode that is never
// copied, if the source does not exist or is ephemeral, if one lies within the other, or if the
// target has no parent.
func (h *Handlers) check(ctx context.Context, cp copying) error {
	if cp.move {
		if err := cp.Guard.Check(ctx, people.Delete, cp.Path); err != nil {
			return err
		}
	}
	if err := cp.there.Guard.Check(ctx, people.Create, cp.there.Path); err != nil {
		return cp.Elsewhere(cp.there, err)
	}
	for _, at := range []site.Visit{cp.Visit, cp.there} {
		if err := site.KeptBelow(at.Cluster, h.Rules.DirectoryOf(at.Cluster.Name), at.Path); err != nil {
			return &znode.Error{Kind: znode.Invalid, Code: znode.CodeCopyPlace, Cause: err}
		}
	}
	stat, err := cp.Guard.Exists(ctx, cp.Path)
	switch {
	case err != nil:
		return site.WithAncestor(ctx, cp.Guard, cp.Path, err)
	case stat.CreateKind() == znode.Ephemeral:
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeCopyEphemeral}
	}
	within, err := cp.isWithin(ctx)
	switch {
	case err != nil:
		return err
	case within && cp.far():
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeCopySame, Args: znode.Args{"cluster": cp.there.Cluster.Name}}
	case within:
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeCopyInto}
	}
	parent := cp.there.Path.Parent()
	if _, err := cp.there.Guard.Exists(ctx, parent); znode.KindOf(err) == znode.NotFound {
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeCopyParent, Args: znode.Args{"path": parent.String()}}
	}
	return nil
}

// isWithin reports whether the source is at, above or below the target. Two clusters may be one
// ensemble under two names, with different chroots.
func (cp copying) isWithin(ctx context.Context) (bool, error) {
	from, err := cp.Cluster.Chroot.Join(cp.Path)
	if err != nil {
		return false, nil // ZooKeeper refuses such a path
	}
	to, err := cp.there.Cluster.Chroot.Join(cp.there.Path)
	if err != nil {
		return false, nil
	}
	_, below := to.Below(from)
	_, above := from.Below(to)
	switch {
	case !below && !above:
		return false, nil
	case !cp.far() || shareServer(cp.Cluster, cp.there.Cluster):
		return true, nil
	}
	shared := from // a path that both clusters see
	if _, seen := from.Below(cp.there.Cluster.Chroot); !seen {
		shared = cp.there.Cluster.Chroot
	}
	here, _ := shared.Below(cp.Cluster.Chroot)
	there, _ := shared.Below(cp.there.Cluster.Chroot)
	return cp.Guard.IsAlso(ctx, here, cp.there.Guard, there)
}

func shareServer(a, b cluster.Cluster) bool {
	return slices.ContainsFunc(a.Servers, func(server string) bool { return slices.Contains(b.Servers, server) })
}

// copying returns the parameters of a copy within a request.
func (cp copying) copying(ctx context.Context, report func([]tree.Copied) error) tree.Copying {
	return tree.Copying{
		From: cp.Path, To: cp.there.Path, Overwrite: cp.overwrite, Leave: cp.leave,
		Source: guard.Raw{Guard: cp.Guard}, Target: guard.Raw{Guard: cp.there.Guard}, Writer: cp.there.Guard,
		May: func(from, to znode.Path, data []byte) error {
			return cp.Guard.MayCopy(ctx, from, cp.there.Guard, to, data)
		},
		Report: report,
	}
}
