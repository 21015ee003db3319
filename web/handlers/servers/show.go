package servers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	pages "zkweb/web/views/servers"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

// How long an answer waits for servers that were never asked. A page comes at once, and is
// refreshed; JSON should be as complete as possible.
const (
	pageWaits = 300 * time.Millisecond
	jsonWaits = 1100 * time.Millisecond
)

// Show shows the page of a cluster's servers. All who are signed in to the cluster may see it; the
// servers' configuration is only for those whose paths are not limited. It needs no session.
func (h *Handlers) Show(c echo.Context, v site.Visit) error {
	if err := h.EnterOrWait(c, &v); err != nil {
		return err
	}
	return h.show(c, v, http.StatusOK, nil, nil)
}

// show shows the page, if needed with the reason why a form was refused, and what was typed.
func (h *Handlers) show(c echo.Context, v site.Visit, status int, typed url.Values, problem error) error {
	waits := pageWaits
	if site.AsksJSON(c) {
		waits = jsonWaits
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), waits)
	defer cancel()
	state, _ := h.Health.Look(ctx, v.Cluster.Name)
	shell := h.Shell(c, v.Cluster.Name)
	reading, done := site.Deadline(c)
	defer done()
	var seen site.Seen
	if v.Guard != nil {
		seen = v.SeesOf(reading, state.Findings)
	}
	findings := h.Findings(v.Cluster.Name, state.Findings, shell.User.Confined(), seen)
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, stateJSON(c, state, findings, shell.User.Confined()))
	}
	for i := range findings {
		if typed != nil && findings[i].Key == typed.Get("finding") {
			findings[i].Typed = &views.Typed{Reason: typed.Get("reason"), Days: typed.Get("days")}
		}
	}
	page := pages.Page{
		Shell: shell, Health: string(cluster.HealthOf(state.Plain())), Findings: findings, Hidden: shell.User.Confined(),
		Quorum: quorumOf(state),
		Plots:  plots(v.Cluster.Servers, h.Health.History(v.Cluster.Name)),
	}
	if v.Guard != nil && v.Guard.Decide(people.Silence, znode.Root) == people.Allowed && h.Rules.Trail != nil {
		page.SilenceURL = h.Links.Silence(v.Cluster.Name)
	}
	for _, server := range state.Servers {
		page.Servers = append(page.Servers, rowOf(server))
	}
	if !page.Hidden {
		page.Settings, page.Members = settingsOf(state), membersOf(state.Members)
	}
	if problem != nil {
		page.Problem = site.ProblemOf(c, problem)
	}
	return site.Render(c, status, page)
}

func rowOf(s health.Server) pages.Server {
	row := pages.Server{
		Address: s.Address, Asked: s.Asked, Since: s.Since, Role: string(s.Role), Why: s.Why,
		Told:    s.Told(),
		Version: s.Version.String(), Running: s.Metrics.Duration("uptime"), Zxid: s.Zxid, Lag: s.Lag, Behind: s.Behind,
		Least: s.Latency.Min, Mean: s.Latency.Avg, Longest: s.Latency.Max,
		Reads99: s.Metrics["p99_readlatency"], Writes99: s.Metrics["p99_updatelatency"],
		Connections: s.Connections, Outstanding: s.Outstanding, Znodes: s.Znodes, Clock: s.Admin == cluster.AdminOpen,
	}
	for _, each := range s.Missing {
		row.Missing = append(row.Missing, pages.Missing{Command: each.Command, Setting: each.Setting})
	}
	if m := s.Metrics; m != nil {
		row.More = &pages.More{
			Watches: int(m["watch_count"]), Ephemerals: int(m["ephemerals_count"]), Data: int(m["approximate_data_size"]),
			Percentiles: m.Has("p99_readlatency"),
			Fsyncs:      m.Has("avg_fsynctime"), FsyncMean: m["avg_fsynctime"], FsyncLongest: m["max_fsynctime"],
			Elections: m.Has("looking_count"), ElectionCount: int(m["looking_count"]), ElectionLongest: m["max_election_time"], ElectionLast: s.LastElection(),
		}
	}
	return row
}

// settingsOf returns the settings of all servers, those that differ first. Members are left out if
// they are the same everywhere, since the page shows them separately.
func settingsOf(state health.State) []pages.Setting {
	all, differing := health.Compare(state.Servers)
	var differ, same []pages.Setting
	for _, one := range all {
		switch {
		case slices.ContainsFunc(differing, func(d health.Difference) bool { return d.Setting == one.Setting }):
			differ = append(differ, pages.Setting{Name: one.Setting, Values: one.Values, Differs: true})
		case one.Setting != health.MembersSetting:
			same = append(same, pages.Setting{Name: one.Setting, Values: one.Values})
		}
	}
	return append(differ, same...)
}

func quorumOf(state health.State) pages.Quorum {
	q := state.Quorum
	return pages.Quorum{
		Up: q.Up, Voters: q.Voters, Margin: q.Margin, Told: q.Told, Untold: q.Untold, Counted: q.Counted, Groups: q.Groups,
		OneEach: q.OneEach,
	}
}

func membersOf(all []health.Member) (members []pages.Member) {
	for _, m := range all {
		members = append(members, pages.Member{ID: m.ID, Host: hostAndPorts(m), Observer: m.Observer, Group: m.Group, Weight: m.Weight})
	}
	return members
}

func hostAndPorts(m health.Member) string {
	text := m.Host
	for _, port := range m.Ports {
		text += ":" + strconv.Itoa(port)
	}
	return text
}

// plots returns the plots of the last hours.
func plots(servers []string, history [][]health.Sample) []pages.Plot {
	var all []pages.Plot
	for _, each := range []struct {
		name string
		of   func(health.Sample) float32
	}{
		{"latency", func(s health.Sample) float32 { return s.Latency }},
		{"outstanding", func(s health.Sample) float32 { return s.Outstanding }},
		{"connections", func(s health.Sample) float32 { return s.Connections }},
		{"znodes", func(s health.Sample) float32 { return s.Znodes }},
	} {
		plot := pages.Plot{Name: each.name}
		for i, server := range servers {
			line := pages.Line{Server: server}
			for j, sample := range history[i] {
				if j > 0 && sample.At.Sub(history[i][j-1].At) > health.SampleGap { // the console was not running
					line.Points = append(line.Points, pages.Point{At: history[i][j-1].At, Gap: true})
				}
				line.Points = append(line.Points, pages.Point{At: sample.At, Value: float64(each.of(sample)), Gap: !sample.Serves})
			}
			plot.Lines = append(plot.Lines, line)
		}
		all = append(all, plot)
	}
	return all
}
