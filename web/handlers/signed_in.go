package handlers

import (
	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/zkconn"
	"zkweb/zkconn/znode"
)

// visit is a request by somebody who is signed in to the cluster it is about.
type visit struct {
	cluster zkconn.Cluster
	console *auth.Session
	signIn  *auth.SignIn
	guard   *auth.Guard // the way to the cluster's znodes; nil for a listener
}

// signedIn lets only those pass who are signed in to the route's cluster and
// are still let in there.
func (s *Server) signedIn(handler func(echo.Context, visit) error) echo.HandlerFunc {
	return s.listening(func(c echo.Context, v visit) error {
		if err := s.enter(c, &v); err != nil {
			return err
		}
		return handler(c, v)
	})
}

// enter gives the visit its guard, if the person is still let in.
func (s *Server) enter(c echo.Context, v *visit) (err error) {
	ctx, cancel := deadline(c)
	defer cancel()
	v.guard, err = s.auth.Enter(ctx, v.console, v.signIn, s.request(c))
	return err
}

// listening is signedIn for what tells nothing of any znode, or calls enter
// itself: who was let in once may go on while ZooKeeper cannot say whether they
// still are.
func (s *Server) listening(handler func(echo.Context, visit) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		cluster, err := s.cluster(c.Param("cluster"))
		if err != nil {
			return err
		}
		console := s.auth.Session(c.Request())
		signIn := console.SignIn(cluster.Name)
		if signIn == nil {
			s.keepTyped(c)
			return &znode.Error{Kind: znode.Unauthenticated, Message: "You are not signed in to this cluster. Sign in and ask again."}
		}
		if s.route(c) != eventsRoute { // a browser opens its stream again without anybody being there
			console.Touch()
		}
		noteUser(c, signIn.Person().User)
		return handler(c, visit{cluster: cluster, console: console, signIn: signIn})
	}
}

// request is what the trail tells of a request.
func (s *Server) request(c echo.Context) auth.Request {
	return auth.Request{ID: requestID(c), Address: c.RealIP()}
}

// cluster finds a cluster by its name.
func (s *Server) cluster(name string) (zkconn.Cluster, error) {
	for _, cluster := range s.config.Clusters {
		if cluster.Name == name {
			return cluster, nil
		}
	}
	return zkconn.Cluster{}, &znode.Error{Kind: znode.NotFound, Message: "This console knows no cluster of that name."}
}
