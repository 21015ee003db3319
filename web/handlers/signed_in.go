package handlers

import (
	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// visit is a request by somebody who is signed in to the cluster it is about.
type visit struct {
	cluster cluster.Cluster
	console *auth.Session
	signIn  *auth.SignIn
	guard   *guard.Guard   // the way to the cluster's znodes; nil unless the route asks for SignedIn
	guards  []*guard.Guard // for Admins: those of the clusters where they may do the route's action
	path    znode.Path     // of the znode that the address is about
}

// visitOf finds out who is there, and refuses who may not be.
func (s *Server) visitOf(c echo.Context, route *Route) (visit, error) {
	switch route.Who {
	case Anybody:
		return visit{}, nil
	case Admins:
		guards, err := s.admins(c, route.Action)
		return visit{guards: guards}, err
	}
	v, err := s.letIn(c, route)
	if err == nil && route.Who == SignedIn {
		err = s.enter(c, &v)
	}
	return v, err
}

// letIn finds somebody's sign-in to the route's cluster.
func (s *Server) letIn(c echo.Context, route *Route) (visit, error) {
	cluster, err := s.cluster(c.Param("cluster"))
	if err != nil {
		return visit{}, err
	}
	console := s.auth.Session(c.Request())
	signIn := console.SignIn(cluster.Name)
	if signIn == nil {
		if route.SignedOut != nil {
			route.SignedOut(c)
		}
		return visit{}, &znode.Error{Kind: znode.Unauthenticated, Message: "You are not signed in to this cluster. Sign in and ask again."}
	}
	if route.Answers != Stream { // a browser opens its stream again without anybody being there
		console.Touch()
	}
	noteUser(c, signIn.Person().User)
	return visit{cluster: cluster, console: console, signIn: signIn}, nil
}

// enter gives the visit its guard, if the person is still let in.
func (s *Server) enter(c echo.Context, v *visit) (err error) {
	ctx, cancel := deadline(c)
	defer cancel()
	v.guard, err = s.auth.Enter(ctx, v.console, v.signIn, s.request(c))
	return err
}

// request is what the trail tells of a request.
func (s *Server) request(c echo.Context) auth.Request {
	return auth.Request{ID: requestID(c), Address: c.RealIP()}
}

// cluster finds a cluster by its name.
func (s *Server) cluster(name string) (cluster.Cluster, error) {
	for _, cluster := range s.config.Clusters {
		if cluster.Name == name {
			return cluster, nil
		}
	}
	return cluster.Cluster{}, &znode.Error{Kind: znode.NotFound, Message: "This console knows no cluster of that name."}
}
