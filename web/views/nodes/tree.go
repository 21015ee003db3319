package nodes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/web/words"
)

// TreeItem is one znode in the sidebar.
type TreeItem struct {
	Name        string // "/" for the root
	URL         string // its page; "" when no path can be made of the name
	Count       int    // number of children; below 0 when unknown
	HasChildren bool   // shows a disclosure control; true as well while unknown
	Ephemeral   bool
	Denied      bool // its children may not be read
	Current     bool // the page's own znode
	Open        bool // Items are shown
	Items       []TreeItem
	More        int    // children that Items leaves out; below 0 when it is unknown how many
	MoreURL     string // where all of them are: the children's table
	Levels      int    // of the way, left out: the item stands for them, its name is their part of the path, and its page the lowest one's; 0 for a znode
}

// TreeBranch is the fragment that the sidebar loads when a znode is opened: the
// list of its children. It has no page around it.
type TreeBranch struct {
	Words   *words.Words
	Items   []TreeItem
	More    int
	MoreURL string
	Problem *views.Problem // why there are none
}

// Render writes the fragment.
func (b TreeBranch) Render(ctx context.Context, w io.Writer) error {
	return treeBranch(b).Render(ctx, w)
}
