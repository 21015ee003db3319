// Package undo shows what taking a change back would change, and asks whether to.
package undo

import (
	"context"
	"io"
	"strconv"
	"time"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Page shows what taking a change of the trail back would do, and asks whether to.
type Page struct {
	views.Shell
	Seq         int64      // of the change's entry
	Zxid        int64      // of a transaction of the history, in the place of Seq; else 0
	Below       znode.Path // of a transaction: the reader knows of it from the changes below this
	Compared    bool       // what the change did, instead of what taking it back would do
	AsJob       bool
	Event       string
	When        time.Time
	By          string // who made the change; "" where the reader is not told
	Job         string // that made it; "" for none
	Steps       []Step
	More        int            // steps beyond these
	Lost        []string       // ephemeral znodes, which do not come back
	MoreLost    int            // of these, beyond those
	FromHistory bool           // what was there before is the history's word
	Possible    bool           // it can be taken back
	Approval    bool           // the change becomes a proposal
	Comment     string         // why, as typed before
	Problem     *views.Problem // why it cannot be taken back, or was not just now; nil for neither
}

// Step is what would be done to one znode.
type Step struct {
	views.Step
	OwnACL     bool // of "create": the ACL is not the one that was there
	Persistent bool // of "create": it becomes a persistent znode
}

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error { return undoPage(p).Render(ctx, w) }

func (p Page) title() string {
	title := p.Words.Undo.DocumentTitle(strconv.FormatInt(p.Seq, 10))
	if p.Zxid != 0 || p.Compared {
		title = p.heading()
	}
	if p.Problem != nil {
		return p.Words.Change.FailedTitle(p.Problem.Title(p.Words), title)
	}
	return title
}

func (p Page) heading() string {
	switch {
	case p.Zxid != 0:
		return p.Words.Undo.TransactionTask
	case p.Compared:
		return p.Words.Undo.ComparedTitle
	}
	return p.Words.Undo.Title
}

// path returns the path of the only znode, or the root.
func (p Page) path() znode.Path {
	if len(p.Steps) == 1 {
		return p.Steps[0].Path
	}
	return znode.Root
}

// StepWords returns the words about the steps.
func (p Page) StepWords() words.Step {
	if p.Compared {
		return p.Words.Undo.Compared
	}
	return p.Words.Undo.Step
}

// wordsOf returns the words about a step.
func (p Page) wordsOf(step Step) words.Step {
	w := p.StepWords()
	if step.OwnACL {
		w.ThenACL = p.Words.Undo.OwnACL
	}
	return w
}

// action returns the address that takes it back.
func (p Page) action() string {
	if p.Zxid != 0 {
		return p.Links.UndoTransaction(p.Cluster, p.Zxid, p.Below)
	}
	return p.Links.Undo(p.Seq)
}

// back returns the page that nothing was changed from.
func (p Page) back() string {
	if p.Zxid != 0 {
		return p.Links.ChangesOf(p.Cluster, p.Below, p.Zxid)
	}
	return p.Links.Node(p.Cluster, p.path())
}

// look says what that page shows.
func (p Page) look() string {
	if p.Zxid != 0 {
		return p.Words.Undo.TransactionLook
	}
	return p.Words.Change.Look
}
