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
func (h *Handlers) job(c echo.Context) (*jobs.Job, site.Visit, error) {
	if console := h.Auth.Session(c.Request()); len(console.SignIns()) == 0 {
		return nil, site.Visit{}, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedIn}
	}
	job, err := h.Jobs.Get(c.Param("id"))
	if err != nil {
		return nil, site.Visit{}, err
	}
	v, err := h.VisitIn(c, job.Status().Cluster)
	if err == nil && !mayManage(v, job.Status()) {
		err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoSuchJob}
	}
	return job, v, err
}

// mayManage reports whether a person may see, pause and cancel a job in the cluster
// that they visit.
func mayManage(v site.Visit, status jobs.Status) bool {
	return isOwn(v, status) || v.Guard.Decide(people.ManageJobs, znode.Root) == people.Allowed
}

func isOwn(v site.Visit, status jobs.Status) bool {
	return status.Cluster == v.Cluster.Name && status.Holder != "" && status.Holder == v.SignIn.Holder()
}

// visits are those of all clusters that whoever asks is signed in to, without those
// that are away.
func (h *Handlers) visits(c echo.Context) ([]site.Visit, error) {
	console := h.Auth.Session(c.Request())
	signIns := console.SignIns()
	if len(signIns) == 0 {
		return nil, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedIn}
	}
	console.Touch()
	ctx, cancel := site.Deadline(c)
	defer cancel()
	guards, err := h.EnterAll(ctx, c, console, signIns)
	if len(guards) == 0 {
		return nil, err
	}
	site.NoteUser(c, guards[0].Person.User)
	var visits []site.Visit
	for _, guard := range guards {
		cluster, err := h.Cluster(guard.Cluster())
		if signIn := console.SignIn(cluster.Name); err == nil && signIn != nil {
			visits = append(visits, site.Visit{Cluster: cluster, Console: console, SignIn: signIn, Guard: guard})
		}
	}
	return visits, nil
}
