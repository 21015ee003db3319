// Package site is what all families of handlers share: routes, who makes a request, reading forms,
// and sending pages and errors.
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
	Jobs     *jobs.Store   // nil if nothing can be changed
	Shares   *shares.Store // links by which others see a znode; nil if there are none
	Health   *health.Poller
	Silences *silence.Store // of findings
	Logger   *slog.Logger   // for work that outlives its request
	Contact  string         // whom to ask for access; "" for nobody

	Memory Memory // limits the files that are read at the same time

	PageTime time.Duration // the time of a request for all its calls to ZooKeeper
	AwayTime time.Duration // how long requests that take longer than a page wait for ZooKeeper to come back
}
