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

// followEnsemble reads which servers the ensemble has now and makes them the
// first to try, and sets a watch on that. It does so only where
//
//   - the configuration is ZooKeeper's own (isOwnConfiguration): credentials go to
//     the servers that it names, and who has a person's profile is believed them;
//   - the server in use is one of them under the address it was reached at: behind
//     a proxy or a translated network the ensemble's own addresses lead nowhere;
//   - the cluster does not speak TLS: the configuration has no TLS ports.
//
// Where reading it costs the connection, it is not asked for again.
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
		e.Bool(true) // tell of the next change
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

// isOwnConfiguration reports whether nobody but ZooKeeper can have written the
// configuration. A server (3.5 and newer) makes this znode itself, outside of any
// transaction: its czxid and mzxid are 0, its version and its ACL's are -1, and no
// client can make it so. On 3.4 it is a znode that anybody may create; on a server
// that skips ACLs anybody may set it. A reconfiguration, which an ACL allows to
// super alone unless configured otherwise, moves nothing but the mzxid; where it is
// enabled (reconfigEnabled), each election moves it too.
func isOwnConfiguration(stat znode.Stat, orReconfigured bool) bool {
	return stat.Czxid == 0 && stat.Version == -1 && stat.Aversion == -1 && (stat.Mzxid == 0 || orReconfigured)
}

// follow makes the members the first servers to try, if the address in use is one
// of theirs, and warns once of each that the console was not given.
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

// sameAddress compares IP:port by meaning: an IPv6 address has several spellings.
func sameAddress(one, other string) bool {
	a, errA := netip.ParseAddrPort(one)
	b, errB := netip.ParseAddrPort(other)
	return errA == nil && errB == nil && a.Port() == b.Port() && a.Addr().Unmap() == b.Addr().Unmap()
}
