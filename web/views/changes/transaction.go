package changes

import (
	"context"
	"io"
	"strconv"

	"zkweb/web/views"
)

// TransactionPage is what a sign-in has collected, to be made together.
type TransactionPage struct {
	views.Shell
	Revision int // of the list, which the form that applies it carries
	Steps    []CollectedStep
	Possible bool   // nothing is known against any of Steps
	Approval bool   // the change becomes a proposal
	Comment  string // why, as typed before
	Problem  *views.Problem
	Failed   int // which of Steps Problem is about, from 1; 0 for none

	CheckPath, CheckVersion string // of a check that was refused, as typed
}

// CollectedStep is one of the changes.
type CollectedStep struct {
	views.Step
	ID         int
	Sequential bool // of a create: the server chooses the name
}

// takesChildren reports whether others can be created below what the change creates.
func (s CollectedStep) takesChildren() bool { return s.Op == "create" && !s.Sequential }

// Render writes the page.
func (p TransactionPage) Render(ctx context.Context, w io.Writer) error {
	return transactionPage(p).Render(ctx, w)
}

// do returns the value of a button about one of the changes.
func (s CollectedStep) do(what string) string { return what + "-" + strconv.Itoa(s.ID) }

// advice says which of the changes the problem is about.
func (p TransactionPage) advice() string {
	if p.Failed == 0 {
		return ""
	}
	return p.Words.Transaction.Failed(views.Count(p.Failed), views.Count(len(p.Steps)))
}
