package changes

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/web/views/changes"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// Bounds of finding out what an ACL would change below a znode.
const (
	maxBelowSeen = 1_000_000
	maxBelowRead = 256 << 20        // names and ACLs, in bytes
	maxBelowTime = 40 * time.Second // for the whole request; the walk takes at most half of it
	shownBelow   = 50               // changes in the preview
)

// subtreeACL is the effect of applying entries to a znode and all below it.
type subtreeACL struct {
	mode     tree.ACLMode
	entries  []znode.ACL
	plan     *tree.ACLPlan
	stopped  walk.Stopped
	warnings []changes.ACLWarning
	done     bool
	failed   []changes.ACLFailure // znodes whose ACL could not be set
	entry    int64                // sequence of the entry in the trail; 0 if nothing was done
	needs    *approval
	comment  string // the reason given for a proposal
}

// setACLsBelow handles the form that applies entries to a znode and all below it. With review it
// shows a preview and changes nothing.
func (h *Handlers) setACLsBelow(c echo.Context, v site.Visit, form *aclForm) error {
	done, err := h.walks.Open(v.Owner(c))
	if err != nil {
		return err
	}
	defer done()
	ctx, cancel := context.WithTimeout(c.Request().Context(), maxBelowTime)
	defer cancel()
	below, err := h.planACLsBelow(ctx, c, v, form)
	if err != nil {
		return h.refuseACL(ctx, c, v, form, nil, err)
	}
	if err := site.NewSlowWriter(c).Extend(); err != nil {
		return err
	}
	below.comment = form.comment
	if form.review {
		return h.showACLsBelow(c, v, below, nil)
	}
	if err := below.mayApply(form); err != nil {
		return h.showACLsBelow(c, v, below, err)
	}
	if below.needs.needed {
		err := site.ProposedAs(v.Guard.ProposeEach(ctx, below.plan.Ops(), form.comment, below.needs.left...))
		if _, proposed := errors.AsType[*site.Proposed](err); proposed {
			return err
		}
		return h.showACLsBelow(c, v, below, err)
	}
	if below.asJob() {
		return h.StartSecretJob(c, v, jobs.KindACL, below.total(), h.aclParams(v, below))
	}
	if err := below.apply(ctx, v); err != nil {
		return h.showACLsBelow(c, v, below, err)
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, below.doneJSON(c, v))
	}
	if below.isWhole() {
		change := auth.Change{Cluster: v.Cluster.Name, Path: v.Path, Znodes: below.plan.Count, Entry: below.entry}
		return site.Changed(c, v.Console, change, h.Links.NodeACL(v.Cluster.Name, v.Path))
	}
	return site.Said(c, http.StatusOK, h.aclsBelowPage(c, v, below))
}

// planACLsBelow finds out what applying entries to a znode and all below it would change.
func (h *Handlers) planACLsBelow(ctx context.Context, c echo.Context, v site.Visit, form *aclForm) (*subtreeACL, error) {
	b := &subtreeACL{mode: tree.ACLMode(cmp.Or(form.mode, string(tree.ReplaceACL)))}
	if !slices.Contains(tree.ACLModes, b.mode) {
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeACLMode}
	}
	var err error
	if b.entries, err = form.entries(); err != nil {
		return nil, err
	}
	b.needs = approvalBelow(v.Guard, v.Path)
	own := func(entry znode.ACL) bool { _, own := v.SignIn.DigestAlgorithm(entry); return own }
	b.plan = tree.NewACLPlan(site.MaxAtOnce, func(acl []znode.ACL) []znode.ACL { return b.mode.Of(acl, b.entries, own) })
	spared := h.spared(v)
	from := h.Lasting(c, v)
	w := walk.New(from, v.Path, walk.Options{Want: b.plan.Want, Znodes: maxBelowSeen, Bytes: maxBelowRead, Time: maxBelowTime / 2})
	for visited := range w.All(ctx) {
		if visited.Path == v.Path && visited.Err != nil {
			return nil, visited.Err
		}
		if !spares(spared, visited.Path) {
			b.see(v, visited)
		}
	}
	v.Guard.Walked(ctx, v.Path, map[string]string{"report": "acls to set", "seen": strconv.Itoa(w.Counts().Znodes)}, nil)
	if w.Stopped() == walk.Lost {
		return nil, w.Err()
	}
	if away := from.Away(); w.Stopped() == walk.AtTime && away != nil {
		return nil, away
	}
	b.stopped = w.Stopped()
	return b, nil
}

