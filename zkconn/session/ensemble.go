package session

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

const ensembleTimeout = 5 * time.Second

// followEnsemble reads the present servers of the ensemble, makes the session try them first, and
// sets a watch on the configuration. It makes no use of the configuration unless
//
//   - it is ZooKeeper's own (isOwnConfiguration), because credentials are sent to the servers in
//     it, and these servers determine what a person may do in the console;
//   - it has the address of the server in use, because the ensemble's own addresses cannot be
//     reached behind a proxy or network translation;
//   - the cluster does not speak TLS, because the configuration has no ports for TLS.
//
// If reading it costs the connection, it is not read again.
func (s *Session) followEnsemble(l *wire.Link) {
	if s.cluster.TLS {
		return
	}
	select {
	case s.follows <- struct{}{}:
		defer func() { <-s.follows }()
	default:
		return
	}
	s.following.Lock()
	defer s.following.Unlock()
	if s.unwelcome.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(s.dialing, ensembleTimeout)
	defer cancel()
	config, stat, err := readConfiguration(ctx, l)
	if errors.Is(err, wire.CodeSignInRequired) {
		s.unwelcome.Store(true)
	}
	if err != nil && znode.KindOf(err) != znode.NotFound {
		return
	}
	members := cluster.ParseEnsemble(config)
	if err != nil || len(members) > cluster.MaxServers || !isOwnConfiguration(stat, s.options.FollowReconfigured) {
		members = nil
	}
	s.follow(ctx, members, l.RemoteAddr().String())
}

// readConfiguration returns the ensemble's configuration, and sets a watch on it.
func readConfiguration(ctx context.Context, l *wire.Link) (string, znode.Stat, error) {
	c, err := l.Start(wire.OpGetData, func(e *jute.Encoder) {
		e.Text(cluster.EnsemblePath)
		e.Bool(true) // watch
	})
	if err != nil {
		return "", znode.Stat{}, err
	}
	reply, err := l.Wait(ctx, c)
	if err != nil {
		return "", znode.Stat{}, err
	}
	config := string(reply.Buffer())
	return config, reply.Stat(), reply.Finish()
}

// isOwnConfiguration reports whether only ZooKeeper itself can have written the configuration. A
// server (3.5 and newer) creates this znode outside of any transaction, with czxid and mzxid 0 and
// with -1 as its version and the version of its ACL, which no client can do. On 3.4 anyone may
// create a znode at this path, and on a server that skips ACLs anyone may set it. A
// reconfiguration, which by default only the super user may make, changes the mzxid only. If
// reconfigEnabled is set, each election changes it, too.
func isOwnConfiguration(stat znode.Stat, orReconfigured bool) bool {
	return stat.Czxid == 0 && stat.Version == -1 && stat.Aversion == -1 && (stat.Mzxid == 0 || orReconfigured)
}

// follow makes the session try the members first if the address in use is one of theirs. It logs a
// warning once for each member that the console was not given.
func (s *Session) follow(ctx context.Context, members []string, inUse string) {
	addresses, _ := s.hosts.resolve(ctx, slices.Concat(members, s.cluster.Servers))
	isIn := func(servers []string, address string) bool {
		return slices.ContainsFunc(servers, func(server string) bool {
			return slices.ContainsFunc(addresses[server], func(one string) bool { return sameAddress(one, address) })
		})
	}
	if !isIn(members, inUse) {
		s.hosts.follow(nil)
		return
	}
	for _, member := range members {
		isGiven := slices.ContainsFunc(addresses[member], func(address string) bool { return isIn(s.cluster.Servers, address) })
		if _, warned := s.options.warned.LoadOrStore(s.cluster.Name+" "+member, true); !isGiven && !warned {
			s.options.Logger.Warn("the console also connects to a server that it was not given: the ensemble's configuration names it",
				"cluster", s.cluster.Name, "server", member)
		}
	}
	s.hosts.follow(members)
}

// sameAddress reports whether two IP:port are equal. An IPv6 address can be written in several
// ways.
func sameAddress(one, other string) bool {
	a, errA := netip.ParseAddrPort(one)
	b, errB := netip.ParseAddrPort(other)
	return errA == nil && errB == nil && a.Port() == b.Port() && a.Addr().Unmap() == b.Addr().Unmap()
}
