package jobs

import (
	"cmp"
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/web/views"
	pages "zkweb/web/views/jobs"
	"zkweb/zkconn/znode"
)

// JSON is a job, in the format that the documentation describes.
type JSON struct {
	ID      string          `json:"id"`
	Kind    string          `json:"kind"`
	Cluster string          `json:"cluster"`
	Path    string          `json:"path"`
	Owner   string          `json:"owner"` // "" without credentials
	State   jobs.State      `json:"state"`
	Why     *site.JSONError `json:"why,omitempty"` // why it does not continue
	Done    int             `json:"done"`
	Total   int             `json:"total"`
	More    bool            `json:"more"` // whether there are more than Total, not counted yet
	Failed  int             `json:"failed"`
	Skipped int             `json:"skipped"`          // left unchanged, as planned
	Undoes  string          `json:"undoes,omitempty"` // the ID of the job that it undoes
	Started time.Time       `json:"started"`
	Ended   *time.Time      `json:"ended"`
	Rate    float64         `json:"rate"`         // in znodes per second
	Left    float64         `json:"seconds_left"` // 0 if not known
}

func jobJSON(c echo.Context, v site.Visit, s jobs.Status) JSON {
	shown := JSON{
		ID: s.ID, Kind: s.Kind, Cluster: s.Cluster, Path: s.Path, Owner: s.Owner, State: s.State, Why: whyOf(c, v, s),
		Done: s.Done, Total: s.Total, More: s.More, Failed: s.Failed, Skipped: s.Skipped, Undoes: undoes(s), Started: s.Started, Rate: s.Rate(), Left: s.Left().Seconds(),
	}
	if !s.Ended.IsZero() {
		shown.Ended = &s.Ended
	}
	return shown
}

// undoes returns the ID of the job that a job undoes, or "" for none.
func undoes(s jobs.Status) string {
	var params jobs.UndoParams
	if s.Kind != jobs.KindUndo || json.Unmarshal(s.Params, &params) != nil {
		return ""
	}
	return params.Job
}

// whyOf returns the reason why a job does not continue, or nil for none.
func whyOf(c echo.Context, v site.Visit, s jobs.Status) *site.JSONError {
	if s.Why == nil {
		return nil
	}
	said := sayer(c, isOwn(v, s) && !s.Waits())
	return &site.JSONError{Kind: znode.Unavailable, Code: s.Why.Code, Message: said(s.Why.Code, s.Why.Args)}
}

// sayer returns the function that makes the sentences of a job: addressed to its owner if own, else
// about them.
func sayer(c echo.Context, own bool) func(znode.Code, znode.Args) string {
	if own {
		return site.WordsOf(c).Of
	}
	return site.WordsOf(c).Record
}

// ShowAll shows the person's own jobs, and the jobs of others that they manage. It needs no
// ZooKeeper.
func (h *Handlers) ShowAll(c echo.Context, _ site.Visit) error {
	visits, err := h.VisitsOrWait(c)
	if len(visits) == 0 {
		return err
	}
	all := []JSON{}
	page := pages.JobsPage{Shell: h.Shell(c, visits[0].Cluster.Name)}
	for _, job := range h.Jobs.All() {
		status := job.Status()
		for _, v := range visits {
			if status.Cluster == v.Cluster.Name && mayManage(v, status) {
				all = append(all, jobJSON(c, v, status))
				page.Jobs = append(page.Jobs, viewOf(c, v, status))
			}
		}
	}
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, map[string][]JSON{"jobs": all})
	}
	return site.Render(c, http.StatusOK, page)
}

// Show shows the page of a job. It needs no ZooKeeper, but without it the only action is that the
// owner stops the job, and no other znode is named.
func (h *Handlers) Show(c echo.Context, _ site.Visit) error {
	job, v, err := h.find(c, h.VisitOrWait)
	if err != nil {
		return err
	}
	status := job.Status()
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, jobJSON(c, v, status))
	}
	page := pages.JobPage{
		Shell: h.Shell(c, v.Cluster.Name), Job: viewOf(c, v, status), Undoes: undoes(status), Reached: v.Guard != nil,
		MayUndo: h.Rules.CanUndo(status.Cluster) && status.State.Over() && status.Changed() > 0,
	}
	maySee, said := h.seen(c, v, status), sayer(c, page.Own)
	for _, line := range job.Problems() {
		if maySee(line) {
			page.Problems = append(page.Problems, pages.Problem{Cluster: line.Cluster, Path: line.Path, Text: said(line.Code, line.Args)})
		}
	}
	return site.Render(c, http.StatusOK, page)
}

func viewOf(c echo.Context, v site.Visit, s jobs.Status) pages.Job {
	shown := pages.Job{
		ID: s.ID, Kind: s.Kind, Cluster: s.Cluster, Path: s.Path, Own: isOwn(v, s),
		Owner: views.User{SignedIn: true, Name: s.Owner},
		State: string(s.State), Done: s.Done, Total: s.Total, More: s.More, Failed: s.Failed, Skipped: s.Skipped, Cut: s.Cut,
		Started: s.Started, Ended: s.Ended, Rate: s.Rate(), Left: s.Left(),
	}
	if shown.Own {
		shown.Place = placeOf(s)
	}
	if why := whyOf(c, v, s); why != nil {
		shown.Waits, shown.Why = s.Waits(), why.Message
	}
	return shown
}

// placeOf returns the target of a copy or move as CLUSTER:/path, or "" for other jobs.
func placeOf(s jobs.Status) string {
	var params jobs.CopyParams
	if s.Kind != jobs.KindCopy && s.Kind != jobs.KindMove || json.Unmarshal(s.Params, &params) != nil {
		return ""
	}
	return cmp.Or(s.Other, s.Cluster) + ":" + params.To
}

// seen returns a function that reports whether a report line is about a znode that the person may
// still read. It is false for znodes of clusters that they are not signed in to.
func (h *Handlers) seen(c echo.Context, v site.Visit, status jobs.Status) func(jobs.Line) bool {
	guards := map[string]*guard.Guard{"": v.Guard}
	if status.Other != "" {
		if other, err := h.VisitIn(c, status.Other); err == nil {
			guards[status.Other] = other.Guard
		}
	}
	return func(line jobs.Line) bool {
		path, err := znode.ParsePath(line.Path)
		g := guards[line.Cluster]
		return err == nil && g != nil && g.Decide(people.Read, path) == people.Allowed
	}
}
