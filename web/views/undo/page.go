// Package undo shows what undoing a change would do, and asks whether to do it.
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

// Page shows what undoing a change in the trail would do, and asks whether to do it.
type Page struct {
	views.Shell
	Seq         int64      // of the change's entry in the trail
	Zxid        int64      // of a transaction of the history, in place of Seq; else 0
	Below       znode.Path // for a transaction: the znode below which the reader has found it
	Compared    bool       // show what the change did instead
	AsJob       bool
	Event       string
	When        time.Time
	By          string // who made the change; "" if the reader may not know
	Job         string // the job that made it; "" for none
	Steps       []Step
	More        int            // number of further steps
	Lost        []string       // ephemeral znodes, which do not come back
	MoreLost    int            // number of further ones
	FromHistory bool           // what was there before is known from the history
	Possible    bool           // it can be undone
	Approval    bool           // the change becomes a proposal
	Comment     string         // why, as typed before
	Problem     *views.Problem // why it cannot be undone, or was not just now; nil if it can
}

// Step is what would be done to one znode.
type Step struct {
	views.Step
	OwnACL     bool // for "create": the ACL is not the one from before
	Persistent bool // for "create": it becomes a persistent znode
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

// path returns the path of the only znode; the root if there are several.
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

// action returns the URL for the POST that undoes it.
func (p Page) action() string {
	if p.Zxid != 0 {
		return p.Links.UndoTransaction(p.Cluster, p.Zxid, p.Below)
	}
	return p.Links.Undo(p.Seq)
}

// back returns the URL of the page to which the reader can go back without changing anything.
func (p Page) back() string {
	if p.Zxid != 0 {
		return p.Links.ChangesOf(p.Cluster, p.Below, p.Zxid)
	}
	return p.Links.Node(p.Cluster, p.path())
}

// look returns the label of the link to that page.
func (p Page) look() string {
	if p.Zxid != 0 {
		return p.Words.Undo.TransactionLook
	}
	return p.Words.Change.Look
}
