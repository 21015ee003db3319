package jobs

import (
	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/znode"
)

// job finds the job of the address, and the visit of its cluster by whoever asks:
// whose job it is, or who manages everybody's. To others there is no such job.
func (h *Handlers) job(c echo.Context) (*jobs.Job, site.Visit, error) { return h.find(c, h.VisitIn) }

// finder finds the job of the address, as job does.
type finder func(echo.Context) (*jobs.Job, site.Visit, error)

// stoppable is like job, and finds one's own also while ZooKeeper is away: to stop it takes no
// right that only ZooKeeper knows of.
func (h *Handlers) stoppable(c echo.Context) (*jobs.Job, site.Visit, error) {
	job, v, err := h.find(c, h.VisitOrWait)
	if err == nil && v.Guard == nil && !isOwn(v, job.Status()) {
		return h.job(c)
	}
	return job, v, err
}

// find is like job, by a way to visit the job's cluster.
func (h *Handlers) find(c echo.Context, visit func(echo.Context, string) (site.Visit, error)) (*jobs.Job, site.Visit, error) {
	if console := h.Auth.Session(c.Request()); len(console.SignIns()) == 0 {
		return nil, site.Visit{}, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedIn}
	}
	job, err := h.Jobs.Get(c.Param("id"))
	if err != nil {
		return nil, site.Visit{}, err
	}
	v, err := visit(c, job.Status().Cluster)
	if err == nil && !mayManage(v, job.Status()) {
		err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoSuchJob}
	}
	return job, v, err
}

// mayManage reports whether a person may see, pause and cancel a job in the cluster
// that they visit, as far as is known when it is away.
func mayManage(v site.Visit, status jobs.Status) bool {
	return isOwn(v, status) || people.Decide(v.SignIn.Person(), people.ManageJobs, znode.Root, false) == people.Allowed
}

func isOwn(v site.Visit, status jobs.Status) bool {
	return status.Cluster == v.Cluster.Name && status.Holder != "" && status.Holder == v.SignIn.Holder()
}
