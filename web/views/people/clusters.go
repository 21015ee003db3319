package people

import (
	"context"
	"io"
	"slices"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ClustersPage shows the state of all clusters.
type ClustersPage struct {
	views.Shell
	States []ClusterState // in the order of Shell.Clusters
}

// ClusterState is the state of one cluster.
type ClusterState struct {
	views.ClusterLink
	Health     string        // "serving", "degraded", "down" or "unknown"
	Status     *znode.Status // of the reader's own connection; nil if there is none
	Leader     string        // host:port; "" when unknown
	ServerRows []Server      // only for those who are signed in to it
	Findings   []views.Finding
}

// mostFindings is how many findings of a cluster are shown; the cluster's own page has them all.
const mostFindings = 3

// grave returns the first mostFindings findings that are neither notices nor silenced.
func (s ClusterState) grave() []views.Finding {
	grave := slices.DeleteFunc(slices.Clone(s.Findings), func(f views.Finding) bool { return f.Severity == "notice" || f.Silenced != nil })
	return grave[:min(len(grave), mostFindings)]
}

// summary counts the findings by severity.
func (p ClustersPage) summary(s ClusterState) string {
	count := map[string]int{}
	for _, f := range s.Findings {
		if f.Silenced != nil {
			continue
		}
		count[f.Severity]++
	}
	return p.Words.Findings.Count(count["critical"], count["warning"], count["notice"])
}

// Server is what a server said of itself.
type Server struct {
	Address string
	Role    string     // "leader", "unreachable" …; "" when unknown
	Told    bool       // what is below Since is known
	Why     znode.Code // what is wrong; "" if nothing
	Since   time.Time  // when it was first seen in this role

	Version, Zxid                    string
	LatencyAvg, LatencyMax           float64 // milliseconds
	Connections, Outstanding, Znodes int
}

// Render writes the page.
func (p ClustersPage) Render(ctx context.Context, w io.Writer) error {
	return clustersPage(p).Render(ctx, w)
}

// why returns a sentence about what is wrong with a server.
func (p ClustersPage) why(s Server) string {
	return views.Visible(p.Words.Of(s.Why, znode.Args{"server": s.Address}))
}
