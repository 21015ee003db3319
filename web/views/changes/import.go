package changes

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ImportPage is the form for a file, the plan of its import, or the result.
type ImportPage struct {
	views.Shell
	Path      znode.Path
	Most      int      // most znodes at once
	MostBytes int      // most bytes of their data
	Ontos     []string // keys of words.Import.Ontos, the default first
	Onto      string   // the chosen one; "" for none
	Problem   *views.Problem
	Plan      *ImportPlan // nil for the form without a plan
	Kept      bool        // what it replaces is kept, or is in the history
	Made      *int        // number of changes that were made; nil for a plan
	Undo      []int64     // entries of the trail by which it can be undone
	Blamed    *znode.Path // the path of the change that failed
	Then      *Then       // the moment that is restored; nil for a file
	Comment   string      // for the proposal
}

// Then is a moment of the past from which znodes are restored.
type Then struct {
	At    string    // zxid
	Time  time.Time // of the newest transaction up to At
	Alone bool      // restore only the znode itself
}

// title returns the title of the page.
func (p ImportPage) title() string {
	if p.Then != nil {
		return p.Words.BringBack.Title
	}
	return p.Words.Import.Title
}

// action returns the URL of the page's forms.
func (p ImportPage) action() string {
	if p.Then != nil {
		return p.Links.BringBack(p.Cluster, p.Path)
	}
	return p.Links.Import(p.Cluster, p.Path)
}

// onto says what happens to znodes that exist with other data.
func (p ImportPage) onto(way string) string {
	if p.Then != nil && way == "fail" {
		return p.Words.BringBack.Fail
	}
	return p.Words.Import.Ontos[way]
}

// button returns the label of the button that carries out the plan.
func (p ImportPage) button() string {
	if p.Then != nil {
		return p.Words.BringBack.Apply(p.Plan.Changes)
	}
	return p.Words.Import.Apply(p.Plan.Changes)
}

// made returns the heading of the result.
func (p ImportPage) made() string {
	if p.Then != nil {
		return p.Words.BringBack.Made(*p.Made)
	}
	return p.Words.Import.Made(*p.Made)
}

// ImportPlan is what an import would do.
type ImportPlan struct {
	ID, Fingerprint string // of the uploaded file, and of the plan that is confirmed
	Onto            string
	File            string // as the browser names it
	Of              string // CLUSTER:/path that it was exported from; "" if it does not say
	SetACL          bool   // existing znodes get the ACLs in the file
	Counts          map[string]int
	ACLs            int          // number of ACLs
	Changes         int          // number of znodes that change
	AsJob           bool         // it runs as a job
	Approval        bool         // it becomes a proposal
	Refused         bool         // it can be neither carried out nor proposed; the page's Problem says why
	Transactions    int          // number of transactions, unless AsJob
	Steps           []ImportStep // without those that change nothing
	More            int          // number of steps that are not listed
	Counters        []ImportCounter
	MoreCounters    int // number of counters that are not listed
}

// ImportStep is what would be done with one znode.
type ImportStep struct {
	Path     znode.Path
	Does     string // a key of words.Import.Does
	Bytes    int
	Why      string // a sentence: why it is not possible; "" if it is
	OtherACL bool
	SetsACL  bool
}

// ImportCounter is a parent whose sequence counter is lower than the numbers of the children.
type ImportCounter struct {
	Path          znode.Path
	Next, Highest int64
}

// said counts the znodes by what is done with them.
func (p ImportPage) said() string {
	var all []string
	for _, does := range []string{"create", "change", "same", "skip", "conflict", "denied"} {
		if n := p.Plan.Counts[does]; n > 0 {
			all = append(all, p.Words.Import.Counts[does](n))
		}
	}
	if p.Plan.ACLs > 0 {
		all = append(all, p.Words.Import.ACLs(p.Plan.ACLs))
	}
	return strings.Join(all, " · ")
}

// possible reports whether the plan may be carried out and changes anything.
func (p ImportPlan) possible() bool { return p.Changes > 0 && p.Counts["conflict"] == 0 && !p.Refused }

// hasACLs reports whether the ACLs can be chosen.
func (p ImportPlan) hasACLs() bool {
	return p.SetACL || slices.ContainsFunc(p.Steps, func(step ImportStep) bool { return step.OtherACL })
}

// does says what is done with one znode.
func (p ImportPage) does(step ImportStep) string {
	said := p.Words.Import.Does[step.Does]
	if p.Then == nil && (step.Does == "create" || step.Does == "change") { // for secrets of the past, no length is told
		said += " · " + p.Words.Format.Size(step.Bytes)
	}
	switch {
	case step.OtherACL && p.Then != nil:
		said += " · " + p.Words.BringBack.OtherACL
	case step.OtherACL:
		said += " · " + p.Words.Import.OtherACL
	}
	if step.SetsACL {
		said += " · " + p.Words.Import.SetsACL
	}
	if step.Why != "" {
		said += " · " + step.Why
	}
	return said
}

// Render writes the page.
func (p ImportPage) Render(ctx context.Context, w io.Writer) error {
	return importPage(p).Render(ctx, w)
}
