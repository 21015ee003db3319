// Package servers shows how the servers of a cluster are, the way to each of them, and one
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

// Page says how a cluster's servers are.
type Page struct {
	views.Shell
	Health   string // "serving", "degraded", "down" or "unknown"
	Quorum   Quorum
	Findings []views.Finding
	Servers  []Server
	Members  []Member  // of the ensemble, as its servers tell; none where they do not
	Settings []Setting // of all servers; none where they do not tell
	Hidden   bool      // settings and members are not shown to this person
	Plots    []Plot

	Problem    *views.Problem // with a form; nil for none
	SilenceURL string         // takes the form that silences a finding; "" for those who may not
}

// Quorum is how many servers that vote serve.
type Quorum struct {
	Up, Voters, Margin int
	Told               bool // by the servers
	Untold             int  // voters that do not tell whether they serve
	Counted            int  // of these: that the leader counts, though they do not answer the console
	Groups             int  // in which they vote by weight; 0 where the most votes decide
	OneEach            bool // one vote each was counted, since no server tells whether there are any
}

// Server is a row. What is not told is zero, or nil.
type Server struct {
	Address  string
	Asked    time.Time // zero: not yet
	Since    time.Time // when it was first seen in its role
	Role     string
	Why      znode.Code // what is wrong; "" for nothing
	Told     bool       // what is below is known
	Version  string
	Running  time.Duration
	Zxid     string
	Lag      int64 // transactions behind the leader
	Behind   time.Duration
	Missing  []Missing
	Clock    bool    // it is known how far its clock is off
	Least    float64 // milliseconds of a request
	Mean     float64
	Longest  float64
	Reads99  float64 // milliseconds
	Writes99 float64

	Connections, Outstanding, Znodes int
	More                             *More // what mntr or AdminServer tells
}

// More is what a server tells beyond srvr.
type More struct {
	Watches, Ephemerals, Data int
	Percentiles               bool // 99 of 100 are told
	Fsyncs, Elections         bool // likewise
	FsyncMean, FsyncLongest   float64
	ElectionCount             int
	ElectionLongest           float64
	ElectionLast              time.Time // zero where there was none
}

// Missing is a command that a server does not answer, and the setting that it takes.
type Missing struct{ Command, Setting string }

// Member is a server of the ensemble, by its configuration.
type Member struct {
	ID       int
	Host     string
	Observer bool
	Group    string // that it votes in; "" where all vote together
	Weight   int    // of its vote there
}

// Setting is one of all servers, in their order.
type Setting struct {
	Name    string
	Values  []string // "" where it is not told
	Differs bool
}

// Render writes the page.
func (p Page) Render(ctx context.Context, w io.Writer) error { return page(p).Render(ctx, w) }

// why returns what is wrong with a server, a sentence.
func (p Page) why(s Server) string {
	return views.Visible(p.Words.Of(s.Why, znode.Args{"server": s.Address}))
}

// findings returns those that are silenced, or those that are not.
func (p Page) findings(silenced bool) []views.Finding {
	return slices.DeleteFunc(slices.Clone(p.Findings), func(f views.Finding) bool { return (f.Silenced != nil) != silenced })
}

// lack is what servers do not tell for the same reason.
type lack struct {
	commands, setting string
	servers           []string
}

// lacks returns what servers do not tell: one for each setting, commands and servers.
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

// settingsOf returns the settings that would allow what is missing, each once.
func settingsOf(missing []Missing) (settings []string) {
	for _, each := range missing {
		if !slices.Contains(settings, each.Setting) {
			settings = append(settings, each.Setting)
		}
	}
	return settings
}

// at names servers, as all of them where they are.
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

// portless returns the servers whose ports for their peers are not known: conf alone tells of them.
func (p Page) portless() (servers []string) {
	for _, server := range p.Servers {
		if server.Role != "standalone" && slices.ContainsFunc(server.Missing, func(m Missing) bool { return m.Command == "conf" }) {
			servers = append(servers, server.Address)
		}
	}
	return servers
}

// older returns the servers whose metrics are those of a ZooKeeper before 3.6.
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
