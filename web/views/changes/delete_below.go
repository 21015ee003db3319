package changes

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// DeleteBelowPage asks whether to delete a znode and all below it, or some of its children with all
// below them.
type DeleteBelowPage struct {
	views.Shell
	Path    znode.Path
	Below   Below
	Kept    bool         // what can be read is kept for a while, and can be restored
	Left    []views.Left // what was not deleted just now
	Refused bool         // it can be neither deleted nor proposed; Problem says why
	Comment string       // for the proposal
	Typed   string       // typed to confirm; "" if it has to be typed again
	Undo    []int64      // entries of the trail by which what was deleted can be restored
	Problem *views.Problem
}

// Below is what would be deleted.
type Below struct {
	Chosen     []string // names of the chosen children; nil for the znode itself
	Znodes     int
	Bytes      int64  // of data
	Complete   bool   // the counts are exact, and not lower bounds
	Denied     int    // those of which something may not be read
	Ephemerals int    // those that other sessions hold
	Named      []Held // the first of the ephemeral znodes
	Systems    []string
	Confirm    string // what must be typed to confirm; "" for nothing
	AsJob      bool   // too much for one request
	Approval   bool   // it becomes a proposal
}

// Held is an ephemeral znode and the session that holds it.
type Held struct {
	Path    znode.Path
	Session int64
}

// title returns the question.
func (p DeleteBelowPage) title() string {
	if len(p.Below.Chosen) > 0 {
		return p.Words.Below.Chosen(len(p.Below.Chosen))
	}
	return p.Words.Below.Title
}

func (p DeleteBelowPage) documentTitle() string {
	return documentTitle(p.Shell, p.Words.Delete.DocumentTitle(views.NodeTitle(p.Path)), p.Problem)
}

// count says how many znodes there are.
func (p DeleteBelowPage) count() string {
	if p.Below.Znodes == 0 && !p.Below.Complete {
		return p.Words.Below.Uncounted
	}
	said := p.Words.Below.Count(p.Below.Znodes, p.Words.Format.Size(int(p.Below.Bytes)))
	if !p.Below.Complete {
		return p.Words.Below.AtLeast(said)
	}
	return said
}

// explained says what the deletion does.
func (p DeleteBelowPage) explained() string {
	if p.Below.Approval {
		return p.Words.Proposals.Together
	}
	return p.Words.Below.Explained
}

// button returns the label of the button that deletes.
func (p DeleteBelowPage) button() string {
	if !p.Below.Complete {
		return p.In(p.Words.Below.DeleteAll)
	}
	return p.OrPropose(p.In(p.Words.Below.Delete(p.Below.Znodes)), p.Below.Approval)
}

// Render writes the page.
func (p DeleteBelowPage) Render(ctx context.Context, w io.Writer) error {
	return deleteBelowPage(p).Render(ctx, w)
}
