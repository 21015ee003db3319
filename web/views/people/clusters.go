package people

import (
	"context"
	"io"
	"slices"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ClustersPage says how the clusters are.
type ClustersPage struct {
	views.Shell
	States []ClusterState // in the order of Shell.Clusters
}

// ClusterState is how one cluster is.
type ClusterState struct {
	views.ClusterLink
	Health     string        // "serving", "degraded", "down" or "unknown"
	Status     *znode.Status // of the reader's own connection; nil for none
	Leader     string        // host:port; "" where none is known
	ServerRows []Server      // for those who are signed in to it; else none
	Findings   []views.Finding
}

// mostFindings is how many findings are shown of a cluster; its own page has all.
const mostFindings = 3

// grave returns the gravest of the findings that are more than notices.
func (s ClusterState) grave() []views.Finding {
	grave := slices.DeleteFunc(slices.Clone(s.Findings), func(f views.Finding) bool { return f.Severity == "notice" || f.Silenced != nil })
	return grave[:min(len(grave), mostFindings)]
}

// summary counts the findings by how grave they are.
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
	Role    string     // "leader", "unreachable" …; "" where it does not tell
	Told    bool       // what is below Since is known
	Why     znode.Code // what is wrong; "" for nothing
	Since   time.Time  // when it was first seen like this

	Version, Zxid                    string
	LatencyAvg, LatencyMax           float64 // milliseconds
	Connections, Outstanding, Znodes int
}

// Render writes the page.
func (p ClustersPage) Render(ctx context.Context, w io.Writer) error {
	return clustersPage(p).Render(ctx, w)
}

// why returns what is wrong with a server, a sentence.
func (p ClustersPage) why(s Server) string {
	return views.Visible(p.Words.Of(s.Why, znode.Args{"server": s.Address}))
}
