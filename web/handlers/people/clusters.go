package people

import (
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	pages "zkweb/web/views/people"
	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

// clusterState is the state of a cluster as one person may see it.
type clusterState struct {
	cluster cluster.Cluster
	health  cluster.Health
	servers []cluster.Server
	signIn  *auth.SignIn // the person's sign-in; nil for none

	findings []health.Finding
}

// connection returns the state of the sign-in's connection, or nil for none.
func (s clusterState) connection() *znode.Status {
	if s.signIn == nil {
		return nil
	}
	status, err := s.signIn.Status()
	if err != nil {
		return nil
	}
	return &status
}

// view returns the state for a page. It includes the servers only if the person is signed in to the
// cluster.
func (s clusterState) view(from *site.Site, link views.ClusterLink) pages.ClusterState {
	state := pages.ClusterState{ClusterLink: link, Health: string(s.health), Status: s.connection()}
	if s.signIn == nil {
		return state
	}
	state.Leader, state.Findings = cluster.LeaderOf(s.servers), s.shownFindings(from, link.User)
	for _, server := range s.servers {
		state.ServerRows = append(state.ServerRows, pages.Server{
			Address: server.Address, Role: string(server.Role), Why: server.Why, Since: server.Since,
			Version: server.Version.String(), Zxid: server.Zxid,
			LatencyAvg: server.Latency.Avg, LatencyMax: server.Latency.Max,
			Connections: server.Connections, Outstanding: server.Outstanding, Znodes: server.Znodes,
			Told: server.Told(),
		})
	}
	return state
}

// shownFindings returns the findings that the person may see, without those about znodes, which
// only the page of the servers names.
func (s clusterState) shownFindings(from *site.Site, user views.User) []views.Finding {
	return from.Findings(s.cluster.Name, s.findings, user.Confined(), nil)
}

// JSONClusters is the state of the clusters, in the format that the documentation describes.
type JSONClusters struct {
	Clusters []JSONCluster `json:"clusters"`
}

// JSONCluster is the state of a cluster. The fields from User on are set only if the person is
// signed in to it.
type JSONCluster struct {
	Name     string       `json:"name"`
	Health   string       `json:"health"`
	SignedIn bool         `json:"signed_in"`
	User     string       `json:"user,omitempty"`
	State    znode.State  `json:"state,omitempty"` // of the person's connection
	Since    *time.Time   `json:"since,omitempty"` // since when State holds
	Leader   string       `json:"leader,omitempty"`
	Servers  []JSONServer `json:"servers,omitempty"`

	Findings []site.JSONFinding `json:"findings,omitempty"`
}

// JSONServer is what a server reports about itself.
type JSONServer struct {
	Address     string       `json:"address"`
	Role        string       `json:"role"`
	Since       time.Time    `json:"since"`
	Version     string       `json:"version"`
	Zxid        string       `json:"zxid"`
	Latency     *JSONLatency `json:"latency"` // null if the server did not answer
	Connections int          `json:"connections"`
	Outstanding int          `json:"outstanding"`
	Znodes      int          `json:"znodes"`
	Code        string       `json:"code"`  // what is wrong; "" for nothing
	Error       string       `json:"error"` // Code as a sentence
}

// JSONLatency holds latencies in milliseconds.
type JSONLatency struct {
	Min float64 `json:"min"`
	Avg float64 `json:"avg"`
	Max float64 `json:"max"`
}

func clustersJSON(c echo.Context, from *site.Site, links []views.ClusterLink, states []clusterState) JSONClusters {
	answer := JSONClusters{Clusters: make([]JSONCluster, 0, len(states))}
	for i, state := range states {
		answer.Clusters = append(answer.Clusters, state.json(c, from, links[i]))
	}
	return answer
}

func (s clusterState) json(c echo.Context, from *site.Site, link views.ClusterLink) JSONCluster {
	answer := JSONCluster{Name: s.cluster.Name, Health: string(s.health), SignedIn: s.signIn != nil}
	if s.signIn == nil {
		return answer
	}
	answer.User, answer.Leader = s.signIn.Person().User, cluster.LeaderOf(s.servers)
	if status := s.connection(); status != nil {
		since := status.Since.UTC()
		answer.State, answer.Since = status.State, &since
	}
	for _, server := range s.servers {
		answer.Servers = append(answer.Servers, serverJSON(site.WordsOf(c), server))
	}
	answer.Findings = site.FindingsJSON(c, s.shownFindings(from, link.User))
	return answer
}

func serverJSON(w *words.Words, server cluster.Server) JSONServer {
	answer := JSONServer{
		Address: server.Address, Role: string(server.Role), Since: server.Since.UTC(), Version: server.Version.String(), Zxid: server.Zxid,
		Connections: server.Connections, Outstanding: server.Outstanding, Znodes: server.Znodes, Code: string(server.Why),
	}
	if server.Told() {
		answer.Latency = &JSONLatency{server.Latency.Min, server.Latency.Avg, server.Latency.Max}
	}
	if server.Why != "" {
		answer.Error = w.Of(server.Why, znode.Args{"server": server.Address})
	}
	return answer
}
