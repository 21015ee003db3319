package session

import (
	"context"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// Identity is one identity of the session in ZooKeeper, such as "digest" and "alice", or "ip" and
// an address (org.apache.zookeeper.data.ClientInfo).
type Identity struct{ Scheme, User string }

// WhoAmI asks how ZooKeeper knows this session. For servers before 3.7, which do not know the
// operation, it fails with Unavailable and sends nothing.
func (s *Session) WhoAmI(ctx context.Context) ([]Identity, error) {
	_, reply, err := s.askNewer(ctx, 3, 7, wire.OpWhoAmI, func(*jute.Encoder) {})
	if err != nil {
		return nil, err
	}
	all := make([]Identity, reply.Count(8))
	for i := range all {
		all[i] = Identity{reply.Text(), reply.Text()}
	}
	return all, reply.Finish()
}

// askNewer is like ask for an operation that servers before major.minor would answer by dropping
// the connection: those are not asked. It also returns the link that it used.
func (s *Session) askNewer(ctx context.Context, major, minor int, operation int32, body func(*jute.Encoder)) (*wire.Link, *wire.Reply, error) {
	l, err := s.connected(ctx)
	if err != nil {
		return nil, nil, err
	}
	s.learnVersion(ctx, l)
	switch version := s.options.versions.Of(l.Server()); {
	case version == (cluster.Version{}):
		return nil, nil, unavailable(znode.CodeVersionUnknown, znode.Args{"server": l.Server()}, wire.CodeUnimplemented)
	case !version.AtLeast(major, minor):
		return nil, nil, wire.CodeUnimplemented.Meaning()
	}
	c, err := l.Start(operation, body)
	if err != nil {
		return nil, nil, err
	}
	reply, err := l.Wait(ctx, c)
	return l, reply, err
}
