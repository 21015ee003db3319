package site

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/jobs"
)

// MaxAtOnce is how many znodes are changed within a request; more run as a job.
const MaxAtOnce = 200

// StartJob begins a job about the visit's znode, and answers with the way to its page,
// or as JSON with its id. total is how many lines its report will have, about; params
// is what its Work is told, and holds no secret.
func (s *Site) StartJob(c echo.Context, v Visit, kind string, total int, params any) error {
	told, err := json.Marshal(params)
	if err != nil {
		return err
	}
	access, err := v.SignIn.Outlast()
	if err != nil {
		return err
	}
	plan := jobs.Plan{Kind: kind, Cluster: v.Cluster.Name, Path: v.Path.String(), Total: total, Params: told}
	job, err := s.Jobs.Start(v.SignIn.Holder(), v.SignIn.Person().User, access, auth.Entry(v.Console, s.Request(c)), plan)
	if err != nil {
		return err
	}
	id := job.Status().ID
	if AsksJSON(c) {
		return SendJSON(c, http.StatusAccepted, map[string]string{"job": id})
	}
	return SeeOther(c, s.Links.Job(id))
}
