// Package people shows the sign-in form, the clusters and the console sessions.
package people

import (
	"context"
	"io"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// LoginPage is the sign-in form. It has no field with a password, since a typed password is never
// sent back to the browser.
type LoginPage struct {
	views.Shell
	Chosen   string // the cluster to sign in to
	UserName string // as typed; "" at first
	Next     string // where to go afterwards, already checked; "" for the usual page
	Problem  *views.Problem
	Servers  []string // servers that were tried, host:port; shown with Problem

	Unverified []string // clusters that do not verify names, so that people get in without one

	RetryAfter time.Duration // when to try again, shown with Problem; 0 for at once
}

// documentTitle puts a problem's title first, since screen readers read it first.
func (p LoginPage) documentTitle() string {
	if p.Problem != nil {
		return p.Words.Login.RefusedTitle(p.refusalTitle())
	}
	return p.Words.Login.Title
}

// refusalTitle returns the problem's title on a sign-in form, where Unauthenticated means wrong
// credentials, and not a console session that has ended.
func (p LoginPage) refusalTitle() string {
	if p.Problem.Kind == znode.Unauthenticated {
		return p.Words.Login.WrongPassword
	}
	return p.Problem.Title(p.Words)
}

// unverifiedIn returns the clusters that do not verify names, if others do.
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
