package changes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// DeletePage asks whether to delete a znode.
type DeletePage struct {
	views.Shell
	Path     znode.Path
	Version  int32       // as the form carries it: nothing but this version is deleted
	Mzxid    int64       // of Version, which the form carries too; 0 when unknown
	Stat     *znode.Stat // nil when unknown
	Text     string      // the beginning of the data; "" if it is not shown
	More     bool        // Text is not all of it
	SavedBy  string      // who saved Version; "" if not known
	Kept     bool        // the deleted data is kept for a while, and can be restored
	Approval bool        // the change becomes a proposal
	Comment  string      // why, as typed before
	Untold   bool        // ZooKeeper does not let the person read the znode, so the form asks for its version
	Typed    string      // the version that was typed
	Confirm  string      // what must be typed to confirm, if the cluster has a mark; "" for nothing
	Named    string      // what was typed to confirm
	Problem  *views.Problem
}

// possible reports whether there is a znode that ZooKeeper allows to delete.
func (p DeletePage) possible() bool {
	return p.Problem == nil || p.Problem.Kind != znode.NotFound && p.Problem.Code != znode.CodeNeverDeleted
}

// Render writes the page.
func (p DeletePage) Render(ctx context.Context, w io.Writer) error {
	return deletePage(p).Render(ctx, w)
}
