package auth

import (
	"context"
	"errors"
	"net/http"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/zkconn/znode"
)

// about returns an entry about a sign-in's person, to complete.
func about(console *Session, signIn *SignIn) audit.Entry {
	return signIn.access.about(audit.Entry{Address: signIn.Address, ConsoleSession: console.ID})
}

// RecordSignIn records an attempt to sign in to a cluster as user and what came
// of it. Attempts beyond the limit are recorded once in a minute.
func (a *Authenticator) RecordSignIn(r *http.Request, request Request, cluster, user string, err error) {
	entry := audit.Entry{User: a.nameOnRecord(user, err), Cluster: cluster}
	console := a.Session(r)
	if signIn := console.SignIn(cluster); err == nil && signIn != nil {
		entry = about(console, signIn)
	}
	entry = because(entry, err)
	entry.Event, entry.Outcome = audit.SignIn, signInOutcome(err)
	entry.Address, entry.RequestID = request.Address, request.ID
	if znode.KindOf(err) == znode.RateLimited {
		a.rules.Trail.AppendRead(entry)
		return
	}
	ctx, cancel := guard.Recording(r.Context())
	defer cancel()
	_, _ = a.rules.Trail.Append(ctx, entry)
}

// nameOnRecord returns a name that is known to be somebody's, and a hash of
// another: it may be a password, typed into the wrong box, and what is on record
// stays there.
func (a *Authenticator) nameOnRecord(user string, err error) string {
	if err == nil || user == "" {
		return user
	}
	refused, _ := errors.AsType[*znode.Error](err)
	if refused != nil && refused.Code == znode.CodeSignInRefused {
		why, found := errors.AsType[*znode.Error](refused.Cause)
		if found && why.Code != znode.CodeUserUnknown && why.Code != znode.CodeUserName {
			return user
		}
	}
	return a.rules.Trail.KeyedName(user)
}

func signInOutcome(err error) audit.Outcome {
	switch znode.KindOf(err) {
	case znode.Unauthenticated, znode.RateLimited:
		return audit.Denied
	}
	return guard.OutcomeOf(err)
}

// because says what the person was told or, where that does not say why they
// were not let in, what the directory said.
func because(entry audit.Entry, err error) audit.Entry {
	shown, ok := errors.AsType[*znode.Error](err)
	if ok && shown.Kind == znode.Unauthenticated && shown.Cause != nil {
		err = shown.Cause
	}
	return entry.Because(err)
}

func (a *Authenticator) signedOut(ctx context.Context, console *Session, signIns []*SignIn, request Request) {
	for _, signIn := range signIns {
		entry := about(console, signIn)
		entry.Event, entry.Address, entry.RequestID = audit.SignOut, request.Address, request.ID
		a.ended(ctx, entry)
	}
}

// expired records that the limits of a console session ended it.
func (a *Authenticator) expired(console *Session, signIns []*SignIn) {
	why, after := znode.CodeSessionIdle, IdleLimit
	if time.Since(console.Started) >= AbsoluteLimit {
		why, after = znode.CodeSessionOld, AbsoluteLimit
	}
	for _, signIn := range signIns {
		entry := byConsole(console, signIn)
		entry.Code, entry.Args = why, znode.Args{"after": after.String()}
		a.ended(context.Background(), entry)
	}
}

// replaced records the end of the sign-ins in whose place another came.
func (a *Authenticator) replaced(ctx context.Context, console *Session, by *SignIn, earlier []*SignIn) {
	for _, signIn := range earlier {
		entry := byConsole(console, signIn)
		entry.Code = znode.CodeSignedInAgain
		if signIn.Cluster != by.Cluster {
			entry.Code = znode.CodeTakenOver
		}
		a.ended(ctx, entry)
	}
}

// dropped ends a sign-in of somebody whom the directory no longer knows.
func (a *Authenticator) dropped(ctx context.Context, console *Session, signIn *SignIn, err error) {
	if console.drop(signIn) {
		a.ended(ctx, because(byConsole(console, signIn), err))
	}
}

// byConsole returns the end of a sign-in that nobody asked for.
func byConsole(console *Session, signIn *SignIn) audit.Entry {
	whose := about(console, signIn)
	return audit.Entry{Event: audit.SessionEnd, Target: signIn.Person().Identity(), Cluster: whose.Cluster, ConsoleSession: whose.ConsoleSession, Session: whose.Session}
}

// ended records the end of a sign-in, which happens whether it can be recorded
// or not.
func (a *Authenticator) ended(ctx context.Context, entry audit.Entry) {
	ctx, cancel := guard.Recording(ctx)
	defer cancel()
	entry.Outcome = audit.OK
	_, _ = a.rules.Trail.Append(ctx, entry)
}
