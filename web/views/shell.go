package views

import (
	"slices"
	"time"

	"zkweb/zkconn/znode"
)

// Shell is what all pages share: the bar on top and the head of the document.
type Shell struct {
	Links    Links
	Here     string        // this page's own URL, with its query; where a sign-in leads back to
	Now      time.Time     // when the page was made: relative times count from here
	Clusters []ClusterLink // all clusters, in the order of the configuration
	Cluster  string        // the cluster this page is about; "" for none
	User     User          // who is signed in to Cluster
	Status   *znode.Status // of the connection to Cluster; nil when not signed in to it

	TrailProblem string // why the audit trail cannot be written, a sentence; "" when it can, or there is none
	AuditURL     string // of the trail; "" for those who may not see it
	SessionsURL  string // of who is signed in; likewise
}

// ClusterLink is one cluster in the menu and on the page of clusters.
type ClusterLink struct {
	Name    string
	URL     string   // its tree; the handler there asks for a sign-in if need be
	Servers []string // host:port, as configured
	Chroot  string   // "" for none
	User    User     // who is signed in to it
}

// User is who is signed in to one cluster.
type User struct {
	SignedIn bool
	Name     string   // "" when signed in without credentials
	Verified bool     // the cluster's user directory has proved the name
	Role     string   // what they may do: "viewer"
	Paths    []string // what is at or below these is open to them; none, or the root, for all
}

// Anonymous tells whether the user is signed in without credentials.
func (u User) Anonymous() bool { return u.SignedIn && u.Name == "" }

// Confined reports whether some of the tree is closed to the user.
func (u User) Confined() bool { return len(u.Paths) > 0 && !slices.Contains(u.Paths, "/") }

// Problem stands in the place of a part of a page that could not be had.
type Problem struct {
	Kind    znode.Kind
	Message string // a sentence for a person; "" shows the kind's own

	Unrecorded bool // it was not done, as it could not be recorded first
}
