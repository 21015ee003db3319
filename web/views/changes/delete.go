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
	Version  int32       // that the form carries: this one is deleted and no other
	Mzxid    int64       // of the data of that Version, which the form carries too; 0 when unknown
	Stat     *znode.Stat // nil when unknown
	Text     string      // the beginning of the data; "" where there is none to show
	More     bool        // Text is not all of it
	SavedBy  string      // who saved the version that is there; "" where that is not known
	Kept     bool        // what is deleted is kept for a while, and can be brought back
	Approval bool        // the change becomes a proposal
	Comment  string      // why, as typed before
	Untold   bool        // ZooKeeper tells the person nothing of the znode: the form asks for its version
	Typed    string      // the version that was typed there
	Confirm  string      // what is to be typed to confirm it, where the cluster has a mark; "" for nothing
	Named    string      // what was
	Problem  *views.Problem
}

// possible reports whether there is something to delete: the znode is there, and
// ZooKeeper deletes znodes like it.
func (p DeletePage) possible() bool {
	return p.Problem == nil || p.Problem.Kind != znode.NotFound && p.Problem.Code != znode.CodeNeverDeleted
}

// Render writes the page.
func (p DeletePage) Render(ctx context.Context, w io.Writer) error {
	return deletePage(p).Render(ctx, w)
}
