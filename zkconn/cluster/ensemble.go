package cluster

import (
	"net"
	"strconv"
	"strings"
)

// EnsemblePath is where an ensemble keeps its own configuration, 3.5 and newer
// (ZooDefs.CONFIG_NODE). It lies outside any chroot.
const EnsemblePath = "/zookeeper/config"

// ParseEnsemble finds the client addresses in lines of the form
// server.ID=HOST:PORT:PORT[:ROLE];[HOST:]PORT. Several addresses of one server
// stand between "|"; the first is taken.
func ParseEnsemble(config string) []string {
	var members []string
	for line := range strings.Lines(config) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		peer, client, _ := strings.Cut(value, ";")
		if !strings.HasPrefix(key, "server.") || client == "" {
			continue
		}
		if member, err := parseServer(clientAddress(peer, client)); err == nil {
			members = append(members, member)
		}
	}
	return members
}

// clientAddress returns the address for clients; where that is only a port, or any
// address of the host, the host is the one that its peers use.
func clientAddress(peer, client string) string {
	peer, _, _ = strings.Cut(peer, "|")
	client, _, _ = strings.Cut(client, "|")
	host, port, err := net.SplitHostPort(client)
	if err != nil {
		host, port = "", client
	}
	if _, err := strconv.Atoi(port); err != nil {
		return ""
	}
	if host == "" || net.ParseIP(host).IsUnspecified() {
		host = peerHost(peer)
	}
	return net.JoinHostPort(host, port)
}

// peerHost returns the host of HOST:PORT:PORT[:ROLE], of which HOST may be an IPv6
// address in brackets.
func peerHost(peer string) string {
	if rest, ok := strings.CutPrefix(peer, "["); ok {
		host, _, _ := strings.Cut(rest, "]")
		return host
	}
	host, _, _ := strings.Cut(peer, ":")
	return host
}
