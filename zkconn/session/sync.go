package session

import (
	"context"
	"errors"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// Sync waits until the server in use has seen all that the leader had committed when it was asked,
// so that later reads are not older. It needs no permission. It is like kazoo's sync. If the server
// is the leader, it does not wait (FinalRequestProcessor answers it like a read), so a change that
// was acknowledged through a follower may become visible there a moment later.
func (s *Session) Sync(ctx context.Context, path znode.Path) error {
	_, err := s.Synced(ctx, path)
	return err
}

// Synced is like Sync, and returns the zxid of the last transaction that the server had applied
// then.
func (s *Session) Synced(ctx context.Context, path znode.Path) (zxid int64, err error) {
	reply, err := s.read(ctx, wire.OpSync, path)
	if err != nil {
		return 0, err
	}
	return reply.Zxid, reply.Finish()
}

// GetSynced returns a znode's data and ACL as after Sync. It sends the three requests at once,
// because a server answers the requests of a session in order. It needs READ, and sends the same
// requests whatever the answer to the first is. It fails like Get, and with Unavailable if any of
// the requests does.
func (s *Session) GetSynced(ctx context.Context, path znode.Path) (data []byte, acl []znode.ACL, err error) {
	full, err := s.full(path)
	if err != nil {
		return nil, nil, err
	}
	err = again(func() error {
		replies, err := s.askAtOnce(ctx, full, wire.OpSync, wire.OpGetData, wire.OpGetACL)
		if err != nil {
			return s.untaken(ctx, len(full)+besidePath, err)
		}
		data, acl = replies[1].Buffer(), replies[2].ACLs()
		return errors.Join(replies[0].Finish(), replies[1].Finish(), replies[2].Finish())
	})
	return data, acl, err
}

// askAtOnce sends several requests for one path, which change nothing, before it waits for the
// first answer.
func (s *Session) askAtOnce(ctx context.Context, full string, operations ...int32) ([]*wire.Reply, error) {
	l, err := s.connected(ctx)
	if err != nil {
		return nil, err
	}
	calls := make([]*wire.Call, len(operations))
	for i, operation := range operations {
		if calls[i], err = l.Start(operation, pathBody(operation, full)); err != nil {
			return nil, err
		}
	}
	replies, errs := make([]*wire.Reply, len(calls)), make([]error, len(calls))
	for i, call := range calls {
		replies[i], errs[i] = l.Wait(ctx, call)
	}
	for _, err := range errs {
		if znode.KindOf(err) == znode.Unavailable {
			return nil, err
		}
	}
	return replies, errors.Join(errs...)
}

// pathBody returns the body of a read of one path that sets no watch.
func pathBody(operation int32, full string) func(*jute.Encoder) {
	return func(e *jute.Encoder) {
		e.Text(full)
		if operation != wire.OpGetACL && operation != wire.OpSync {
			e.Bool(false)
		}
	}
}
