package zkconn

import (
	"context"
	"errors"
	"slices"

	"zkweb/zkconn/znode"
)

var _ znode.Reader = (*Session)(nil)

// Exists implements znode.Reader.
func (s *Session) Exists(ctx context.Context, path znode.Path) (znode.Stat, error) {
	reply, err := s.read(ctx, operationExists, path)
	if err != nil {
		return znode.Stat{}, err
	}
	stat := reply.stat()
	return stat, finish(reply)
}

// Get implements znode.Reader. The data is the caller's own.
func (s *Session) Get(ctx context.Context, path znode.Path) ([]byte, znode.Stat, error) {
	reply, err := s.read(ctx, operationGetData, path)
	if err != nil {
		return nil, znode.Stat{}, err
	}
	data, stat := reply.buffer(), reply.stat()
	return data, stat, finish(reply)
}

// GetChildren implements znode.Reader. The names of a large znode are kept while
// its stat says that they are still the same.
func (s *Session) GetChildren(ctx context.Context, path znode.Path) ([]string, znode.Stat, error) {
	key := namesKey{s, path}
	if kept, before, ok := s.options.names.get(key); ok {
		now, err := s.Exists(ctx, path)
		if err != nil {
			return nil, znode.Stat{}, err
		}
		if sameChildren(before, now) {
			return kept, now, nil
		}
	}
	children, stat, err := s.readChildren(ctx, path)
	if err == nil {
		s.options.names.put(key, children, stat)
	}
	return children, stat, err
}

func (s *Session) readChildren(ctx context.Context, path znode.Path) ([]string, znode.Stat, error) {
	reply, err := s.read(ctx, operationGetChildren, path)
	if err != nil {
		return nil, znode.Stat{}, err
	}
	children, stat := reply.strings(), reply.stat()
	slices.Sort(children)
	return children, stat, finish(reply)
}

// GetACLs implements znode.Reader.
func (s *Session) GetACLs(ctx context.Context, path znode.Path) ([]znode.ACL, znode.Stat, error) {
	reply, err := s.read(ctx, operationGetACL, path)
	if err != nil {
		return nil, znode.Stat{}, err
	}
	acls, stat := reply.acls(), reply.stat()
	return acls, stat, finish(reply)
}

func finish(reply *decoder) error {
	if reply.err != nil {
		return garbled(reply.err)
	}
	return nil
}

// read asks for one path without leaving a watch. A read whose connection was
// lost is asked once more: it changes nothing, and another server may be there
// at once.
func (s *Session) read(ctx context.Context, operation int32, path znode.Path) (*decoder, error) {
	full, err := s.full(path)
	if err != nil {
		return nil, err
	}
	body := func(e *encoder) {
		e.string(full)
		if operation != operationGetACL && operation != operationSync {
			e.bool(false)
		}
	}
	reply, err := s.ask(ctx, operation, body)
	if errors.Is(err, errDropped) {
		reply, err = s.ask(ctx, operation, body)
	}
	return reply, err
}

// ask sends one request that changes nothing and waits for its answer.
func (s *Session) ask(ctx context.Context, operation int32, body func(*encoder)) (*decoder, error) {
	l, err := s.connected(ctx)
	if err != nil {
		return nil, err
	}
	c, err := l.start(operation, body)
	if err != nil {
		return nil, notSent(err)
	}
	return l.wait(ctx, c)
}

// connected is await with a call's patience.
func (s *Session) connected(ctx context.Context) (*link, error) {
	ctx, cancel := context.WithTimeout(ctx, connectionPatience)
	defer cancel()
	return s.await(ctx)
}

// wait gives the answer to a call, or forgets the call when ctx ends.
func (l *link) wait(ctx context.Context, c *call) (*decoder, error) {
	select {
	case got := <-c.answer:
		return got.decode()
	case <-ctx.Done():
		l.take(c.xid)
		return nil, unavailable("ZooKeeper ("+l.server+") did not answer in time.", ctx.Err())
	}
}

func (a answer) decode() (*decoder, error) {
	var refused *znode.Error
	switch {
	case errors.As(a.failure, &refused):
		return nil, a.failure
	case a.failure != nil:
		return nil, unavailable("The connection to ZooKeeper was lost while waiting for the answer.", a.failure)
	case a.code != 0:
		return nil, a.code.meaning()
	}
	return &decoder{rest: a.body}, nil
}

func notSent(err error) error {
	if errors.Is(err, errBusy) {
		return unavailable("Too many requests wait for ZooKeeper's answers. Try again.", err)
	}
	return unavailable("The connection to ZooKeeper was lost.", err)
}