// see plans the change of a visited znode's ACL.
func (b *subtreeACL) see(v site.Visit, visited walk.Visited) {
	denied, empty := b.plan.Denied, b.plan.Empty
	after := b.plan.Visit(visited)
	switch {
	case after != nil:
		b.needs.plan(visited.Path)
		b.warn(v, visited.ACL, after)
	case b.plan.Denied > denied:
		b.needs.leave(visited.Path, &znode.Error{Kind: znode.Denied, Code: znode.CodeACLAdmin})
	case b.plan.Empty > empty:
		b.needs.leave(visited.Path, &znode.Error{Kind: znode.Invalid, Code: znode.CodeACLWouldEmpty})
	}
}

// spared returns the znodes that keep their ACLs, with all below them, when a form applies to all
// below the visit's znode: ZooKeeper's own, and the user directory, whose ACLs contain people's
// passwords. A form for one of these znodes, or one below it, is not held back.
func (h *Handlers) spared(v site.Visit) (all []znode.Path) {
	spare := func(root znode.Path) {
		if _, asked := v.Path.Below(root); !asked {
			all = append(all, root)
		}
	}
	if v.Cluster.Chroot.IsRoot() {
		spare(site.OwnRoot)
	}
	if directory := h.Rules.DirectoryOf(v.Cluster.Name); directory != nil {
		spare(directory.Path)
	}
	return all
}

func spares(spared []znode.Path, path znode.Path) bool {
	return slices.ContainsFunc(spared, func(root znode.Path) bool {
		_, below := path.Below(root)
		return below
	})
}

// aclParams returns the parameters of the job that makes the changes.
func (h *Handlers) aclParams(v site.Visit, b *subtreeACL) jobs.ACLParams {
	params := jobs.ACLParams{Path: v.Path.String(), Mode: b.mode, ACL: b.entries}
	for _, path := range h.spared(v) {
		params.Spare = append(params.Spare, path.String())
	}
	return params
}

// warn adds warnings about a change that may not be intended, each kind once.
func (b *subtreeACL) warn(v site.Visit, before, after []znode.ACL) {
	for _, warning := range warningsOf(v, before, after) {
		b.warnings = changes.AddWarning(b.warnings, warning)
	}
}

// asJob reports whether there are too many changes for one request.
func (b *subtreeACL) asJob() bool { return !b.needs.needed && b.plan.Count > site.MaxAtOnce }

// total returns the number of znodes that the walk has found, without the spared ones.
func (b *subtreeACL) total() int { return b.plan.Count + b.plan.Same + b.plan.Denied + b.plan.Empty }

// mayApply returns why the changes are not made: not all of them are known, their number differs
// from that of the preview, they are too many to propose, or a warning is not confirmed.
func (b *subtreeACL) mayApply(form *aclForm) error {
	switch {
	case b.stopped != walk.AtEnd:
		return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeACLBelow, Args: znode.Args{"max": strconv.Itoa(maxBelowSeen)}}
	case form.changes != "" && form.changes != strconv.Itoa(b.plan.Count):
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeACLBelowMoved, Args: znode.Args{"then": form.changes, "now": strconv.Itoa(b.plan.Count)}}
	}
	if err := b.tooMuch(); err != nil {
		return err
	}
	return confirmed(b.warnings, form.anyway)
}

// tooMuch returns why the changes can be neither made nor proposed.
func (b *subtreeACL) tooMuch() error { return b.needs.refusal(b.stopped == walk.AtEnd, 0) }

// apply makes the changes and records those that failed.
func (b *subtreeACL) apply(ctx context.Context, v site.Visit) error {
	settings := map[string]string{"acl": guard.ShownACL(b.entries), "mode": string(b.mode)}
	errs, entry, err := v.Guard.ApplyEach(ctx, settings, b.plan.Ops())
	if err != nil {
		return err
	}
	b.entry = entry
	for i, err := range errs {
		if err != nil {
			if znode.CodeOf(err) == znode.CodeBadVersion {
				err = &znode.Error{Kind: znode.Conflict, Code: znode.CodeACLChanged, Cause: err}
			}
			b.failed = append(b.failed, changes.ACLFailure{Path: b.plan.Changes[i].Path, Err: needsAdmin(err)})
		}
	}
	b.done = true
	return nil
}

// isWhole reports whether every znode has the ACL now.
func (b *subtreeACL) isWhole() bool {
	return len(b.failed)+b.plan.Denied+b.plan.Empty == 0
}

// showACLsBelow shows the preview, with err as the reason why the changes were not made.
func (h *Handlers) showACLsBelow(c echo.Context, v site.Visit, b *subtreeACL, err error) error {
	if site.AsksJSON(c) {
		if err != nil {
			return err
		}
		return site.SendJSON(c, http.StatusOK, map[string]ACLReviewJSON{"review": b.reviewJSON(c)})
	}
	page := h.aclsBelowPage(c, v, b)
	status := http.StatusOK
	if refused := b.tooMuch(); refused != nil {
		page.Problem, page.Possible = site.ProblemOf(c, refused), false
	}
	if err != nil {
		f := site.Describe(err, c)
		status = f.Status
		f.SetRetryAfter(c)
		if f.Code != znode.CodeACLWarned { // the warnings already say it
			page.Problem = site.ProblemOf(c, err)
		}
	}
	return site.Render(c, status, page)
}

