package views

import (
	"time"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Shell has what all pages share: the bar at the top and the head of the document.
type Shell struct {
	Words    *words.Words
	Links    Links
	Here     string        // URL of this page with its query, to which a sign-in leads back
	Now      time.Time     // when the page was made, to which relative times refer
	Clusters []ClusterLink // all clusters, in the order of the configuration
	Cluster  string        // the page's cluster; "" for none
	User     User          // who is signed in to Cluster
	Status   *znode.Status // of the connection to Cluster; nil when not signed in to it

	Once string // identifies the page: a form on it changes something only once, however often it is sent

	Contact string // whom to ask for access; "" for nobody

	Past *Past // the moment that the page shows; nil for now

	TrailProblem string // a sentence: why the trail cannot be written; "" if it can, or if there is none
	AuditURL     string // the trail; "" for those who may not see it
	SessionsURL  string // the console sessions; "" for those who may not see them
	ProposalsURL string // the changes that wait for approval; "" if none need it
	Proposals    int    // number of proposals that wait for the reader
	SharesURL    string // share links; "" if there are none
	Collected    int    // number of changes collected for a transaction in Cluster
	JobsURL      string // jobs; "" if nothing can be changed
	Jobs         int    // number of the reader's own jobs that have not ended
}

// Mark distinguishes a cluster at a glance.
type Mark struct {
	Label string // "PROD"; "" for no mark
	Color string // "red", for the class mark-red
}

// class adds the mark's colour to a class.
func (m Mark) class(name string) string { return name + " mark-" + m.Color }

// cluster returns the ClusterLink of the page's cluster; zero for none.
func (s Shell) cluster() ClusterLink {
	for _, cluster := range s.Clusters {
		if cluster.Name == s.Cluster {
			return cluster
		}
	}
	return ClusterLink{}
}

// Several reports whether the page's cluster has several servers.
func (s Shell) Several() bool { return len(s.cluster().Servers) > 1 }

// chroot returns the chroot of the page's cluster; "" for none.
func (s Shell) chroot() string { return s.cluster().Chroot }

// below returns the znode below which the page's path box finds: the page's own, or else where the
// person's tree begins.
func (s Shell) below(d Document) znode.Path {
	if d.Below.IsRoot() && s.User.Confined() {
		return s.User.Paths[0]
	}
	return d.Below
}

// mark returns the mark of the page's cluster; zero for none.
func (s Shell) mark() Mark { return s.cluster().Mark }

// To returns the label of a button that writes into the cluster: "Save to PROD".
func (s Shell) To(act string) string {
	if mark := s.mark(); mark.Label != "" {
		return s.Words.Change.To(act, Visible(mark.Label))
	}
	return act
}

// In returns the label of a button that changes something in the cluster: "Delete version 3 in
// PROD".
func (s Shell) In(act string) string {
	if mark := s.mark(); mark.Label != "" {
		return s.Words.Change.In(act, Visible(mark.Label))
	}
	return act
}

// InOneOf is like In for a change to other clusters than the page's. It names the first of them
// that has a mark.
func (s Shell) InOneOf(act string, clusters []string) string {
	for _, s.Cluster = range clusters {
		if s.mark().Label != "" {
			break
		}
	}
	return s.In(act)
}

// OrPropose returns the label of a button that makes a change or, if it needs approval, proposes
// it.
func (s Shell) OrPropose(act string, approval bool) string {
	if approval {
		return s.Words.Proposals.Propose
	}
	return act
}

// icon returns the favicon, in the colour of the mark.
func (s Shell) icon() string {
	if mark := s.mark(); mark.Color != "" {
		return s.Links.Static("icon-" + mark.Color + ".svg")
	}
	return s.Links.Static("icon.svg")
}

// ClusterLink is a cluster in the menu and on the page of clusters.
type ClusterLink struct {
	Name    string
	URL     string   // its tree, which asks for a sign-in if needed
	Servers []string // host:port, as configured
	Chroot  string   // "" for none
	Mark    Mark     // zero for none
	Closed  bool     // nobody may change anything in it, though changes are allowed in other clusters
	User    User     // who is signed in to it
}

// Ensemble returns the cluster's connection string, with spaces for readability.
func (c ClusterLink) Ensemble() string { return JoinVisible(c.Servers) + Visible(c.Chroot) }
