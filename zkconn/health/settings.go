package health

import (
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"

	"zkweb/zkconn/cluster"
)

// Member is a server of an ensemble, as its configuration names it.
type Member struct {
	ID       int
	Host     string // at which its peers reach it
	Ports    []int  // for the quorum and for elections
	Observer bool   // whether it does not vote
	Client   string // host:port for clients; "" if not known
	Group    string // the group in which it votes; "" if there are no groups
	Weight   int    // of its vote
}

// Votes reports whether the member counts for a quorum: it is no observer, and has a weight.
func (m Member) Votes() bool { return !m.Observer && m.Weight > 0 }

// maxMembers bounds how many members are taken from a server.
const maxMembers = 255

// maxWeight bounds the weight of a vote, so that sums do not overflow.
const maxWeight = 1e9

// parseConf parses the answer to conf: settings, then the members of the ensemble below a line
// "membership:".
func parseConf(reply string) (settings map[string]string, members []Member) {
	settings = map[string]string{}
	for line := range strings.Lines(reply) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || len(settings) > 200 {
			continue
		}
		if member, is := parseMember(name, value); is {
			if len(members) < maxMembers {
				members = append(members, member)
			}
			continue
		}
		settings[name] = value
	}
	group(members, settings)
	return settings, members
}

// group sets the weights and groups of members from the settings (weight.ID, group.N=ID:ID).
func group(members []Member, settings map[string]string) {
	for i := range members {
		m := &members[i]
		id := strconv.Itoa(m.ID)
		if !m.Observer {
			m.Weight = 1
		}
		for name, ids := range settings {
			if number, is := strings.CutPrefix(name, "group."); is && slices.Contains(strings.Split(ids, ":"), id) {
				m.Group = number
			}
		}
		if weight, err := strconv.Atoi(settings["weight."+id]); err == nil && m.Group != "" {
			m.Weight = min(max(weight, 0), maxWeight)
		}
	}
}

// parseMember parses server.ID=HOST:PORT:PORT[:ROLE][;[HOST:]PORT]. If a server has several
// addresses, separated by "|", the first counts.
func parseMember(name, value string) (Member, bool) {
	text, is := strings.CutPrefix(name, "server.")
	id, err := strconv.Atoi(text)
	if !is || err != nil {
		return Member{}, false
	}
	peer, _, _ := strings.Cut(value, ";")
	first, rest, several := strings.Cut(peer, "|")
	member := Member{ID: id, Observer: strings.HasSuffix(peer, ":observer") || several && strings.HasSuffix(rest, ":observer")}
	parts := strings.Split(first, ":")
	for len(parts) > 0 {
		last := parts[len(parts)-1]
		port, err := strconv.Atoi(last)
		if err != nil && last != "observer" && last != "participant" {
			break
		}
		if err == nil {
			member.Ports = append([]int{port}, member.Ports...)
		}
		parts = parts[:len(parts)-1]
	}
	member.Host = strings.Trim(strings.Join(parts, ":"), "[]")
	if clients := cluster.ParseEnsemble(name + "=" + value); len(clients) == 1 {
		member.Client = clients[0]
	}
	return member, member.Host != ""
}

// peerPorts returns the server's ports for its peers: those of its member or, before 3.5, those in
// its settings.
func (s Server) peerPorts() (ports []int) {
	at := slices.IndexFunc(s.Members, func(m Member) bool { return strconv.Itoa(m.ID) == s.Settings["serverId"] })
	if at >= 0 {
		return s.Members[at].Ports
	}
	for _, name := range []string{"quorumPort", "electionPort"} {
		if port := int(number(s.Settings[name])); port > 0 {
			ports = append(ports, port)
		}
	}
	return ports
}

// own names the settings that are expected to differ between servers.
var own = []string{
	"clientPort", "secureClientPort", "serverId", "electionPort", "quorumPort", "peerType", "dataDirSize", "dataLogSize",
	"clientPortAddress", "secureClientPortAddress", "version",
}

// Difference is a setting whose values differ between servers.
type Difference struct {
	Setting string
	Values  []string // one for each server, in their order; "" if not told
}

// folders name the settings that say where a server keeps its data. They may differ, but are shown.
var folders = []string{"dataDir", "dataLogDir"}

// MembersSetting is the name under which Compare compares the members of the ensemble.
const MembersSetting = "server.N"

// Compare returns the settings of all servers that tell them, and those that differ but should not.
func Compare(servers []Server) (all, differing []Difference) {
	names := map[string]bool{}
	for _, server := range servers {
		for name := range server.Settings {
			names[name] = !slices.Contains(own, name)
		}
		if server.Members != nil {
			names[MembersSetting] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !names[name] {
			continue
		}
		one := Difference{Setting: name}
		told := map[string]bool{}
		for _, server := range servers {
			value := server.Settings[name]
			if name == MembersSetting {
				value = membersText(server.Members)
			}
			one.Values = append(one.Values, value)
			if value != "" {
				told[value] = true
			}
		}
		all = append(all, one)
		if len(told) > 1 && !slices.Contains(folders, name) {
			differing = append(differing, one)
		}
	}
	return all, differing
}

// membersText returns the members as one line, equal for equal members.
func membersText(members []Member) string {
	var all []string
	for _, m := range members {
		text := strconv.Itoa(m.ID) + "=" + net.JoinHostPort(m.Host, "")
		for _, port := range m.Ports {
			text = strings.TrimSuffix(text, ":") + ":" + strconv.Itoa(port)
		}
		if m.Observer {
			text += ":observer"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
