// Package proposals shows changes that wait for the approval of another person.
package proposals

import (
	"context"
	"io"
	"strconv"
	"time"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// ListPage is the page of all proposals that the reader may see.
type ListPage struct {
	views.Shell
	Proposals []Proposal // the newest first, within each cluster
}

// Page is the page of one proposal.
type Page struct {
	views.Shell
	Proposal
	Steps        []views.Step // the changes, while it is open
	Done         []Done       // the changes, once it has been decided
	Left         []views.Left // what it leaves out
	QuotaProblem string       // a sentence: why the quota could not be set; "" if nothing is known
	Stale        bool         // something has changed since it was proposed
	MayApply     bool
	Change       int64  // entry of the change that was made; 0 for none
	Kept         bool   // the change can be undone
	Typed        string // the typed reason for a decision that was refused
	Problem      *views.Problem
}

// Proposal is a change that somebody has proposed.
type Proposal struct {
	ID, Cluster string
	By          string
	Own         bool // the reader's own
	Comment     string
	Made        time.Time
	Entry       int64  // of the trail
	State       string // a proposals.State
	Op          string // that of the only change, as in views.Step, or "quota"; "" for several
	Count       int    // number of changes
	About       znode.Path

	QuotaBefore, QuotaAfter string

	DecidedBy       string // "" if nobody has
	DecidedAt       time.Time
	DecisionComment string
	Decision        int64 // entry of the trail
}

// Done is a change in a proposal that has been decided.
type Done struct {
	Op   string
	Path znode.Path
}

// Render writes the page.
func (p ListPage) Render(ctx context.Context, w io.Writer) error { return listPage(p).Render(ctx, w) }

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error { return proposalPage(p).Render(ctx, w) }

// what returns what is proposed, as it is put before the path.
func (p Proposal) what(w *words.Words) string {
	switch p.Op {
	case "":
		return w.Proposals.Several(p.Count)
	case "quota":
		return w.Proposals.Quota
	}
	return w.Step.Do[p.Op]
}

// open reports whether the proposal waits for a decision.
func (p Proposal) open() bool { return p.State == "open" || p.State == "applying" }

func (p Page) title() string {
	title := p.what(p.Words) + " " + views.NodeTitle(p.About)
	if p.Problem != nil {
		return p.Words.Change.FailedTitle(p.Problem.Title(p.Words), title)
	}
	return title
}

func entry(w *words.Words, seq int64) string { return w.Trail.Entry(strconv.FormatInt(seq, 10)) }
