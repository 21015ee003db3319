// Package undo is the page that asks whether to take a change back.
package undo

import (
	"context"
	"io"
	"strconv"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// Page shows what taking a change of the trail back would do, and asks whether to.
type Page struct {
	views.Shell
	Seq     int64 // of the change's entry
	Event   string
	When    time.Time
	By      string // who made the change; "" where the reader is not told
	Steps   []Step
	More    int            // steps beyond these
	Lost    []string       // ephemeral znodes, which do not come back
	Problem *views.Problem // why it cannot be taken back; nil when it can
}

// Step is what would be done to one znode.
type Step struct {
	Op         string // "set", "create", "delete" or "acl"
	Path       znode.Path
	Diff       []views.DiffLine // from what is there to what would be
	Note       string           // said in place of Diff where there is none
	Hidden     bool             // secrets are masked in Diff
	NowACL     []znode.ACL      // of "acl"
	ThenACL    []znode.ACL      // of "acl" and "create"
	OwnACL     bool             // of "create": the ACL is not the one that was there
	Persistent bool             // of "create": it becomes a persistent znode
	Problem    string           // why this znode stands in the way
}

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error { return undoPage(p).Render(ctx, w) }

func (p Page) title() string {
	title := p.Words.Undo.DocumentTitle(strconv.FormatInt(p.Seq, 10))
	if p.Problem != nil {
		return p.Words.Change.FailedTitle(p.Problem.Title(p.Words), title)
	}
	return title
}

// path is that of the only znode, or the root.
func (p Page) path() znode.Path {
	if len(p.Steps) == 1 {
		return p.Steps[0].Path
	}
	return znode.Root
}

// aclLabel names the ACL that a znode gets.
func (p Page) aclLabel(step Step) string {
	if step.OwnACL {
		return p.Words.Undo.OwnACL
	}
	return p.Words.Undo.ThenACL
}
