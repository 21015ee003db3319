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

// admins gives whoever asks their ways into the clusters where they may do an
// action that is about no znode. What they may see and end is what belongs to
// these clusters: an admin of one is nobody in another. It fails when there is
// none.
func (s *Site) admins(c echo.Context, action people.Action) ([]*guard.Guard, error) {
	console := s.Auth.Session(c.Request())
	signIns := console.SignIns()
	if len(signIns) == 0 {
		return nil, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedIn}
	}
	console.Touch()
	ctx, cancel := Deadline(c)
	defer cancel()
	guards, err := s.EnterAll(ctx, c, console, signIns)
	if len(guards) == 0 {
		return nil, err
	}
	NoteUser(c, guards[0].Person.User)
	var permitted []*guard.Guard
	for _, guard := range guards {
		if guard.Decide(action, znode.Root) == people.Allowed {
			permitted = append(permitted, guard)
		}
	}
	if len(permitted) == 0 {
		return nil, guards[0].Permit(ctx, action)
	}
	return permitted, nil
}

// EnterAll goes into the clusters of a console session's sign-ins. A cluster that
// is away is left out: who may do what there cannot be told now. The error is that
// of one such.
func (s *Site) EnterAll(ctx context.Context, c echo.Context, console *auth.Session, signIns []*auth.SignIn) ([]*guard.Guard, error) {
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
	var entered []*guard.Guard
	var failed error
	for i, guard := range guards {
		if errs[i] != nil {
			failed = errs[i]
			continue
		}
		entered = append(entered, guard)
	}
	return entered, failed
}

// Visits are those of all clusters that whoever asks is signed in to, without those
// that are away.
func (s *Site) Visits(c echo.Context) ([]Visit, error) {
	console := s.Auth.Session(c.Request())
	signIns := console.SignIns()
	if len(signIns) == 0 {
		return nil, &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedIn}
	}
	console.Touch()
	ctx, cancel := Deadline(c)
	defer cancel()
	guards, err := s.EnterAll(ctx, c, console, signIns)
	if len(guards) == 0 {
		return nil, err
	}
	NoteUser(c, guards[0].Person.User)
	var visits []Visit
	for _, guard := range guards {
		cluster, err := s.Cluster(guard.Cluster())
		if signIn := console.SignIn(cluster.Name); err == nil && signIn != nil {
			visits = append(visits, Visit{Cluster: cluster, Console: console, SignIn: signIn, Guard: guard})
		}
	}
	return visits, nil
}

// ClustersOf are the names of the guards' clusters.
func ClustersOf(guards []*guard.Guard) []string {
	names := make([]string, len(guards))
	for i, guard := range guards {
		names[i] = guard.Cluster()
	}
	return names
}
