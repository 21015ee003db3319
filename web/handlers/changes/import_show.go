package changes

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/znode"
)

// maxSteps bounds the listed steps, and the counters in JSON; maxCounters bounds the counters on a
// page.
const (
	maxSteps    = 1000
	maxCounters = 50
)

// ImportJSON is the plan or the result of an import as JSON; see docs/contract.md.
type ImportJSON struct {
	Create   int             `json:"create"`
	Change   int             `json:"change"`
	Same     int             `json:"same"`
	Skip     int             `json:"skip"`
	Conflict int             `json:"conflict"`
	Denied   int             `json:"denied"`
	ACLs     int             `json:"acls"`           // existing znodes whose ACL is set
	Job      bool            `json:"job"`            // the import runs as a job
	Approval bool            `json:"approval"`       // the import becomes a proposal
	Made     *int            `json:"made,omitempty"` // changes that were made; omitted for a plan
	Znodes   []ImportStep    `json:"znodes"`         // at most maxSteps, without those that stay the same
	Counters []ImportCounter `json:"counters,omitempty"`
	Error    *site.JSONError `json:"error,omitempty"`
	Entries  []int64         `json:"entries,omitempty"` // in the trail, for undoing
}

// ImportStep is what an import does with a znode.
type ImportStep struct {
	Path     string          `json:"path"`
	Does     export.Does     `json:"does"`
	OtherACL bool            `json:"other_acl,omitempty"` // the znode keeps an ACL that differs from the file's
	SetsACL  bool            `json:"sets_acl,omitempty"`  // the znode gets the ACL of the file
	Error    *site.JSONError `json:"error,omitempty"`
}

// ImportCounter is a parent whose counter for sequential names is lower than names below it.
type ImportCounter struct {
	Path    string `json:"path"`
	Next    int64  `json:"next"`
	Highest int64  `json:"highest"`
}

func (p *importPlan) json(c echo.Context, made *int, err error) ImportJSON {
	n := p.tally.Counts
	answer := ImportJSON{
		n[export.Create], n[export.Change], n[export.Same], n[export.Skip], n[export.Conflict], n[export.Refused], p.tally.ACLs, p.asJob(), p.needs.needed, made, []ImportStep{}, nil, site.ErrorJSON(c, err), p.made.list(),
	}
	for _, step := range p.listed {
		answer.Znodes = append(answer.Znodes, ImportStep{step.at.String(), step.does, step.otherACL, step.setsACL, site.ErrorJSON(c, step.why)})
	}
	for _, counter := range p.tally.Counters[:min(len(p.tally.Counters), maxSteps)] {
		answer.Counters = append(answer.Counters, ImportCounter{counter.At.String(), counter.Next, counter.Highest})
	}
	return answer
}

func (h *Handlers) importPage(c echo.Context, v site.Visit) changes.ImportPage {
	page := changes.ImportPage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Most: maxImport, MostBytes: maxImportBytes, Kept: h.Rules.CanUndo(v.Cluster.Name)}
	for _, onto := range ontos {
		page.Ontos = append(page.Ontos, string(onto))
	}
	return page
}

// showPlan sends a plan. For a page it holds the file until the person agrees to the plan.
func (h *Handlers) showPlan(c echo.Context, v site.Visit, plan *importPlan, upload *site.Upload, problem error) error {
	status := http.StatusOK
	if problem != nil {
		status = site.Describe(problem, c).Status
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, status, plan.json(c, nil, cmp.Or(problem, plan.tooMuch())))
	}
	id := h.held.hold(v.Console.ID, upload)
	if id == "" {
		upload.Close()
		return h.refuseImport(c, v, upload.Fields, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeUploadsFull})
	}
	page := h.importPage(c, v)
	page.Plan = h.viewPlan(c, plan)
	page.Problem = planProblem(c, plan, problem)
	page.Plan.ID, page.Plan.Fingerprint, page.Plan.Onto, page.Plan.File = id, plan.tally.Fingerprint(), string(plan.choice.onto), upload.Name
	page.Plan.SetACL = plan.choice.setACL
	return site.Render(c, status, page)
}

// planProblem returns the problem shown above a plan: a given error, or why the plan can be neither
// carried out nor proposed.
func planProblem(c echo.Context, plan *importPlan, problem error) *views.Problem {
	if problem = cmp.Or(problem, plan.tooMuch()); problem == nil {
		return nil
	}
	return site.ProblemOf(c, problem)
}

func (h *Handlers) viewPlan(c echo.Context, plan *importPlan) *changes.ImportPlan {
	shown := &changes.ImportPlan{
		Counts: map[string]int{}, ACLs: plan.tally.ACLs, Changes: plan.tally.Changes, AsJob: plan.asJob(), Approval: plan.needs.needed, Refused: plan.tooMuch() != nil, More: plan.more,
		Transactions: len(export.Batches(plan.steps, importBatch, importBatchBytes)),
	}
	for does, n := range plan.tally.Counts {
		shown.Counts[string(does)] = n
	}
	if plan.header.Cluster != "" {
		shown.Of = plan.header.Cluster + ":" + plan.header.Path.String()
	}
	for _, step := range plan.listed {
		row := changes.ImportStep{Path: step.at, Does: string(step.does), Bytes: step.bytes, OtherACL: step.otherACL, SetsACL: step.setsACL}
		if step.why != nil {
			row.Why = site.Describe(step.why, c).Message
		}
		shown.Steps = append(shown.Steps, row)
	}
	listed := min(len(plan.tally.Counters), maxCounters)
	shown.MoreCounters = len(plan.tally.Counters) - listed
	for _, counter := range plan.tally.Counters[:listed] {
		shown.Counters = append(shown.Counters, changes.ImportCounter{Path: counter.At, Next: counter.Next, Highest: counter.Highest})
	}
	return shown
}

// showImported sends the result of an import.
func (h *Handlers) showImported(c echo.Context, v site.Visit, plan *importPlan, made int, err error) error {
	status := http.StatusOK
	if err != nil {
		status = site.Describe(err, c).Status
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, status, plan.json(c, &made, err))
	}
	if plan.isWhole(err) {
		return h.leadToImported(c, v, plan, made)
	}
	page := h.importPage(c, v)
	page.Plan = h.viewPlan(c, plan)
	page.Made, page.Undo = &made, h.takenBackBy(v.Cluster.Name, plan.made.list())
	if err != nil {
		page.Problem, page.Blamed = site.ProblemOf(c, err), plan.blamed
	}
	return said(c, status, page, plan.made.list())
}

// isWhole reports whether an import that ended with err has made everything in the plan.
func (p *importPlan) isWhole(err error) bool {
	return err == nil && p.tally.Counts[export.Refused] == 0
}

// leadToImported redirects to the imported znode.
func (h *Handlers) leadToImported(c echo.Context, v site.Visit, plan *importPlan, made int) error {
	change := auth.Change{Cluster: v.Cluster.Name, Path: v.Path, Znodes: made, Entries: plan.made.list()}
	return site.Changed(c, v.Console, change, h.Links.Node(v.Cluster.Name, v.Path))
}

// refuseImport shows the form again with an error.
func (h *Handlers) refuseImport(c echo.Context, v site.Visit, fields url.Values, err error) error {
	f := site.Describe(err, c)
	if site.AsksJSON(c) || f.Kind == znode.Internal || f.Kind == znode.Unauthenticated || f.Kind == znode.Denied {
		return err
	}
	f.SetRetryAfter(c)
	page := h.importPage(c, v)
	page.Problem, page.Onto = site.ProblemOf(c, err), fields.Get("on_conflict")
	return site.Render(c, f.Status, page)
}
