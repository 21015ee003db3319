package servers

import (
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

// JSON is the state of a cluster's servers in JSON, as docs/contract.md has it.
type JSON struct {
	Health   string             `json:"health"`
	Servers  []JSONServer       `json:"servers"`
	Quorum   JSONQuorum         `json:"quorum"`
	Findings []site.JSONFinding `json:"findings"`
	Members  []JSONMember       `json:"members,omitempty"`
	Settings []JSONSetting      `json:"settings,omitempty"`
}

// JSONQuorum is health.Quorum.
type JSONQuorum struct {
	Voters  int  `json:"voters"`
	Up      int  `json:"up"`
	Margin  *int `json:"margin"`  // how many more may fail; negative without a quorum; null unless all tell whether they serve
	Told    bool `json:"told"`    // whether the servers told Voters, or the console's list was counted
	Untold  int  `json:"untold"`  // voters that do not tell whether they serve
	Counted int  `json:"counted"` // those of Untold that the leader counts, though they do not answer the console
	Needed  int  `json:"needed"`  // the fewest voters that can form a quorum
	Groups  int  `json:"groups"`  // groups in which they vote by weight; 0 if a simple majority decides
}

// JSONServer is one server as it last told it. What it does not tell is null.
type JSONServer struct {
	Address     string        `json:"address"`
	Role        string        `json:"role"`
	Asked       *time.Time    `json:"asked"`
	Since       *time.Time    `json:"since"` // when it was first seen in its role
	Version     string        `json:"version"`
	Uptime      *float64      `json:"uptime_seconds"`
	Zxid        string        `json:"zxid"`
	Lag         *int64        `json:"behind"` // transactions
	Behind      *float64      `json:"behind_seconds"`
	Latency     *JSONLatency  `json:"latency"`
	Fsync       *JSONDuration `json:"fsync"`
	Connections *int          `json:"connections"`
	Outstanding *int          `json:"outstanding"`
	Znodes      *int          `json:"znodes"`
	Watches     *int          `json:"watches"`
	Ephemerals  *int          `json:"ephemerals"`
	Bytes       *int          `json:"data_bytes"`
	Elections   *int          `json:"elections"`
	Election    *time.Time    `json:"last_election"`
	Missing     []JSONMissing `json:"missing,omitempty"`
	Code        znode.Code    `json:"code"`  // what is wrong; "" if nothing
	Error       string        `json:"error"` // the sentence for Code
}

// JSONLatency is the latency of requests, in milliseconds.
type JSONLatency struct {
	Min    float64  `json:"min"`
	Avg    float64  `json:"avg"`
	Max    float64  `json:"max"`
	Read99 *float64 `json:"p99_read"`
	Set99  *float64 `json:"p99_update"`
}

// JSONDuration is a duration in milliseconds.
type JSONDuration struct {
	Avg float64 `json:"avg"`
	Max float64 `json:"max"`
}

// JSONMissing is a command that a server does not answer, and the setting that allows it.
type JSONMissing struct {
	Command string `json:"command"`
	Setting string `json:"setting"`
}

// JSONMember is a server of the ensemble, by its configuration.
type JSONMember struct {
	ID       int    `json:"id"`
	Host     string `json:"host"`
	Ports    []int  `json:"ports"`
	Observer bool   `json:"observer"`
	Client   string `json:"client"`
	Group    string `json:"group,omitempty"` // in which it votes
	Weight   int    `json:"weight"`          // of its vote; 0 if it does not vote
}

// JSONSetting is a setting with its values at all servers, in their order; "" if not told.
type JSONSetting struct {
	Name    string   `json:"name"`
	Values  []string `json:"values"`
	Differs bool     `json:"differs"`
}

func stateJSON(c echo.Context, state health.State, findings []views.Finding, confined bool) JSON {
	q := state.Quorum
	answer := JSON{
		Health: string(cluster.HealthOf(state.Plain())), Quorum: JSONQuorum{Voters: q.Voters, Up: q.Up, Told: q.Told, Untold: q.Untold, Counted: q.Counted, Needed: q.Needed, Groups: q.Groups},
		Findings: site.FindingsJSON(c, findings), Servers: []JSONServer{},
	}
	if q.Untold == 0 {
		answer.Quorum.Margin = &q.Margin
	}
	for _, server := range state.Servers {
		answer.Servers = append(answer.Servers, serverJSON(c, server))
	}
	if confined {
		return answer
	}
	for _, s := range settingsOf(state) {
		answer.Settings = append(answer.Settings, JSONSetting(s))
	}
	for _, m := range state.Members {
		answer.Members = append(answer.Members, JSONMember(m))
	}
	return answer
}

func serverJSON(c echo.Context, s health.Server) JSONServer {
	m := s.Metrics
	shown := JSONServer{
		Address: s.Address, Role: string(s.Role), Zxid: s.Zxid,
		Watches: count(m, "watch_count"), Ephemerals: count(m, "ephemerals_count"), Bytes: count(m, "approximate_data_size"), Elections: count(m, "looking_count"),
		Code: s.Why,
	}
	if s.Why != "" {
		shown.Error = site.WordsOf(c).Of(s.Why, znode.Args{"server": s.Address})
	}
	if !s.Asked.IsZero() {
		asked, since := s.Asked.UTC(), s.Since.UTC()
		shown.Asked, shown.Since = &asked, &since
	}
	if m.Has("uptime") {
		seconds := m["uptime"] / 1000
		shown.Uptime = &seconds
	}
	if s.Told() {
		behind := s.Behind.Seconds()
		shown.Version, shown.Lag, shown.Behind = s.Version.String(), &s.Lag, &behind
		shown.Connections, shown.Outstanding, shown.Znodes = &s.Connections, &s.Outstanding, &s.Znodes
		shown.Latency = &JSONLatency{s.Latency.Min, s.Latency.Avg, s.Latency.Max, metric(m, "p99_readlatency"), metric(m, "p99_updatelatency")}
	}
	if at := s.LastElection().UTC(); !at.IsZero() {
		shown.Election = &at
	}
	if m.Has("avg_fsynctime") {
		shown.Fsync = &JSONDuration{m["avg_fsynctime"], m["max_fsynctime"]}
	}
	for _, each := range s.Missing {
		shown.Missing = append(shown.Missing, JSONMissing(each))
	}
	return shown
}

func metric(m health.Metrics, name string) *float64 {
	value, told := m[name]
	if !told {
		return nil
	}
	return &value
}

func count(m health.Metrics, name string) *int {
	value, told := m[name]
	if !told {
		return nil
	}
	whole := int(value)
	return &whole
}
