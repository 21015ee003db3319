package zkconn

import (
	"context"

	"zkweb/zkconn/znode"
)

// Identity is one way in which ZooKeeper knows the session: "digest" and
// "alice", "ip" and an address (org.apache.zookeeper.data.ClientInfo).
type Identity struct{ Scheme, User string }

// WhoAmI asks how ZooKeeper knows this session. Servers before 3.7 do not know
// the operation: Unavailable, and nothing is sent.
func (s *Session) WhoAmI(ctx context.Context) ([]Identity, error) {
	_, reply, err := s.askNewer(ctx, 3, 7, operationWhoAmI, func(*encoder) {})
	if err != nil {
		return nil, err
	}
	all := make([]Identity, reply.count(8))
	for i := range all {
		all[i] = Identity{reply.string(), reply.string()}
	}
	return all, finish(reply)
}

// GetEphemerals gives the paths at or below path that are this session's own
// ephemeral znodes. Needs 3.6, as WhoAmI needs 3.7.
func (s *Session) GetEphemerals(ctx context.Context, path znode.Path) ([]znode.Path, error) {
	full, err := s.full(path)
	if err != nil {
		return nil, err
	}
	_, reply, err := s.askNewer(ctx, 3, 6, operationGetEphemerals, func(e *encoder) { e.string(full) })
	if err != nil {
		return nil, err
	}
	var owned []znode.Path
	for _, text := range reply.strings() {
		seen, err := s.seen(text)
		if err != nil {
			return nil, err
		}
		owned = append(owned, seen)
	}
	return owned, finish(reply)
}

// GetAllChildrenNumber counts all znodes below path. The server walks its whole
// tree for it. Needs 3.6, as WhoAmI needs 3.7.
func (s *Session) GetAllChildrenNumber(ctx context.Context, path znode.Path) (int, error) {
	full, err := s.full(path)
	if err != nil {
		return 0, err
	}
	_, reply, err := s.askNewer(ctx, 3, 6, operationGetAllChildrenNumber, func(e *encoder) { e.string(full) })
	if err != nil {
		return 0, err
	}
	number := reply.int32()
	return int(number), finish(reply)
}

// askNewer is ask for an operation that servers before major.minor answer by
// dropping the connection: those are not asked. It tells the link it went over.
func (s *Session) askNewer(ctx context.Context, major, minor int, operation int32, body func(*encoder)) (*link, *decoder, error) {
	l, err := s.connected(ctx)
	if err != nil {
		return nil, nil, err
	}
	s.learnVersion(ctx, l.server)
	switch version := s.options.versions.of(l.server); {
	case version == (Version{}):
		return nil, nil, unavailable("The server "+l.server+" did not tell its version (the command srvr), and old ones do not know this operation.", codeUnimplemented)
	case !version.AtLeast(major, minor):
		return nil, nil, codeUnimplemented.meaning()
	}
	c, err := l.start(operation, body)
	if err != nil {
		return nil, nil, notSent(err)
	}
	reply, err := l.wait(ctx, c)
	return l, reply, err
}
