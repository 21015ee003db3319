// Package site is what all families of handlers share: the route, who is there,
// the forms that come in, the pages and errors that go out.
package site

import (
	"log/slog"
	"time"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/auth/shares"
	"zkweb/web/jobs"
	"zkweb/web/silence"
	"zkweb/web/views"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
)

// Site is the console as its handlers see it.
type Site struct {
	Clusters []cluster.Cluster // the first is the default
	Links    views.Links
	Auth     *auth.Authenticator
	Rules    guard.Rules
	Jobs     *jobs.Store   // nil where nothing can be changed
	Shares   *shares.Store // links by which others see a znode; nil where there are none
	Health   *health.Poller
	Silences *silence.Store // of findings
	Logger   *slog.Logger   // for what outlives its request
	Contact  string         // whom to ask for access; "" for nobody

	Memory Memory // of files that are read

	PageTime time.Duration // all that a request asks of ZooKeeper may take so long
	AwayTime time.Duration // what outlasts a page waits so long for ZooKeeper to come back
}
