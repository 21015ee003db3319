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
	Proposals []Proposal // of each cluster the newest first
}

// Page is the page of one.
type Page struct {
	views.Shell
	Proposal
	Steps        []views.Step // what would be changed, while it waits
	Done         []Done       // what it was about, once it is decided on
	Left         []views.Left // what it leaves out
	QuotaProblem string       // why the quota would not be set; "" where nothing is known against it
	Stale        bool         // things are no longer as they were
	MayApply     bool
	Change       int64  // the entry of the change that was made; 0 for none
	Kept         bool   // that can be taken back
	Typed        string // why, of a decision that was refused
	Problem      *views.Problem
}

// Proposal is a change that somebody has proposed.
type Proposal struct {
	ID, Cluster string
	By          string
	Own         bool // the reader's
	Comment     string
	Made        time.Time
	Entry       int64  // of the trail
	State       string // proposals.State
	Op          string // of the only change, as views.Step has it, or "quota"; "" for several
	Count       int    // changes
	About       znode.Path

	QuotaBefore, QuotaAfter string

	DecidedBy       string // "" for nobody
	DecidedAt       time.Time
	DecisionComment string
	Decision        int64 // of the trail
}

// Done is a change of a proposal that is decided on.
type Done struct {
	Op   string
	Path znode.Path
}

// Render writes the page.
func (p ListPage) Render(ctx context.Context, w io.Writer) error { return listPage(p).Render(ctx, w) }

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error { return proposalPage(p).Render(ctx, w) }

// what returns the words for what is proposed, which stand before the path.
func (p Proposal) what(w *words.Words) string {
	switch p.Op {
	case "":
		return w.Proposals.Several(p.Count)
	case "quota":
		return w.Proposals.Quota
	}
	return w.Step.Do[p.Op]
}

// open reports whether it waits for a decision.
func (p Proposal) open() bool { return p.State == "open" || p.State == "applying" }

func (p Page) title() string {
	title := p.what(p.Words) + " " + views.NodeTitle(p.About)
	if p.Problem != nil {
		return p.Words.Change.FailedTitle(p.Problem.Title(p.Words), title)
	}
	return title
}

func entry(w *words.Words, seq int64) string { return w.Trail.Entry(strconv.FormatInt(seq, 10)) }
