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

// ImportPage is the form that takes a file, its plan, or what became of it.
type ImportPage struct {
	views.Shell
	Path      znode.Path
	Most      int      // znodes at once
	MostBytes int      // of their data
	Ontos     []string // keys of words.Import.Ontos, the usual one first
	Onto      string   // of these, the one that was chosen before; "" for none
	Problem   *views.Problem
	Plan      *ImportPlan // nil for the form alone
	Kept      bool        // what it replaces is kept, or the history has it
	Made      *int        // how many changes were made; nil while it is a plan
	Undo      []int64     // their entries
	Blamed    *znode.Path // of the change that failed
	Then      *Then       // what is brought back; nil for a file
	Comment   string      // why, where it becomes a proposal
}

// Then is the moment of the past that znodes are brought back from.
type Then struct {
	At    string    // its zxid
	Time  time.Time // of the newest transaction up to it
	Alone bool      // nothing below the znode
}

// title returns what the page is for.
func (p ImportPage) title() string {
	if p.Then != nil {
		return p.Words.BringBack.Title
	}
	return p.Words.Import.Title
}

// action takes the page's forms.
func (p ImportPage) action() string {
	if p.Then != nil {
		return p.Links.BringBack(p.Cluster, p.Path)
	}
	return p.Links.Import(p.Cluster, p.Path)
}

// onto says what is done with znodes that are there with other data.
func (p ImportPage) onto(way string) string {
	if p.Then != nil && way == "fail" {
		return p.Words.BringBack.Fail
	}
	return p.Words.Import.Ontos[way]
}

// button returns what agrees to the plan.
func (p ImportPage) button() string {
	if p.Then != nil {
		return p.Words.BringBack.Apply(p.Plan.Changes)
	}
	return p.Words.Import.Apply(p.Plan.Changes)
}

// made returns the heading of what was done.
func (p ImportPage) made() string {
	if p.Then != nil {
		return p.Words.BringBack.Made(*p.Made)
	}
	return p.Words.Import.Made(*p.Made)
}

// ImportPlan is what an import does.
type ImportPlan struct {
	ID, Fingerprint string // of the file that is held, and of the plan that is agreed to
	Onto            string
	File            string // as the browser calls it
	Of              string // CLUSTER:/path that it was exported from; "" where it does not say
	SetACL          bool   // znodes that are there get the ACL of the file
	Counts          map[string]int
	ACLs            int          // of these
	Changes         int          // znodes that are changed
	AsJob           bool         // it runs as a job
	Approval        bool         // it becomes a proposal
	Refused         bool         // it can be neither carried out nor proposed: the page's Problem says why
	Transactions    int          // where it does not
	Steps           []ImportStep // but those that are the same
	More            int          // that are not listed
	Counters        []ImportCounter
	MoreCounters    int // that are not listed
}

// ImportStep is what is done with a znode.
type ImportStep struct {
	Path     znode.Path
	Does     string // a key of words.Import.Does
	Bytes    int
	Why      string // it is not possible, a sentence
	OtherACL bool
	SetsACL  bool
}

// ImportCounter is a parent whose counter stands lower than the numbers below it.
type ImportCounter struct {
	Path          znode.Path
	Next, Highest int64
}

// said says how many znodes are dealt with in which way.
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

// hasACLs reports whether there is a choice about ACLs.
func (p ImportPlan) hasACLs() bool {
	return p.SetACL || slices.ContainsFunc(p.Steps, func(step ImportStep) bool { return step.OtherACL })
}

// does says what is done with a znode.
func (p ImportPage) does(step ImportStep) string {
	said := p.Words.Import.Does[step.Does]
	if p.Then == nil && (step.Does == "create" || step.Does == "change") { // of secrets of the past no length is told
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
