// Package cluster holds what the console knows of a ZooKeeper ensemble as a whole:
// how a person writes it down, its servers' versions, what TLS to it needs and
// its own configuration.
package cluster

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// Cluster is one ZooKeeper ensemble as the console was told of it.
type Cluster struct {
	Name    string     // in URLs: letters, digits, "-", "_" and "."
	Servers []string   // host:port, in the order given
	Chroot  znode.Path // every path is below it; the root when there is none
	TLS     bool       // its servers speak TLS on these ports
}

// MaxServers is the most servers that a cluster may have.
const MaxServers = 64

const (
	defaultPort    = 2181
	maxClusterName = 64
)

// Parse reads NAME=[tls://]HOST:PORT[,HOST:PORT…][/CHROOT]: a name and a
// connection string as kazoo and zkCli take it (kazoo.hosts.collect_hosts), with
// tls:// before it where the servers speak TLS. A missing port is 2181; an IPv6
// address stands in brackets. The error is one sentence that says what is wrong.
func Parse(text string) (Cluster, error) {
	name, connection, ok := strings.Cut(text, "=")
	if !ok {
		return Cluster{}, errors.New("a cluster is written NAME=[tls://]HOST:PORT[,HOST:PORT…][/CHROOT]")
	}
	if err := checkClusterName(name); err != nil {
		return Cluster{}, err
	}
	connection, secure := strings.CutPrefix(connection, "tls://")
	hosts, chroot := connection, ""
	if slash := strings.IndexByte(connection, '/'); slash >= 0 {
		hosts, chroot = connection[:slash], connection[slash:]
	}
	servers, err := parseServers(hosts)
	if err != nil {
		return Cluster{}, err
	}
	cluster := Cluster{Name: name, Servers: servers, TLS: secure}
	if chroot != "" {
		if cluster.Chroot, err = znode.ParsePath(chroot); err != nil {
			var refused *znode.Error
			errors.As(err, &refused)
			return Cluster{}, fmt.Errorf("the chroot is not a path: %s", refused.Message)
		}
	}
	return cluster, nil
}

func checkClusterName(name string) error {
	if name == "" || len(name) > maxClusterName {
		return fmt.Errorf("a cluster's name has 1 to %d characters", maxClusterName)
	}
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r)) {
			return errors.New("a cluster's name is made of letters, digits, “-”, “_” and “.”")
		}
	}
	if strings.Trim(name, ".") == "" {
		return errors.New("a cluster's name has a letter or a digit in it")
	}
	return nil
}

func parseServers(hosts string) ([]string, error) {
	var servers []string
	for host := range strings.SplitSeq(hosts, ",") {
		server, err := parseServer(strings.TrimSpace(host))
		if err != nil {
			return nil, err
		}
		servers = append(servers, server)
	}
	if len(servers) > MaxServers {
		return nil, fmt.Errorf("a cluster has at most %d servers", MaxServers)
	}
	return servers, nil
}

// parseServer gives host:port of one server of a connection string.
func parseServer(text string) (string, error) {
	host, port := text, strconv.Itoa(defaultPort)
	switch bracketed := strings.HasPrefix(text, "["); {
	case bracketed && strings.HasSuffix(text, "]"):
		host = text[1 : len(text)-1]
	case bracketed || strings.Count(text, ":") == 1:
		var err error
		if host, port, err = net.SplitHostPort(text); err != nil {
			return "", errors.New("a server is written HOST:PORT, an IPv6 address [ADDRESS]:PORT")
		}
	case strings.Contains(text, ":"):
		return "", errors.New("an IPv6 address stands in brackets: [ADDRESS]:PORT")
	}
	if host == "" {
		return "", errors.New("a server's host name is missing")
	}
	if strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune("@=?#\\[]", r) }) {
		return "", errors.New("a server's host name has a character that no host name has")
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		return "", errors.New("a port is a number from 1 to 65535")
	}
	return net.JoinHostPort(host, port), nil
}
