package auth

import (
	"context"
	"slices"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// Sessions returns all console sessions, the oldest first.
func (a *Authenticator) Sessions() []*Session { return a.store.all() }

// EndSession ends, in the console session of that ID, the sign-ins to the
// clusters that the guards are for, as far as each may, and records it. A
// console session without sign-ins ends as a whole. It fails with NotFound when
// there is nothing to end.
func (a *Authenticator) EndSession(ctx context.Context, guards []*guard.Guard, id string) error {
	sessions := a.store.all()
	at := slices.IndexFunc(sessions, func(s *Session) bool { return s.ID == id })
	ended := false
	for _, by := range guards {
		if at >= 0 && by.Decide(people.EndSession, znode.Root) == people.Allowed && a.endSignIn(ctx, by, sessions[at]) {
			ended = true
		}
	}
	if !ended {
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoSuchSession}
	}
	return nil
}

func (a *Authenticator) endSignIn(ctx context.Context, by *guard.Guard, console *Session) bool {
	signIn := console.SignIn(by.Cluster())
	if signIn == nil || !console.drop(signIn) {
		return false
	}
	if len(console.SignIns()) == 0 {
		a.store.remove(console)
	}
	entry := by.Request()
	entry.Event, entry.Target = audit.SessionEnd, signIn.Person().Identity()+" in console session "+console.ID
	a.ended(ctx, entry)
	return true
}
