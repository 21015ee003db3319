package changes

import (
	"context"
	"io"
	"net/url"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// CopyPage is the form that copies or moves all at and below a znode, and its plan.
type CopyPage struct {
	views.Shell
	Path    znode.Path
	Move    bool
	To      string    // as typed; the znode itself at first
	Name    string    // as typed; the znode's own name at first
	Plan    *CopyPlan // nil for the form without a plan
	Problem *views.Problem
	Refused bool         // the plan can be neither carried out nor proposed; Problem says why
	Comment string       // for the proposal
	SignIn  string       // URL of the other cluster's sign-in; "" if not needed
	Left    []views.Left // what was not copied, or not deleted, just now
	Undo    []int64      // entries of the trail by which the rest can be undone
}

// CopyPlan is what would be copied or moved.
type CopyPlan struct {
	To         string   // CLUSTER:/path, as the form carries it
	Far        bool     // To is in another cluster
	Changed    []string // the names of the clusters that change
	Overwrite  bool
	Leave      bool // for a move: ephemeral znodes and their ancestors stay
	Znodes     int
	Bytes      int64
	Complete   bool // the counts are exact, and not lower bounds
	Denied     int
	Unread     []znode.Path // the first of those that cannot be read
	Ephemerals int
	Named      []Held // the first of the ephemeral znodes
	Counters   []ImportCounter
	There      *CopyThere // nil if nothing is there
	Systems    []string   // for a move: sentences about the systems that live here
	AsJob      bool
	Approval   bool   // the change becomes a proposal
	AtOnce     bool   // the move is one transaction
	Confirm    string // what must be typed to confirm; "" for nothing
}

// CopyThere is what exists at the new place already.
type CopyThere struct {
	Complete              bool // all of it was compared
	Same, Different, More int  // More counts the znodes that are not among the originals
}

// of returns the index into words of a copy and a move: 0 or 1.
func (p CopyPage) of() int {
	if p.Move {
		return 1
	}
	return 0
}

func (p CopyPage) title() string { return p.Words.Copy.Titles[p.of()] }

// here returns the page's own URL.
func (p CopyPage) here() string {
	if p.Move {
		return p.Links.Move(p.Cluster, p.Path)
	}
	return p.Links.Copy(p.Cluster, p.Path)
}

// Asks returns the URL of the plan for what was typed.
func (p CopyPage) Asks(overwrite bool) string {
	values := url.Values{"to": {p.To}}
	if overwrite {
		values.Set("overwrite", "1")
	}
	return p.here() + "?" + values.Encode()
}

// other returns the URL of the page for the other verb.
func (p CopyPage) other() string {
	p.Move = !p.Move
	return p.here()
}

// movable reports whether nothing here prevents a move.
func (p CopyPage) movable() bool { return !p.Move || p.Plan.Ephemerals == 0 || p.Plan.Leave }

// possible reports whether the plan may be carried out.
func (p CopyPage) possible() bool {
	return !p.Refused && p.movable() && (p.Plan.There == nil || p.Plan.Overwrite)
}

// ephemerals says what happens to ephemeral znodes.
func (p CopyPage) ephemerals() string {
	if p.Move && p.Plan.Leave {
		return p.Words.Copy.Leaves(p.Plan.Ephemerals)
	}
	return p.Words.Copy.Ephemerals[p.of()](p.Plan.Ephemerals)
}

// count says how many znodes there are.
func (p CopyPage) count() string {
	said := p.Words.Copy.Count(p.Plan.Znodes, p.Words.Format.Size(int(p.Plan.Bytes)))
	if !p.Plan.Complete {
		return p.Words.Copy.AtLeast(said)
	}
	return said
}

// there says what exists at the new place.
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

// become says what happens to znodes that cannot be copied as they are.
func (p CopyPage) become() string {
	w := p.Words.Copy
	acls := w.ACLs
	if p.Plan.Far {
		acls = w.ACLsThere
	}
	return views.Sentences(acls, w.Kinds, w.Quotas, w.Masks)
}

// how says how the change is made.
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

// button returns the label of the button that carries out the plan.
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
