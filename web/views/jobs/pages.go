// Package jobs shows jobs: their list, their progress and reports, and what undoing one would
// change.
package jobs

import (
	"cmp"
	"context"
	"io"
	"math"
	"time"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// JobsPage is the page of all jobs that the reader may see.
type JobsPage struct {
	views.Shell
	Jobs []Job // the newest first
}

// JobPage is the page of a job.
type JobPage struct {
	views.Shell
	Job
	Problems []Problem // the first of what failed
	Reached  bool      // ZooKeeper can be reached; if not, only the owner can do something: stop the job
	MayUndo  bool      // it may be undone, as far as is known without looking
	Undoes   string    // ID of the job that it undoes; "" for none
}

// Job is a piece of long work in the background.
type Job struct {
	ID, Kind, Cluster, Path string
	Owner                   views.User
	Own                     bool   // the reader's own
	State                   string // jobs.State
	Why                     string // a sentence: why it does not continue; "" if it does
	Waits                   bool   // Why is temporary, and it will continue by itself
	Done, Total, Failed     int    // znodes
	Skipped                 int    // those of Done that were left unchanged, as planned
	More                    bool   // there are more than Total, and nobody has counted them
	Place                   string // CLUSTER:/path that it copies or moves to; "" for none, and for other people's jobs
	Cut                     bool   // the report has no room for all of them
	Started, Ended          time.Time
	Rate                    float64       // znodes a second; 0 when unknown
	Left                    time.Duration // 0 when unknown
}

// Problem is a znode that was not changed as planned.
type Problem struct {
	Cluster string // "" for the job's own
	Path    string
	Text    string
}

// name returns the znode's path, with the cluster if that is not the job's own.
func (p Problem) name() string {
	if p.Cluster == "" {
		return p.Path
	}
	return p.Cluster + ":" + p.Path
}

// over reports whether the job has ended.
func (j Job) over() bool { return j.State != "running" && j.State != "paused" }

// state returns the state in a word or two.
func (j Job) state(w *words.Words) string {
	switch {
	case j.Waits:
		return w.Jobs.States["waiting"]
	case j.failing() && j.Failed+j.Skipped >= j.Done:
		return w.Jobs.States["nothing"]
	case j.failing():
		return w.Jobs.States["partly"]
	}
	return w.Jobs.States[j.State]
}

// failing reports whether the job came to its end with failures.
func (j Job) failing() bool { return j.State == "done" && j.Failed > 0 }

// title says what the job does.
func (j Job) title(w *words.Words) string {
	if kind := w.Jobs.Kinds[j.Kind]; kind != nil {
		return kind(views.Visible(j.Path))
	}
	return views.Visible(j.Kind + " " + j.Path)
}

// far says how far the job has come.
func (j Job) far(w *words.Words) string {
	said := w.Jobs.Progress
	switch isMove := j.Kind == "move"; {
	case isMove && j.More:
		said = w.Jobs.StepsOfMore
	case isMove:
		said = w.Jobs.Steps
	case j.More:
		said = w.Jobs.ProgressOfMore
	}
	return said(j.Done, j.Total)
}

// pace says how fast the job is, and how long it will take; "" if that is not known.
func (j Job) pace(w *words.Words) string {
	if j.State != "running" || j.Rate == 0 {
		return ""
	}
	pace := w.Jobs.Rate(int(math.Round(j.Rate)))
	if j.Left > 0 {
		pace += " · " + w.Jobs.Left(views.Seconds(j.Left))
	}
	return pace
}

// link returns the URL of the znode that the job is about; "" if its path is not valid.
func (j Job) link(links views.Links) string {
	path, err := znode.ParsePath(j.Path)
	if err != nil {
		return ""
	}
	return links.Node(j.Cluster, path)
}

func (p Problem) link(s views.Shell) string {
	return Job{Cluster: cmp.Or(p.Cluster, s.Cluster), Path: p.Path}.link(s.Links)
}

// Render writes the page.
func (p JobsPage) Render(ctx context.Context, w io.Writer) error {
	return jobsPage(p).Render(ctx, w)
}

// Render writes the page.
func (p JobPage) Render(ctx context.Context, w io.Writer) error {
	return jobPage(p).Render(ctx, w)
}
