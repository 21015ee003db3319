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
	Count       int    // number of children; negative when unknown
	HasChildren bool   // there is a disclosure control; true also when unknown
	Ephemeral   bool
	Denied      bool // its children may not be read
	Current     bool // the page's own znode
	Open        bool // Items are shown
	Items       []TreeItem
	More        int    // number of children that Items leaves out; negative when unknown
	MoreURL     string // the table with all children

	// Levels is 0 for a znode. An item that stands for levels that are left out has their number
	// here, their part of the path as its name, and the page of the lowest as its page.
	Levels int
}

// TreeBranch is the fragment that the sidebar loads when a znode is opened: its children. It is not
// a whole page.
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
