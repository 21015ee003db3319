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

// admins returns the visit of whoever asks to the clusters where they may do the route's
// action, which is about no znode. What they may see and end is what belongs to
// these clusters: an admin of one is nobody in another. It fails when there is
// none.
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

// EnterAll goes into the clusters of a console session's sign-ins. The visit of a cluster
// that is away has no guard. Where somebody is not let in there is no visit. The error is
// that of one of these.
func (s *Site) EnterAll(ctx context.Context, c echo.Context, console *auth.Session, signIns []*auth.SignIn) (visits []Visit, failed error) {
	guards, errs := make([]*guard.Guard, len(signIns)), make([]error, len(signIns))
	request := s.Request(c) // here: an echo.Context is for one goroutine
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

// Visits returns those of all clusters that whoever asks is signed in to, without those
// that are away: who may do what there cannot be told now. It fails when there is none.
func (s *Site) Visits(c echo.Context) ([]Visit, error) {
	visits, err := s.VisitsOrWait(c)
	if visits = withGuard(visits); len(visits) == 0 {
		return nil, err
	}
	return visits, nil
}

// VisitsOrWait is like Visits, with those of clusters that are away, which have no guard:
// whoever was let in last sees then what takes no ZooKeeper. The error says why there
// is a guard, or a visit, less.
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
