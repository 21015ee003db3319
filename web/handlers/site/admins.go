package site

import (
	"context"
	"sync"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// admins returns a visit with all clusters in which the person may do the route's action, which is
// about no znode. They may see and end only what belongs to these clusters: an admin of one cluster
// is nobody in another. It fails if there is no such cluster.
func (s *Site) admins(c echo.Context, route *Route) (v Visit, err error) {
	visits, err := s.VisitsOrWait(c)
	reached := withGuard(visits)
	for _, in := range visits {
		if people.Decide(in.SignIn.Person(), route.Action, znode.Root, false) != people.Allowed {
			continue
		}
		switch name := in.Cluster.Name; {
		case in.Guard != nil:
			v.Among, v.Guards = append(v.Among, name), append(v.Guards, in.Guard)
		case route.Who == Admins:
			v.Away = append(v.Away, name)
		default:
			v.Among = append(v.Among, name)
		}
	}
	switch {
	case len(v.Among) > 0:
		return v, nil
	case len(reached) == 0 || len(v.Away) > 0:
		return Visit{}, err
	}
	ctx, cancel := Deadline(c)
	defer cancel()
	return Visit{}, reached[0].Guard.Permit(ctx, route.Action)
}

// EnterAll enters the clusters of a console session's sign-ins. The visit of a cluster that is
// unavailable has no guard. There is no visit for a cluster that does not admit the person. The
// error is that of one of these clusters.
func (s *Site) EnterAll(ctx context.Context, c echo.Context, console *auth.Session, signIns []*auth.SignIn) (visits []Visit, failed error) {
	guards, errs := make([]*guard.Guard, len(signIns)), make([]error, len(signIns))
	request := s.Request(c) // here, since an echo.Context must be used from one goroutine only
	var entering sync.WaitGroup
	for i, signIn := range signIns {
		entering.Go(func() {
			defer Catch(&errs[i])
			guards[i], errs[i] = s.Auth.Enter(ctx, console, signIn, request)
		})
	}
	entering.Wait()
	for i, signIn := range signIns {
		if errs[i] != nil {
			failed = errs[i]
		}
		cluster, err := s.Cluster(signIn.Cluster)
		if err == nil && (errs[i] == nil || cannotAsk(c, errs[i])) {
			visits = append(visits, Visit{Cluster: cluster, Console: console, SignIn: signIn, Guard: guards[i]})
		}
	}
	return visits, failed
}

// Visits returns the visits of all clusters to which the person is signed in, without those that
// are unavailable, since it is not known what the person may do there. It fails if there is none.
func (s *Site) Visits(c echo.Context) ([]Visit, error) {
	visits, err := s.VisitsOrWait(c)
	if visits = withGuard(visits); len(visits) == 0 {
		return nil, err
	}
	return visits, nil
}

// VisitsOrWait is like Visits, but includes visits without a guard for clusters that are
// unavailable. There, people whom the cluster admitted last see what needs no ZooKeeper. The error
// says why a guard or a visit is missing.
func (s *Site) VisitsOrWait(c echo.Context) ([]Visit, error) {
	console := s.Auth.Session(c.Request())
	signIns := console.SignIns()
	if len(signIns) == 0 {
		return nil, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedIn}
	}
	console.Touch()
	ctx, cancel := Deadline(c)
	defer cancel()
	visits, err := s.EnterAll(ctx, c, console, signIns)
	if len(visits) > 0 {
		NoteUser(c, visits[0].SignIn.Person().User)
	}
	return visits, err
}

func withGuard(visits []Visit) (reached []Visit) {
	for _, v := range visits {
		if v.Guard != nil {
			reached = append(reached, v)
		}
	}
	return reached
}

// ClustersOf returns the names of the guards' clusters.
func ClustersOf(guards []*guard.Guard) []string {
	names := make([]string, len(guards))
	for i, guard := range guards {
		names[i] = guard.Cluster()
	}
	return names
}
