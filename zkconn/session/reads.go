package session

import (
	"context"
	"errors"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

var _ znode.Reader = (*Session)(nil)

// Exists implements znode.Reader.
func (s *Session) Exists(ctx context.Context, path znode.Path) (znode.Stat, error) {
	reply, err := s.read(ctx, wire.OpExists, path)
	if err != nil {
		return znode.Stat{}, err
	}
	stat := reply.Stat()
	if err := reply.Finish(); err != nil {
		return znode.Stat{}, err
	}
	if stat.DataLength > largeBytes {
		s.shapes().rememberOwn(path, sizesOf(stat))
	}
	return stat, nil
}

// Get implements znode.Reader. The caller owns the data. Data that is known to be large is read so
// that nothing else waits for it.
func (s *Session) Get(ctx context.Context, path znode.Path) ([]byte, znode.Stat, error) {
	r := &reading{kind: dataOf, path: path}
	if !s.shapes().sizesOf(path).is(largeData) {
		s.readAll(ctx, []*reading{r})
	} else {
		stat, err := s.Exists(ctx, path)
		if err != nil {
			return nil, znode.Stat{}, err
		}
		s.readLarge(ctx, r, stat)
	}
	if r.Err != nil {
		return nil, znode.Stat{}, r.Err
	}
	s.shapes().rememberOwn(path, sizesOf(r.Stat))
	return r.data, r.Stat, nil
}

// GetChildren implements znode.Reader. The names of a large znode are kept as long as its stat
// proves that they are unchanged.
func (s *Session) GetChildren(ctx context.Context, path znode.Path) ([]string, znode.Stat, error) {
	key := s.options.memory.keyOf(namesKind, s, path)
	if kept := s.options.memory.namesOf(key); kept != nil {
		now, err := s.Exists(ctx, path)
		if err != nil {
			return nil, znode.Stat{}, err
		}
		if sameChildren(kept.stat, now) && s.options.memory.holds(key) {
			return kept.names, now, nil
		}
	}
	reply, err := s.read(ctx, wire.OpGetChildren, path)
	if err != nil {
		return nil, znode.Stat{}, err
	}
	names, stat := sorted(reply.Texts()), reply.Stat()
	if err := reply.Finish(); err != nil {
		return nil, znode.Stat{}, err
	}
	s.options.memory.keepNames(key, newKeptNames(names, stat))
	return names, stat, nil
}

// GetACLs implements znode.Reader.
func (s *Session) GetACLs(ctx context.Context, path znode.Path) ([]znode.ACL, znode.Stat, error) {
	reply, err := s.read(ctx, wire.OpGetACL, path)
	if err != nil {
		return nil, znode.Stat{}, err
	}
	acls, stat := reply.ACLs(), reply.Stat()
	return acls, stat, reply.Finish()
}

// readTries is how often a read is sent if its connection is lost each time. A read changes
// nothing, and another server may be available at once.
const readTries = 3

// again calls ask until it succeeds or fails other than by a lost connection, at most readTries
// times.
func again(ask func() error) error {
	for try := 1; ; try++ {
		if err := ask(); !errors.Is(err, wire.ErrDropped) || try == readTries {
			return err
		}
	}
}

// read sends a read of one path without setting a watch.
func (s *Session) read(ctx context.Context, operation int32, path znode.Path) (*wire.Reply, error) {
	full, err := s.full(path)
	if err != nil {
		return nil, err
	}
	var reply *wire.Reply
	err = again(func() (err error) {
		reply, err = s.ask(ctx, operation, pathBody(operation, full))
		return s.untaken(ctx, len(full)+besidePath, err)
	})
	return reply, s.missing(ctx, path, err)
}

// ask sends one request that changes nothing, and waits for its answer.
func (s *Session) ask(ctx context.Context, operation int32, body func(*jute.Encoder)) (*wire.Reply, error) {
	l, err := s.connected(ctx)
	if err != nil {
		return nil, err
	}
	c, err := l.Start(operation, body)
	if err != nil {
		return nil, err
	}
	return l.Wait(ctx, c)
}

// connected is like await, but waits for at most connectionTimeout.
func (s *Session) connected(ctx context.Context) (*wire.Link, error) {
	ctx, cancel := context.WithTimeout(ctx, connectionTimeout)
	defer cancel()
	return s.await(ctx)
}
