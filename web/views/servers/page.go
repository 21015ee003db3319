// Package servers shows how the servers of a cluster are, the connection to each of them, and one
// znode as each has it.
package servers

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// Page shows the state of a cluster's servers.
type Page struct {
	views.Shell
	Health   string // "serving", "degraded", "down" or "unknown"
	Quorum   Quorum
	Findings []views.Finding
	Servers  []Server
	Members  []Member  // of the ensemble; empty if no server tells
	Settings []Setting // of all servers; empty if none tells
	Hidden   bool      // this person may not see settings and members
	Plots    []Plot

	Problem    *views.Problem // of a form that was refused; nil for none
	SilenceURL string         // URL for the form that silences a finding; "" for those who may not
}

// Quorum is health.Quorum.
type Quorum struct {
	Up, Voters, Margin int
	Told               bool // the servers told Voters
	Untold             int  // voters that do not say whether they serve
	Counted            int  // those of Untold that the leader counts, though they do not answer the console
	Groups             int  // groups in which they vote by weight; 0 if a simple majority decides
	OneEach            bool // each was counted as one vote, since no server tells groups and weights
}

// Server is a row. What is not known is zero or nil.
type Server struct {
	Address  string
	Asked    time.Time // zero if not yet
	Since    time.Time // when it was first seen in this role
	Role     string
	Why      znode.Code // what is wrong; "" if nothing
	Told     bool       // what is below is known
	Version  string
	Running  time.Duration
	Zxid     string
	Lag      int64 // transactions behind the leader
	Behind   time.Duration
	Missing  []Missing
	Clock    bool    // the offset of its clock is known
	Least    float64 // latency of requests, in milliseconds
	Mean     float64
	Longest  float64
	Reads99  float64 // milliseconds
	Writes99 float64

	Connections, Outstanding, Znodes int
	More                             *More // from mntr or AdminServer
}

// More is what a server tells beyond srvr.
type More struct {
	Watches, Ephemerals, Data int
	Percentiles               bool // the 99th percentiles are known
	Fsyncs, Elections         bool // these are known
	FsyncMean, FsyncLongest   float64
	ElectionCount             int
	ElectionLongest           float64
	ElectionLast              time.Time // zero if there was none
}

// Missing is a command that a server does not answer, and the setting that would allow it.
type Missing struct{ Command, Setting string }

// Member is a server of the ensemble, by its configuration.
type Member struct {
	ID       int
	Host     string
	Observer bool
	Group    string // in which it votes; "" if all vote together
	Weight   int    // of its vote there
}

// Setting is a setting with its values at all servers, in their order.
type Setting struct {
	Name    string
	Values  []string // "" if not told
	Differs bool
}

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error { return page(p).Render(ctx, w) }

// why returns a sentence about what is wrong with a server.
func (p Page) why(s Server) string {
	return views.Visible(p.Words.Of(s.Why, znode.Args{"server": s.Address}))
}

// findings returns the findings that are silenced, or those that are not.
func (p Page) findings(silenced bool) []views.Finding {
	return slices.DeleteFunc(slices.Clone(p.Findings), func(f views.Finding) bool { return (f.Silenced != nil) != silenced })
}

// lack is information that servers lack for the same reason.
type lack struct {
	commands, setting string
	servers           []string
}

// lacks returns what servers do not tell: one lack for each setting, with its commands and servers.
func (p Page) lacks() (lacks []lack) {
	for _, server := range p.Servers {
		for _, setting := range settingsOf(server.Missing) {
			one := lack{setting: setting, servers: []string{server.Address}}
			for _, each := range server.Missing {
				if each.Setting == setting {
					one.commands = strings.TrimPrefix(one.commands+", "+each.Command, ", ")
				}
			}
			at := slices.IndexFunc(lacks, func(l lack) bool { return l.setting == one.setting && l.commands == one.commands })
			if at < 0 {
				lacks = append(lacks, one)
			} else {
				lacks[at].servers = append(lacks[at].servers, server.Address)
			}
		}
	}
	return lacks
}

// settingsOf returns the settings that would allow what is missing, without repetitions.
func settingsOf(missing []Missing) (settings []string) {
	for _, each := range missing {
		if !slices.Contains(settings, each.Setting) {
			settings = append(settings, each.Setting)
		}
	}
	return settings
}

// at names servers; all of them by one phrase.
func (p Page) at(servers []string) string {
	if len(servers) == len(p.Servers) && len(servers) > 1 {
		return p.Words.Servers.AtAll
	}
	return views.Visible(strings.Join(servers, ", "))
}

// clockless returns the servers whose clocks are not known.
func (p Page) clockless() (servers []string) {
	for _, server := range p.Servers {
		if server.Told && !server.Clock {
			servers = append(servers, server.Address)
		}
	}
	return servers
}

// portless returns the servers whose ports for their peers are not known, since only conf tells
// them.
func (p Page) portless() (servers []string) {
	for _, server := range p.Servers {
		if server.Role != "standalone" && slices.ContainsFunc(server.Missing, func(m Missing) bool { return m.Command == "conf" }) {
			servers = append(servers, server.Address)
		}
	}
	return servers
}

// older returns the servers with the metrics of a ZooKeeper before 3.6.
func (p Page) older() (servers []string) {
	for _, server := range p.Servers {
		if server.More != nil && !server.More.Percentiles && !server.More.Fsyncs && !server.More.Elections {
			servers = append(servers, server.Address)
		}
	}
	return servers
}

func (p Page) role(m Member) string {
	if m.Observer {
		return p.Words.Servers.Watcher
	}
	if m.Group != "" {
		return p.Words.Servers.GroupVoter(views.Visible(m.Group), m.Weight)
	}
	return p.Words.Servers.Voter
}
