// Package people shows the sign-in form, the clusters and the console sessions.
package people

import (
	"context"
	"io"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// LoginPage is the sign-in form. It has no field for a password: what was typed
// never goes back to the browser.
type LoginPage struct {
	views.Shell
	Chosen   string // name of the cluster to sign in to
	UserName string // as typed before; "" at first
	Next     string // already checked; "" for none
	Problem  *views.Problem
	Servers  []string // that were tried in vain, host:port; shown with Problem

	Unverified []string // clusters in which names are not proved, and people get in without one

	RetryAfter time.Duration // when to try again, shown with Problem; 0 for whenever you like
}

// documentTitle says first that something is wrong: it is what is read out first.
func (p LoginPage) documentTitle() string {
	if p.Problem != nil {
		return p.Words.Login.RefusedTitle(p.refusalTitle())
	}
	return p.Words.Login.Title
}

// refusalTitle returns the problem's title for a sign-in: nobody was signed in who
// could be signed out.
func (p LoginPage) refusalTitle() string {
	if p.Problem.Kind == znode.Unauthenticated {
		return p.Words.Login.WrongPassword
	}
	return p.Problem.Title(p.Words)
}

// unverifiedIn returns the clusters in which names are not proved, where they are in others.
func (p LoginPage) unverifiedIn() string {
	if len(p.Unverified) == len(p.Clusters) {
		return ""
	}
	return views.JoinVisible(p.Unverified)
}

// Render writes the page.
func (p LoginPage) Render(ctx context.Context, w io.Writer) error {
	return loginPage(p).Render(ctx, w)
}
