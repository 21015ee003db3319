package session

import (
	"context"
	"errors"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// Identity is one way in which ZooKeeper knows the session: "digest" and
// "alice", "ip" and an address (org.apache.zookeeper.data.ClientInfo).
type Identity struct{ Scheme, User string }

// WhoAmI asks how ZooKeeper knows this session. Servers before 3.7 do not know
// the operation: Unavailable, and nothing is sent.
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

// GetEphemerals returns the paths at or below path that are this session's own
// ephemeral znodes. Needs 3.6, as WhoAmI needs 3.7.
func (s *Session) GetEphemerals(ctx context.Context, path znode.Path) ([]znode.Path, error) {
	full, err := s.full(path)
	if err != nil {
		return nil, err
	}
	_, reply, err := s.askNewer(ctx, 3, 6, wire.OpGetEphemerals, func(e *jute.Encoder) { e.Text(full) })
	if err != nil {
		return nil, err
	}
	var owned []znode.Path
	for _, text := range reply.Texts() {
		seen, err := s.seen(text)
		if err != nil {
			return nil, errors.Join(err, reply.Finish())
		}
		owned = append(owned, seen)
	}
	return owned, reply.Finish()
}

// GetAllChildrenNumber counts all znodes below path. The server walks its whole
// tree for it. Needs 3.6, as WhoAmI needs 3.7.
func (s *Session) GetAllChildrenNumber(ctx context.Context, path znode.Path) (int, error) {
	full, err := s.full(path)
	if err != nil {
		return 0, err
	}
	_, reply, err := s.askNewer(ctx, 3, 6, wire.OpGetAllChildrenNumber, func(e *jute.Encoder) { e.Text(full) })
	if err != nil {
		return 0, err
	}
	number := reply.Int32()
	return int(number), reply.Finish()
}

// askNewer is ask for an operation that servers before major.minor answer by
// dropping the connection: those are not asked. It tells the link it went over.
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
