package events

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/znode"
)

// jobInterval is the shortest time between two events about the progress of a job.
const jobInterval = 500 * time.Millisecond

// Job is the data of a job event. The job's URL has more.
type Job struct {
	ID     string     `json:"id"`
	State  jobs.State `json:"state"`
	Done   int        `json:"done"`
	Total  int        `json:"total"`
	Failed int        `json:"failed"`
}

// jobTopic is the key of a job's topic.
type jobTopic struct{ id string }

// followJob follows a job of the cluster. It fails with NotFound unless the job is the person's own
// or they may manage the jobs of others.
func (h *Handlers) followJob(follower *Follower, v site.Visit, id string) error {
	absent := &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoSuchJob}
	if h.Jobs == nil {
		return absent
	}
	job, err := h.Jobs.Get(id)
	if err != nil {
		return err
	}
	status := job.Status()
	own := status.Holder != "" && status.Holder == v.SignIn.Holder()
	mayManage := func() bool {
		return own || people.Decide(v.SignIn.Person(), people.ManageJobs, znode.Root, !h.Rules.AllowWrites) == people.Allowed
	}
	if status.Cluster != v.Cluster.Name || !mayManage() {
		return absent
	}
	return follower.Follow(jobTopic{id}, h.progress(job), func(latest any) Event {
		if !mayManage() {
			return Event{}
		}
		return jobEvent(latest.(jobs.Status))
	})
}

// progress publishes each jobs.Status until the job is over.
func (h *Handlers) progress(job *jobs.Job) Source {
	return func(publish func(any)) (func(), error) {
		ctx, cancel := context.WithCancel(context.Background())
		h.start(func() {
			for {
				status, changed := job.Watch()
				publish(status)
				if status.State.Over() {
					return
				}
				select {
				case <-changed:
				case <-ctx.Done():
					return
				}
				select {
				case <-time.After(jobInterval):
				case <-ctx.Done():
					return
				}
			}
		})
		return cancel, nil
	}
}

func jobEvent(s jobs.Status) Event {
	data, err := json.Marshal(Job{s.ID, s.State, s.Done, s.Total, s.Failed})
	if err != nil {
		panic(err) // cannot happen: it holds strings and numbers
	}
	return Event{Text: fmt.Sprintf("event: job\ndata: %s\n\n", data)}
}
