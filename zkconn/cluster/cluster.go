// Package cluster describes ZooKeeper ensembles: their connection strings, the versions and the
// state of their servers, what TLS connections to them need, and their own configuration. It asks
// servers by four-letter words and at AdminServer.
package cluster

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// Cluster is a ZooKeeper ensemble, as --cluster describes it.
type Cluster struct {
	Name     string     // name in URLs: letters, digits, "-", "_" and "."
	Servers  []string   // host:port, in the given order
	Chroot   znode.Path // every path is below it; the root if there is none
	TLS      bool       // whether the servers speak TLS on these ports
	Mark     Mark       // how pages distinguish it from other clusters
	ReadOnly bool       // whether the console refuses all changes in it

	AdminPort int // port of the servers' AdminServer; 0 for 8080; negative if it must not be asked

	SessionTimeout time.Duration // requested of ZooKeeper; 0 for that of all clusters
	TLSConfig      *tls.Config   // trust and client certificate for TLS; nil for those of all clusters
}

// MaxServers is the largest number of servers of a cluster.
const MaxServers = 64

const (
	defaultPort    = 2181
	maxClusterName = 64
)

// Parse parses NAME=[tls://]HOST:PORT[,HOST:PORT…][/CHROOT]: a name, and a connection string as
// kazoo and zkCli have it (kazoo.hosts.collect_hosts). If the servers speak TLS, tls:// stands
// before the first or before each. The port defaults to 2181; an IPv6 address is in brackets. The
// error is one sentence that says what is wrong.
func Parse(text string) (Cluster, error) {
	name, connection, ok := strings.Cut(text, "=")
	if !ok {
		return Cluster{}, errors.New("the name with its = is missing")
	}
	if err := checkClusterName(name); err != nil {
		return Cluster{}, err
	}
	connection, secure, err := cutScheme(strings.TrimSpace(connection))
	if err != nil {
		return Cluster{}, err
	}
	hosts, chroot := connection, ""
	if slash := strings.IndexByte(connection, '/'); slash >= 0 {
		hosts, chroot = connection[:slash], connection[slash:]
	}
	cluster := Cluster{Name: name, TLS: secure}
	if cluster.Servers, err = parseServers(hosts); err != nil {
		return Cluster{}, err
	}
	cluster.Chroot, err = parseChroot(chroot)
	return cluster, err
}

// cutScheme removes tls:// from before the servers, and reports whether it was there.
func cutScheme(connection string) (rest string, secure bool, err error) {
	servers := strings.Split(connection, ",")
	with := 0 // number of servers with tls:// before them
	for i, server := range servers {
		scheme, address, ok := strings.Cut(strings.TrimSpace(server), "://")
		if !ok || strings.Contains(scheme, "/") { // none, or it is part of the chroot
			continue
		}
		if scheme != "tls" {
			return "", false, fmt.Errorf("ZooKeeper's servers have no %q before them; write tls:// where they speak TLS, else nothing", scheme+"://")
		}
		with++
		secure = secure || i == 0
		servers[i] = address
	}
	if with > 1 && with < len(servers) || with == 1 && !secure {
		return "", false, errors.New("tls:// stands once, before the first server, or before each: all of a cluster's servers speak TLS, or none")
	}
	return strings.Join(servers, ","), secure, nil
}

// parseChroot parses what follows the servers. Like kazoo it ignores superfluous slashes.
func parseChroot(text string) (znode.Path, error) {
	if strings.ContainsAny(text, ",，") {
		return znode.Path{}, errors.New("the chroot is written once, at the end: HOST:PORT,HOST:PORT/CHROOT")
	}
	names := slices.DeleteFunc(strings.Split(text, "/"), func(name string) bool { return name == "" })
	chroot, err := znode.ParsePath("/" + strings.Join(names, "/"))
	if err != nil {
		return znode.Path{}, errors.New("the chroot is not a path that ZooKeeper takes")
	}
	return chroot, nil
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
		if !slices.ContainsFunc(servers, func(s string) bool { return strings.EqualFold(s, server) }) { // a duplicate would be asked and counted twice
			servers = append(servers, server)
		}
	}
	if len(servers) > MaxServers {
		return nil, fmt.Errorf("a cluster has at most %d servers", MaxServers)
	}
	return servers, nil
}

// parseServer returns the host:port of one server of a connection string.
func parseServer(text string) (string, error) {
	switch {
	case text == "":
		return "", errors.New("a server's host name is missing: is there a comma too many?")
	case strings.Contains(text, "@"):
		return "", errors.New("no user name or password stands in a server's address: people type theirs when they sign in")
	case strings.ContainsAny(text, "; \t"):
		return "", errors.New("a comma stands between two servers, and nothing else")
	}
	if at := strings.IndexFunc(text, isStrange); at >= 0 {
		r, _ := utf8.DecodeRuneInString(text[at:])
		return "", fmt.Errorf("%q has a %q (%U) in it, which stands in no server's address: write HOST:PORT, with a comma between two", text, r, r)
	}
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
	if _, err := netip.ParseAddr(host); err != nil && strings.ContainsAny(host, ":[]") {
		return "", fmt.Errorf("%q is no IPv6 address", host)
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		return "", fmt.Errorf("a port is a number from 1 to 65535, and %q is none", port)
	}
	return net.JoinHostPort(host, port), nil
}

// isStrange reports whether a character cannot be part of a server's address: the forms of ":" and
// "," that an input method types, invisible characters, and anything else that is not part of a
// name.
func isStrange(r rune) bool {
	switch {
	case r <= ' ' || r == 0x7f || r >= 0xff00 && r <= 0xffef: // the last range are the wide forms
		return true
	case r < 0x7f:
		return strings.ContainsRune("!\"#$&'()*<=>?\\^`{|}~", r)
	}
	return !unicode.In(r, unicode.L, unicode.M, unicode.N)
}
