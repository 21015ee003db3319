package changes

import (
	"context"
	"io"
	"strconv"

	"zkweb/web/views"
)

// TransactionPage is the transaction that a sign-in has collected.
type TransactionPage struct {
	views.Shell
	Revision int // of the list; the form that applies it carries it
	Steps    []CollectedStep
	Possible bool   // no problem is known in Steps
	Approval bool   // the change becomes a proposal
	Comment  string // why, as typed before
	Problem  *views.Problem
	Failed   int // number of the step that Problem is about, from 1; 0 for none

	CheckPath, CheckVersion string // of a check that was refused, as typed
}

// CollectedStep is one of the changes.
type CollectedStep struct {
	views.Step
	ID         int
	Sequential bool // for a create: the server appends a number to the name
}

// takesChildren reports whether later steps may create children of the znode.
func (s CollectedStep) takesChildren() bool { return s.Op == "create" && !s.Sequential }

// Render writes the page.
func (p TransactionPage) Render(ctx context.Context, w io.Writer) error {
	return transactionPage(p).Render(ctx, w)
}

// do returns the value of a button for this step.
func (s CollectedStep) do(what string) string { return what + "-" + strconv.Itoa(s.ID) }

// advice says which step the problem is about.
func (p TransactionPage) advice() string {
	if p.Failed == 0 {
		return ""
	}
	return p.Words.Transaction.Failed(views.Count(p.Failed), views.Count(len(p.Steps)))
}
