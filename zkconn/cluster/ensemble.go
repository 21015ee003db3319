package cluster

import (
	"net"
	"strconv"
	"strings"
)

// EnsemblePath is the path at which an ensemble keeps its own configuration, from 3.5 on
// (ZooDefs.CONFIG_NODE). It is outside any chroot.
const EnsemblePath = "/zookeeper/config"

// ParseEnsemble returns the addresses for clients in lines of the form
// server.ID=HOST:PORT:PORT[:ROLE];[HOST:]PORT. If a server has several addresses, separated by "|",
// it returns the first.
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

// clientAddress returns the address for clients. If it is only a port, or has an unspecified host,
// the host is that of the address for peers.
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

// peerHost returns the host of HOST:PORT:PORT[:ROLE]. It may be an IPv6 address in brackets.
func peerHost(peer string) string {
	if rest, ok := strings.CutPrefix(peer, "["); ok {
		host, _, _ := strings.Cut(rest, "]")
		return host
	}
	host, _, _ := strings.Cut(peer, ":")
	return host
}
