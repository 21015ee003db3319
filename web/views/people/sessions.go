package people

import (
	"context"
	"io"
	"time"

	"zkweb/web/views"
)

// SessionsPage is the page of who is signed in.
type SessionsPage struct {
	views.Shell
	Sessions []ConsoleSession
	Trail    bool // there is an audit trail to look at
}

// ConsoleSession is that of one browser.
type ConsoleSession struct {
	ID       string
	Own      bool // the reader's
	Started  time.Time
	LastSeen time.Time
	SignIns  []SessionSignIn
}

// SessionSignIn is a sign-in of a console session to one cluster.
type SessionSignIn struct {
	Cluster string
	User    views.User
	Address string
	Since   time.Time
}

// Render writes the page.
func (p SessionsPage) Render(ctx context.Context, w io.Writer) error {
	return sessionsPage(p).Render(ctx, w)
}
