package site

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/jobs"
	"zkweb/zkconn/znode"
)

// MaxAtOnce is how many znodes are changed within one request. More of them need a job.
const MaxAtOnce = 200

// Total is about how many lines a job's report will have.
type Total struct {
	Lines int
	More  bool // whether there are more, not counted yet
}

// StartJob starts a job about the visit's znode, and answers with a redirect to its page or with
// its ID as JSON. params is passed to its Work and must not contain secrets.
func (s *Site) StartJob(c echo.Context, v Visit, kind string, total Total, params any) error {
	return s.StartJobBetween(c, v, "", kind, total, params)
}

// StartJobBetween is like StartJob, for a job that also changes another cluster. other is its name,
// or "" for none.
func (s *Site) StartJobBetween(c echo.Context, v Visit, other, kind string, total Total, params any) error {
	told, err := json.Marshal(params)
	if err != nil {
		return err
	}
	return s.startJob(c, v, jobs.Plan{Kind: kind, Other: other, Total: total.Lines, More: total.More, Params: told})
}

// StartSecretJob is like StartJob, for params that may contain secrets.
func (s *Site) StartSecretJob(c echo.Context, v Visit, kind string, total int, params any) error {
	return s.StartFileJob(c, v, kind, total, params, jobs.Secret{})
}

// StartFileJob is like StartSecretJob, for a job on the file of a secret. The job closes the file.
func (s *Site) StartFileJob(c echo.Context, v Visit, kind string, total int, params any, secret jobs.Secret) error {
	told, err := json.Marshal(params)
	if err != nil {
		return err
	}
	secret.Params = told
	return s.startJob(c, v, jobs.Plan{Kind: kind, Total: total, Secret: &secret})
}

func (s *Site) startJob(c echo.Context, v Visit, plan jobs.Plan) error {
	accesses, err := JobAccesses(v, plan.Other)
	if err != nil {
		if plan.Secret != nil && plan.Secret.Close != nil {
			plan.Secret.Close()
		}
		return err
	}
	plan.Cluster, plan.Path = v.Cluster.Name, v.Path.String()
	job, err := s.Jobs.Start(v.SignIn.Holder(), v.SignIn.Person().User, accesses, auth.Entry(v.Console, s.Request(c)), plan)
	if err != nil {
		return err
	}
	id := job.Status().ID
	if AsksJSON(c) {
		return SendJSON(c, http.StatusAccepted, map[string]string{"job": id})
	}
	return SeeOther(c, s.Links.Job(id))
}

// JobAccesses returns the accesses of a job to its clusters: that of the visit, and the other one
// unless it is "". It fails with Unauthenticated if the person is not signed in to the other
// cluster.
func JobAccesses(v Visit, other string) (jobs.Accesses, error) {
	signIns := []*auth.SignIn{v.SignIn}
	if other != "" {
		signIn := v.Console.SignIn(other)
		if signIn == nil {
			return nil, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeCopySignIn, Args: znode.Args{"cluster": other}}
		}
		signIns = append(signIns, signIn)
	}
	var accesses jobs.Accesses
	for _, signIn := range signIns {
		access, err := signIn.Outlast()
		if err != nil {
			accesses.Close()
			return nil, err
		}
		accesses = append(accesses, access)
	}
	return accesses, nil
}
