package health

import (
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"

	"zkweb/zkconn/cluster"
)

// Member is a server of the ensemble, as its configuration has it.
type Member struct {
	ID       int
	Host     string // as its peers reach it
	Ports    []int  // for the quorum and for elections
	Observer bool   // it does not vote
	Client   string // host:port for clients; "" where it is not told
	Group    string // that it votes in; "" where all vote together
	Weight   int    // of its vote
}

// Votes reports whether a quorum counts the member: it is no observer, and has weight.
func (m Member) Votes() bool { return !m.Observer && m.Weight > 0 }

// maxMembers is the most members that are taken from a server.
const maxMembers = 255

// maxWeight bounds what one vote weighs here, so that sums of them stay numbers.
const maxWeight = 1e9

// parseConf takes what conf answers: settings, and below the word membership those of
// the ensemble.
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

// group sets with what weight members vote, and in which groups (weight.ID, group.N=ID:ID).
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

// parseMember takes server.ID=HOST:PORT:PORT[:ROLE][;[HOST:]PORT]. Of several addresses
// of one server, parted by "|", the first counts.
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

// peerPorts returns the server's ports for its peers: as a member of the ensemble or, before 3.5,
// among its settings.
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

// own are the settings that are each server's own.
var own = []string{
	"clientPort", "secureClientPort", "serverId", "electionPort", "quorumPort", "peerType", "dataDirSize", "dataLogSize",
	"clientPortAddress", "secureClientPortAddress", "version",
}

// Difference is a setting that servers do not have in common.
type Difference struct {
	Setting string
	Values  []string // of each server, in their order; "" where it is not told
}

// folders say where a server keeps its data: they may differ, and are shown.
var folders = []string{"dataDir", "dataLogDir"}

// MembersSetting stands for the ensemble's members among settings.
const MembersSetting = "server.N"

// Compare returns the settings of all servers that tell any, and which of them ought to
// be the same and are not.
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

// membersText returns the members as one line that is the same for the same members.
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
