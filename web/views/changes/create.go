package changes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// CreatePage is the form that creates a persistent znode.
type CreatePage struct {
	views.Shell
	Parent znode.Path
	Name   string      // as typed before; "" at first
	Text   string      // as typed before; "" at first
	ACL    []znode.ACL // that the znode is to get; none when that is not known
	// ConsoleACL is the entries of ACL that are about the console itself.
	ConsoleACL []znode.ACL
	ACLOwn     bool // it is the reader's alone; else the parent's
	MaxBytes   int  // that a znode may hold
	Problem    *views.Problem
}

// Render writes the page.
func (p CreatePage) Render(ctx context.Context, w io.Writer) error {
	return createPage(p).Render(ctx, w)
}
