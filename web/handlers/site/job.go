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
	return s.startJob(c, v, jobs.Plan{Kind: kind, Total: total, Params: told})
}

// StartSecretJob is StartJob for what may hold secrets.
func (s *Site) StartSecretJob(c echo.Context, v Visit, kind string, total int, params any) error {
	return s.StartFileJob(c, v, kind, total, params, jobs.Secret{})
}

// StartFileJob is StartSecretJob for work on the file of a secret, which the job closes.
func (s *Site) StartFileJob(c echo.Context, v Visit, kind string, total int, params any, secret jobs.Secret) error {
	told, err := json.Marshal(params)
	if err != nil {
		return err
	}
	secret.Params = told
	return s.startJob(c, v, jobs.Plan{Kind: kind, Total: total, Secret: &secret})
}

func (s *Site) startJob(c echo.Context, v Visit, plan jobs.Plan) error {
	access, err := v.SignIn.Outlast()
	if err != nil {
		if plan.Secret != nil && plan.Secret.Close != nil {
			plan.Secret.Close()
		}
		return err
	}
	plan.Cluster, plan.Path = v.Cluster.Name, v.Path.String()
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
