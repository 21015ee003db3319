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

// Visit is a request by somebody who is signed in to the cluster it is about.
type Visit struct {
	Cluster cluster.Cluster
	Console *auth.Session
	SignIn  *auth.SignIn
	Guard   *guard.Guard   // the way to the cluster's znodes; nil unless the route asks for SignedIn
	Guards  []*guard.Guard // for Admins: those of the clusters where they may do the route's action
	Away    []string       // for Admins: the names of those where they might, and that cannot be asked now
	Among   []string       // for WereAdmins: the names of the clusters where they may, or might
	At      *At            // the moment of the past that the guard shows; nil for now
	Path    znode.Path     // of the znode that the address is about
}

// visitOf finds out who is there, and refuses who may not be.
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

// VisitIn returns the visit of a cluster, with a guard, by an address that is not about it.
func (s *Site) VisitIn(c echo.Context, cluster string) (Visit, error) {
	v, err := s.letIn(c, RouteOf(c), cluster)
	if err == nil {
		err = s.Enter(c, &v)
	}
	return v, err
}

// VisitOrWait is like VisitIn, with EnterOrWait in place of Enter.
func (s *Site) VisitOrWait(c echo.Context, cluster string) (Visit, error) {
	v, err := s.letIn(c, RouteOf(c), cluster)
	if err == nil {
		err = s.EnterOrWait(c, &v)
	}
	return v, err
}

// letIn finds somebody's sign-in to a cluster.
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
	if route.Answers != Stream && !IsUnattended(c) { // a browser does so without anybody being there
		console.Touch()
	}
	NoteUser(c, signIn.Person().User)
	return Visit{Cluster: cluster, Console: console, SignIn: signIn}, nil
}

// Enter gives the visit its guard, if the person is still let in.
func (s *Site) Enter(c echo.Context, v *Visit) (err error) {
	ctx, cancel := Deadline(c)
	defer cancel()
	v.Guard, err = s.Auth.Enter(ctx, v.Console, v.SignIn, s.Request(c))
	if err == nil {
		s.Shares.Wake(v.SignIn)
	}
	return err
}

// EnterOrWait is like Enter, but leaves the visit without a guard while no server answers:
// whoever was let in last sees then what takes no ZooKeeper.
func (s *Site) EnterOrWait(c echo.Context, v *Visit) error {
	err := s.Enter(c, v)
	if cannotAsk(c, err) {
		return nil
	}
	return err
}

// cannotAsk reports whether err says that no server can be asked.
func cannotAsk(c echo.Context, err error) bool {
	return err != nil && ProblemOf(c, err).OfConnection(WordsOf(c))
}

// Request returns what the trail tells of a request.
func (s *Site) Request(c echo.Context) auth.Request {
	return auth.Request{ID: RequestID(c), Address: c.RealIP()}
}

// Cluster finds a cluster by its name.
func (s *Site) Cluster(name string) (cluster.Cluster, error) {
	for _, cluster := range s.Clusters {
		if cluster.Name == name {
			return cluster, nil
		}
	}
	return cluster.Cluster{}, &znode.Error{Kind: znode.NotFound, Code: znode.CodeClusterUnknown}
}

// Sync asks for a sync before what is read next, where the address says sync=1.
func (v Visit) Sync(ctx context.Context, c echo.Context) error {
	if c.QueryParam("sync") != "1" {
		return nil
	}
	return v.Guard.Sync(ctx, v.Path)
}

// IsUnattended reports whether a page made the request by itself.
func IsUnattended(c echo.Context) bool { return c.Request().Header.Get(unattended) != "" }
