package site

import (
	"context"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// unattended is the header of requests that a page makes by itself.
const unattended = "Zkweb-Unattended"

// Visit is a request by somebody who is signed in to the cluster that it is about.
type Visit struct {
	Cluster cluster.Cluster
	Console *auth.Session
	SignIn  *auth.SignIn
	Guard   *guard.Guard   // the access to the cluster's znodes; nil unless the route requires SignedIn
	Guards  []*guard.Guard // for Admins: of the clusters where they may do the route's action
	Away    []string       // for Admins: names of unavailable clusters where they might be allowed to
	Among   []string       // for WereAdmins: names of the clusters where they may or might
	At      *At            // the moment of the past that the guard shows; nil for the present
	Path    znode.Path     // the znode in the URL
}

// visitOf returns the visit of a request. It fails if the route does not admit the person.
func (s *Site) visitOf(c echo.Context, route *Route) (Visit, error) {
	switch route.Who {
	case Anybody:
		return Visit{}, nil
	case Admins, WereAdmins:
		return s.admins(c, route)
	}
	v, err := s.letIn(c, route, c.Param("cluster"))
	if err == nil && route.Who == SignedIn {
		err = s.Enter(c, &v)
	}
	return v, err
}

// VisitIn returns the visit of a cluster, with a guard, for a request whose URL does not name the
// cluster.
func (s *Site) VisitIn(c echo.Context, cluster string) (Visit, error) {
	v, err := s.letIn(c, RouteOf(c), cluster)
	if err == nil {
		err = s.Enter(c, &v)
	}
	return v, err
}

// VisitOrWait is like VisitIn, but calls EnterOrWait instead of Enter.
func (s *Site) VisitOrWait(c echo.Context, cluster string) (Visit, error) {
	v, err := s.letIn(c, RouteOf(c), cluster)
	if err == nil {
		err = s.EnterOrWait(c, &v)
	}
	return v, err
}

// letIn returns a visit with the person's sign-in to a cluster, without a guard.
func (s *Site) letIn(c echo.Context, route *Route, name string) (Visit, error) {
	cluster, err := s.Cluster(name)
	if err != nil {
		return Visit{}, err
	}
	console := s.Auth.Session(c.Request())
	signIn := console.SignIn(cluster.Name)
	if signIn == nil {
		if route.SignedOut != nil {
			route.SignedOut(c)
		}
		return Visit{}, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedInHere}
	}
	if route.Answers != Stream && !IsUnattended(c) { // browsers send those without anybody being there
		console.Touch()
	}
	NoteUser(c, signIn.Person().User)
	return Visit{Cluster: cluster, Console: console, SignIn: signIn}, nil
}

// Enter gives the visit its guard, if the person is still admitted.
func (s *Site) Enter(c echo.Context, v *Visit) (err error) {
	ctx, cancel := Deadline(c)
	defer cancel()
	v.Guard, err = s.Auth.Enter(ctx, v.Console, v.SignIn, s.Request(c))
	if err == nil {
		s.Shares.Wake(v.SignIn)
	}
	return err
}

// EnterOrWait is like Enter, but leaves the visit without a guard while no server answers, so that
// a person who was admitted before can see what needs no ZooKeeper.
func (s *Site) EnterOrWait(c echo.Context, v *Visit) error {
	err := s.Enter(c, v)
	if cannotAsk(c, err) {
		return nil
	}
	return err
}

// cannotAsk reports whether err means that no server answers.
func cannotAsk(c echo.Context, err error) bool {
	return err != nil && ProblemOf(c, err).OfConnection(WordsOf(c))
}

// Request returns what the trail records about a request.
func (s *Site) Request(c echo.Context) auth.Request {
	return auth.Request{ID: RequestID(c), Address: c.RealIP()}
}

// Cluster returns the cluster with a name.
func (s *Site) Cluster(name string) (cluster.Cluster, error) {
	for _, cluster := range s.Clusters {
		if cluster.Name == name {
			return cluster, nil
		}
	}
	return cluster.Cluster{}, &znode.Error{Kind: znode.NotFound, Code: znode.CodeClusterUnknown}
}

// Sync makes the next read up to date if the URL has sync=1.
func (v Visit) Sync(ctx context.Context, c echo.Context) error {
	if c.QueryParam("sync") != "1" {
		return nil
	}
	return v.Guard.Sync(ctx, v.Path)
}

// IsUnattended reports whether a page made the request by itself.
func IsUnattended(c echo.Context) bool { return c.Request().Header.Get(unattended) != "" }
