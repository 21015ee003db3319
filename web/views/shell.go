package views

import (
	"time"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Shell is what all pages share: the bar on top and the head of the document.
type Shell struct {
	Words    *words.Words
	Links    Links
	Here     string        // this page's own URL, with its query; where a sign-in leads back to
	Now      time.Time     // when the page was made: relative times count from here
	Clusters []ClusterLink // all clusters, in the order of the configuration
	Cluster  string        // the cluster this page is about; "" for none
	User     User          // who is signed in to Cluster
	Status   *znode.Status // of the connection to Cluster; nil when not signed in to it

	Once string // tells the page from others: a form on it changes something once, however often it is sent

	Contact string // whom to ask for access; "" for nobody

	Past *Past // the moment that the page shows; nil for now

	TrailProblem string // why the audit trail cannot be written, a sentence; "" when it can, or there is none
	AuditURL     string // of the trail; "" for those who may not see it
	SessionsURL  string // of who is signed in; likewise
	ProposalsURL string // of changes that wait for approval; "" where none need it
	Proposals    int    // of these, how many wait for the reader
	SharesURL    string // of links that need no sign-in; "" where there are none
	Collected    int    // changes that wait to be made together, in Cluster
	JobsURL      string // of long work in the background; "" where nothing can be changed
	Jobs         int    // of that work, how much of the reader's own is not over
}

// Mark tells one cluster from another at a glance.
type Mark struct {
	Label string // "PROD"; "" for no mark
	Color string // the class mark-COLOR has it: "red"
}

// class adds the mark's colour to a class.
func (m Mark) class(name string) string { return name + " mark-" + m.Color }

// cluster returns the link of the page's cluster; zero for none.
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

// below returns where the path box of a page finds: below its znode, or else where the
// person's tree begins.
func (s Shell) below(d Document) znode.Path {
	if d.Below.IsRoot() && s.User.Confined() {
		return s.User.Paths[0]
	}
	return d.Below
}

// mark returns the mark of the page's cluster; zero for none.
func (s Shell) mark() Mark { return s.cluster().Mark }

// To labels a button that writes into the cluster: "Save to PROD".
func (s Shell) To(act string) string {
	if mark := s.mark(); mark.Label != "" {
		return s.Words.Change.To(act, Visible(mark.Label))
	}
	return act
}

// In labels a button that changes something in the cluster: "Delete version 3 in PROD".
func (s Shell) In(act string) string {
	if mark := s.mark(); mark.Label != "" {
		return s.Words.Change.In(act, Visible(mark.Label))
	}
	return act
}

// InOneOf is like In, for what changes other clusters than the page's: it names the first of
// them that has a mark.
func (s Shell) InOneOf(act string, clusters []string) string {
	for _, s.Cluster = range clusters {
		if s.mark().Label != "" {
			break
		}
	}
	return s.In(act)
}

// OrPropose labels a button that makes a change, or proposes it where that needs approval.
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

// ClusterLink is one cluster in the menu and on the page of clusters.
type ClusterLink struct {
	Name    string
	URL     string   // its tree; the handler there asks for a sign-in if need be
	Servers []string // host:port, as configured
	Chroot  string   // "" for none
	Mark    Mark     // zero for none
	Closed  bool     // nobody changes anything in it, though the console changes others
	User    User     // who is signed in to it
}

// Ensemble returns the cluster's connection string, spaced out for reading.
func (c ClusterLink) Ensemble() string { return JoinVisible(c.Servers) + Visible(c.Chroot) }
