package changes

import (
	"context"
	"io"
	"net/url"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// CopyPage is the form that copies or moves all at and below a znode, or the plan of it.
type CopyPage struct {
	views.Shell
	Path    znode.Path
	Move    bool
	To      string    // as it was typed, or the znode itself
	Name    string    // as it was typed, or the znode's own
	Plan    *CopyPlan // nil for the form alone
	Problem *views.Problem
	Refused bool         // the plan can be neither carried out nor proposed: Problem says why
	Comment string       // why, where it becomes a proposal
	SignIn  string       // leads to the other cluster's sign-in; "" for nowhere
	Left    []views.Left // what was not copied, or not deleted, just now
	Undo    []int64      // the entries of what was
}

// CopyPlan is what is copied or moved.
type CopyPlan struct {
	To         string   // CLUSTER:/path, as the form carries it
	Far        bool     // to another cluster
	Changed    []string // the clusters that it changes, by their names
	Overwrite  bool
	Leave      bool // of a move: ephemeral znodes, and what is above them
	Znodes     int
	Bytes      int64
	Complete   bool // these are all; else at least so many
	Denied     int
	Unread     []znode.Path // the first of these
	Ephemerals int
	Named      []Held // the first of these
	Counters   []ImportCounter
	There      *CopyThere // nil where nothing is there
	Systems    []string   // of a move: what lives here, sentences
	AsJob      bool
	Approval   bool   // it becomes a proposal
	AtOnce     bool   // a move that is one transaction
	Confirm    string // what is to be typed; "" for nothing
}

// CopyThere is what is at the new place already.
type CopyThere struct {
	Complete              bool // all of it was compared
	Same, Different, More int  // More are not among the originals
}

// of returns 1 for a move: where the words of one are.
func (p CopyPage) of() int {
	if p.Move {
		return 1
	}
	return 0
}

func (p CopyPage) title() string { return p.Words.Copy.Titles[p.of()] }

// here returns the page's own address.
func (p CopyPage) here() string {
	if p.Move {
		return p.Links.Move(p.Cluster, p.Path)
	}
	return p.Links.Copy(p.Cluster, p.Path)
}

// Asks returns the address of the plan for what was typed.
func (p CopyPage) Asks(overwrite bool) string {
	values := url.Values{"to": {p.To}}
	if overwrite {
		values.Set("overwrite", "1")
	}
	return p.here() + "?" + values.Encode()
}

// other returns the address of the page of the other verb.
func (p CopyPage) other() string {
	p.Move = !p.Move
	return p.here()
}

// movable reports whether nothing lives here that cannot be moved.
func (p CopyPage) movable() bool { return !p.Move || p.Plan.Ephemerals == 0 || p.Plan.Leave }

// possible reports whether the plan may be carried out.
func (p CopyPage) possible() bool {
	return !p.Refused && p.movable() && (p.Plan.There == nil || p.Plan.Overwrite)
}

// ephemerals says what becomes of ephemeral znodes.
func (p CopyPage) ephemerals() string {
	if p.Move && p.Plan.Leave {
		return p.Words.Copy.Leaves(p.Plan.Ephemerals)
	}
	return p.Words.Copy.Ephemerals[p.of()](p.Plan.Ephemerals)
}

// count says how much it is.
func (p CopyPage) count() string {
	said := p.Words.Copy.Count(p.Plan.Znodes, p.Words.Format.Size(int(p.Plan.Bytes)))
	if !p.Plan.Complete {
		return p.Words.Copy.AtLeast(said)
	}
	return said
}

// there says what is at the new place.
func (p CopyPage) there() string {
	there := *p.Plan.There
	if !there.Complete {
		return p.Words.Copy.ThereSome
	}
	said := p.Words.Copy.There(there.Same, there.Different, there.More)
	if p.Plan.Overwrite && there.Different > 0 {
		said = views.Sentences(said, p.Words.Copy.Overwrites(there.Different))
	}
	return said
}

// become says what becomes of what a copy cannot take along as it is.
func (p CopyPage) become() string {
	w := p.Words.Copy
	acls := w.ACLs
	if p.Plan.Far {
		acls = w.ACLsThere
	}
	return views.Sentences(acls, w.Kinds, w.Quotas, w.Masks)
}

// how says how it is done.
func (p CopyPage) how() string {
	said := ""
	switch {
	case p.Plan.Approval:
		said = p.Words.Proposals.Together
	case p.Plan.AtOnce:
		said = p.Words.Copy.AtOnce
	case p.Move:
		said = p.Words.Copy.InSteps
	}
	if p.Plan.AsJob {
		said = views.Sentences(said, p.Words.Copy.AsJob)
	}
	return said
}

// button labels the button that carries the plan out.
func (p CopyPage) button() string {
	act := p.Words.Copy.ApplyAll[p.of()]
	if p.Plan.Complete {
		act = p.Words.Copy.Apply[p.of()](p.Plan.Znodes - p.Plan.Ephemerals - p.Plan.Denied)
	}
	return p.OrPropose(p.InOneOf(act, p.Plan.Changed), p.Plan.Approval)
}

// Render writes the page.
func (p CopyPage) Render(ctx context.Context, w io.Writer) error {
	return copyPage(p).Render(ctx, w)
}
