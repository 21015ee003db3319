package handlers

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"zkweb/web/views"
	"zkweb/web/views/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// submitLogin signs in. What goes wrong is said on the form, filled in again
// but for the password.
func (s *Server) submitLogin(c echo.Context, _ visit) error {
	form, err := readForm(c.Request())
	if err != nil {
		return err
	}
	next := s.checkedNext(form.Get("next"))
	name := form.Get("cluster")
	if name == "" {
		name = s.config.Clusters[0].Name
	}
	user, err := s.signIn(c, name, form)
	s.metrics.signIn(err)
	s.recordSignIn(c, name, user, err)
	if err != nil {
		return s.refuseLogin(c, err, people.LoginPage{Chosen: name, UserName: form.Get("username"), Next: next})
	}
	if about := s.clusterOf(next); next == "" || about != "" && about != name {
		next = s.links.Node(name, znode.Root)
	}
	return seeOther(c, next)
}

// signIn gives the user's name as soon as it can be one.
func (s *Server) signIn(c echo.Context, clusterName string, form url.Values) (user string, err error) {
	if wait := s.limiter.Take(c.RealIP()); wait > 0 {
		return "", retryError{&znode.Error{
			Kind:    znode.RateLimited,
			Message: "Too many sign-ins came from your address within a minute. Wait a little and try again.",
		}, wait}
	}
	cluster, err := s.cluster(clusterName)
	if err != nil {
		return "", err
	}
	credentials, err := readCredentials(form)
	if err != nil {
		return "", err
	}
	user = credentials.User()
	if err := s.limitName(c, cluster, credentials); err != nil {
		return user, err
	}
	if err := s.auth.SignIn(c.Response(), c.Request(), cluster, credentials, s.request(c)); err != nil {
		return user, err
	}
	noteUser(c, user)
	if s.config.Rules.Directory != nil { // else any password lets in, and proves nothing
		s.limiter.Proved(c.RealIP(), cluster.Name, user)
	}
	return user, nil
}

// recordSignIn leaves out what was typed as a cluster, unless it is one.
func (s *Server) recordSignIn(c echo.Context, clusterName, user string, err error) {
	if _, unknown := s.cluster(clusterName); unknown != nil {
		clusterName = ""
	}
	s.auth.RecordSignIn(c.Request(), s.request(c), clusterName, user, err)
}

// limitName bounds the guesses at one person's password from many addresses.
func (s *Server) limitName(c echo.Context, cluster cluster.Cluster, credentials session.Credentials) error {
	if credentials.IsAnonymous() {
		return nil
	}
	if wait := s.limiter.TakeName(c.RealIP(), cluster.Name, credentials.User()); wait > 0 {
		return retryError{&znode.Error{
			Kind:    znode.RateLimited,
			Message: "Too many sign-ins under this user name came within a minute. Wait a little and try again.",
		}, wait}
	}
	return nil
}

func readCredentials(form url.Values) (session.Credentials, error) {
	if form.Get("anonymous") == "1" {
		return session.Anonymous(), nil
	}
	return session.Digest(form.Get("username"), form.Get("password"))
}

// refuseLogin shows the form again with what is wrong. To those who asked for
// JSON, and for a fault of the console, the error itself is the answer.
func (s *Server) refuseLogin(c echo.Context, err error, page people.LoginPage) error {
	f := describe(err, c)
	if formOf(c) == asJSON || f.kind == znode.Internal {
		return err
	}
	page.Shell = s.shell(c, "")
	page.Verifies = s.config.Rules.Directory != nil
	page.Shell.Here = s.links.Login(page.Next)
	page.Problem = &views.Problem{Kind: f.kind, Message: f.message}
	page.RetryAfter = f.retryAfter
	if f.kind == znode.Unavailable {
		cluster, _ := s.cluster(page.Chosen) // one that is unknown has none
		page.Servers = cluster.Servers
	}
	f.sayWhen(c)
	return render(c, f.status, page)
}
