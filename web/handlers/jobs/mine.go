package jobs

import (
	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/znode"
)

// job finds the job in the URL and the visit of its cluster. It fails with NotFound unless the
// person is the owner of the job or manages the jobs of others.
func (h *Handlers) job(c echo.Context) (*jobs.Job, site.Visit, error) { return h.find(c, h.VisitIn) }

// finder finds the job in the URL, like job.
type finder func(echo.Context) (*jobs.Job, site.Visit, error)

// stoppable is like job, but also finds a person's own job while ZooKeeper is unavailable: stopping
// it needs no permission that only ZooKeeper knows.
func (h *Handlers) stoppable(c echo.Context) (*jobs.Job, site.Visit, error) {
	job, v, err := h.find(c, h.VisitOrWait)
	if err == nil && v.Guard == nil && !isOwn(v, job.Status()) {
		return h.job(c)
	}
	return job, v, err
}

// find is like job, but visits the cluster by a given function.
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

// mayManage reports whether a person may see, pause and cancel a job in the cluster that they
// visit, as far as is known if ZooKeeper is unavailable.
func mayManage(v site.Visit, status jobs.Status) bool {
	return isOwn(v, status) || people.Decide(v.SignIn.Person(), people.ManageJobs, znode.Root, false) == people.Allowed
}

func isOwn(v site.Visit, status jobs.Status) bool {
	return status.Cluster == v.Cluster.Name && status.Holder != "" && status.Holder == v.SignIn.Holder()
}