// aclsBelowPage returns the preview or, if the changes were made, the report.
func (h *Handlers) aclsBelowPage(c echo.Context, v site.Visit, b *subtreeACL) changes.ACLBelowPage {
	page := changes.ACLBelowPage{
		Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, ACL: znode.FormatACL(b.entries), Entries: b.entries, Mode: string(b.mode),
		Count: b.plan.Count, Same: b.plan.Same, Denied: b.plan.Denied, Empty: b.plan.Empty, Refused: b.plan.Refused,
		Console: v.SignIn.ConsoleEntries(b.entries), Warnings: b.warnings, Done: b.done, Failed: b.failed,
		Possible: b.stopped == walk.AtEnd, AsJob: b.asJob(), Max: maxBelowSeen, Approval: b.needs.needed, Comment: b.comment,
	}
	if b.entry != 0 {
		page.Undo = h.takenBackBy(v.Cluster.Name, []int64{b.entry})
	}
	for i := range page.Failed {
		page.Failed[i].Problem = site.ProblemOf(c, page.Failed[i].Err)
	}
	for _, change := range b.plan.Changes[:min(shownBelow, len(b.plan.Changes))] {
		page.Examples = append(page.Examples, changes.ACLExample{Path: change.Path, Before: znode.FormatACL(change.Before), After: znode.FormatACL(change.After)})
	}
	return page
}

// ACLReviewJSON is the preview of applying an ACL to all below a znode, as JSON.
type ACLReviewJSON struct {
	Changes     int              `json:"changes"`
	Same        int              `json:"same"`
	Denied      int              `json:"denied"`
	Empty       int              `json:"empty"`
	RefusedPath []string         `json:"refused_paths,omitempty"`
	Examples    []ACLExampleJSON `json:"examples"`
	Warnings    string           `json:"warnings"` // as the field anyway takes them
	Stopped     string           `json:"stopped"`
	Approval    bool             `json:"approval"` // the changes become a proposal

	Error *site.JSONError `json:"error,omitempty"` // why the changes can be neither made nor proposed
}

// ACLExampleJSON is one change in an ACLReviewJSON.
type ACLExampleJSON struct {
	Path   string `json:"path"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// ACLBelowJSON is the result of applying an ACL to all below a znode, as JSON.
type ACLBelowJSON struct {
	Path    string           `json:"path"`
	Changed int              `json:"changed"`
	Same    int              `json:"same"`
	Denied  int              `json:"denied"`
	Empty   int              `json:"empty"`
	Failed  []ACLFailureJSON `json:"failed"`
	Entry   int64            `json:"entry,omitempty"` // in the trail, for undoing; 0 if nothing was done
}

// ACLFailureJSON is a znode whose ACL could not be set.
type ACLFailureJSON struct {
	Path  string          `json:"path"`
	Error *site.JSONError `json:"error"`
}

func (b *subtreeACL) reviewJSON(c echo.Context) ACLReviewJSON {
	answer := ACLReviewJSON{
		Changes: b.plan.Count, Same: b.plan.Same, Denied: b.plan.Denied, Empty: b.plan.Empty,
		Examples: []ACLExampleJSON{}, Warnings: changes.Codes(b.warnings), Stopped: string(b.stopped),
		Approval: b.needs.needed, Error: site.ErrorJSON(c, b.tooMuch()),
	}
	for _, path := range b.plan.Refused {
		answer.RefusedPath = append(answer.RefusedPath, path.String())
	}
	for _, change := range b.plan.Changes[:min(shownBelow, len(b.plan.Changes))] {
		answer.Examples = append(answer.Examples, ACLExampleJSON{change.Path.String(), znode.FormatACL(change.Before), znode.FormatACL(change.After)})
	}
	return answer
}

func (b *subtreeACL) doneJSON(c echo.Context, v site.Visit) ACLBelowJSON {
	answer := ACLBelowJSON{
		Path: v.Path.String(), Changed: b.plan.Count - len(b.failed), Same: b.plan.Same, Denied: b.plan.Denied, Empty: b.plan.Empty,
		Failed: []ACLFailureJSON{}, Entry: b.entry,
	}
	for _, failure := range b.failed {
		answer.Failed = append(answer.Failed, ACLFailureJSON{failure.Path.String(), site.ErrorJSON(c, failure.Err)})
	}
	return answer
}
