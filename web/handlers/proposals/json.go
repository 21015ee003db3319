package proposals

import (
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/proposals"
	"zkweb/web/handlers/site"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// JSON is a proposal, in the format that the documentation describes.
type JSON struct {
	ID       string        `json:"id"`
	Cluster  string        `json:"cluster"`
	By       string        `json:"by"`
	Comment  string        `json:"comment"`
	Made     time.Time     `json:"made"`
	State    string        `json:"state"`
	Entry    int64         `json:"entry"` // its number in the trail
	Own      bool          `json:"own"`
	Ops      []OpJSON      `json:"ops,omitempty"`
	Quota    *QuotaJSON    `json:"quota,omitempty"`
	Left     []LeftJSON    `json:"left,omitempty"` // the znodes that it leaves out
	Stale    bool          `json:"stale"`          // whether it cannot be applied because the znodes have changed; false in lists
	Decision *DecisionJSON `json:"decision,omitempty"`
}

// OpJSON is one change of a proposal.
type OpJSON struct {
	Op      string          `json:"op"`
	Path    string          `json:"path"`
	Version *int32          `json:"version,omitempty"` // the version that the znode must have; nil for a create
	Error   *site.JSONError `json:"error,omitempty"`   // why the change would fail now
}

// LeftJSON is a znode that a proposal leaves out, and why.
type LeftJSON struct {
	Path    string     `json:"path"`
	Code    znode.Code `json:"code"`
	Message string     `json:"message"`
}

// QuotaJSON is the quota that is proposed.
type QuotaJSON struct {
	Path   string          `json:"path"`
	Before string          `json:"before"` // before and after are limits in ZooKeeper's format
	After  string          `json:"after"`
	Error  *site.JSONError `json:"error,omitempty"`
}

// DecisionJSON is the decision on a proposal.
type DecisionJSON struct {
	By      string    `json:"by"`
	Comment string    `json:"comment"`
	At      time.Time `json:"at"`
	Entry   int64     `json:"entry"`
	Change  int64     `json:"change,omitempty"` // the entry by which the change can be undone
}

// DoneJSON is the answer when a proposal was applied.
type DoneJSON struct {
	Proposal string       `json:"proposal"`
	Entry    int64        `json:"entry"` // by which it can be undone; 0 if there was nothing to do
	Results  []ResultJSON `json:"results"`
}

// ResultJSON is the result for one znode.
type ResultJSON struct {
	Path string         `json:"path"`
	Stat *site.JSONStat `json:"stat,omitempty"` // nil after a delete or check, or if the server does not return it
}

func proposalJSON(w *words.Words, v site.Visit, p proposals.Proposal) JSON {
	shown := JSON{
		ID: p.ID, Cluster: p.Cluster, By: p.By, Comment: p.Comment, Made: p.Made.UTC(), State: string(p.State), Entry: p.Entry, Own: isOwn(v, p),
	}
	for _, op := range p.Ops {
		one := OpJSON{Op: site.OpNames[op.Kind], Path: op.Path.String()}
		if op.Kind != znode.OpCreate {
			one.Version = &op.Version
		}
		shown.Ops = append(shown.Ops, one)
	}
	for _, left := range p.Left {
		shown.Left = append(shown.Left, LeftJSON{left.Path.String(), left.Code, w.Record(left.Code, left.Args)})
	}
	if q := p.Quota; q != nil {
		shown.Quota = &QuotaJSON{Path: q.Path.String(), Before: q.Before, After: q.After}
	}
	if !p.IsOpen() {
		d := p.Decision
		shown.Decision = &DecisionJSON{d.By, d.Comment, d.At.UTC(), d.Entry, d.Change}
	}
	return shown
}

// against adds to each change why it would fail now.
func (j *JSON) against(c echo.Context, previews []guard.Preview, quota error) {
	for i, preview := range previews {
		j.Ops[i].Error = site.ErrorJSON(c, preview.Err)
		j.Stale = j.Stale || stale(preview.Err)
	}
	if j.Quota != nil {
		j.Quota.Error = site.ErrorJSON(c, quota)
		j.Stale = stale(quota)
	}
}

// stale reports whether the error says that the znodes have changed since.
func stale(err error) bool {
	kind := znode.KindOf(err)
	return kind == znode.Conflict || kind == znode.NotFound
}

func doneJSON(id string, results []znode.Result) DoneJSON {
	answer := DoneJSON{Proposal: id, Results: []ResultJSON{}}
	for _, result := range results {
		answer.Entry = result.Recorded
		shown := ResultJSON{Path: result.Path.String()}
		if result.Stat != (znode.Stat{}) {
			stat := site.StatJSON(result.Stat)
			shown.Stat = &stat
		}
		answer.Results = append(answer.Results, shown)
	}
	return answer
}
