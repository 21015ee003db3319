package zkconn

import (
	"context"
	"errors"
	"fmt"

	"zkweb/zkconn/znode"
)

// MaxData is the most bytes of data the console writes into one znode. A
// request over jute.maxbuffer (1 MiB unless changed) would make the server drop
// the connection.
const MaxData = 1_000_000

var _ znode.OldWriter = (*Session)(nil)

// Create implements znode.OldWriter.
func (s *Session) Create(ctx context.Context, path znode.Path, data []byte, acl []znode.ACL, mode znode.CreateMode) (znode.Path, error) {
	reply, err := s.write(ctx, operationCreate, path, data, func(e *encoder, full string) {
		e.string(full)
		e.buffer(data)
		e.acls(acl)
		e.int32(int32(mode))
	})
	if err != nil {
		return znode.Path{}, err
	}
	created := reply.string()
	if err := finish(reply); err != nil {
		return znode.Path{}, err
	}
	return s.seen(created)
}

// Set implements znode.OldWriter.
func (s *Session) Set(ctx context.Context, path znode.Path, data []byte, version int32) (znode.Stat, error) {
	reply, err := s.write(ctx, operationSetData, path, data, func(e *encoder, full string) {
		e.string(full)
		e.buffer(data)
		e.int32(version)
	})
	if err != nil {
		return znode.Stat{}, err
	}
	stat := reply.stat()
	return stat, finish(reply)
}

// Delete implements znode.OldWriter.
func (s *Session) Delete(ctx context.Context, path znode.Path, version int32) error {
	_, err := s.write(ctx, operationDelete, path, nil, func(e *encoder, full string) {
		e.string(full)
		e.int32(version)
	})
	return err
}

// write sends one change and waits for its answer. Once it is sent, only an
// answer tells what became of it.
func (s *Session) write(ctx context.Context, operation int32, path znode.Path, data []byte, body func(*encoder, string)) (*decoder, error) {
	if len(data) > MaxData {
		return nil, tooLarge(fmt.Sprintf("The data has %d bytes; the console writes at most %d into a znode.", len(data), MaxData))
	}
	full, err := s.full(path)
	if err != nil {
		return nil, err
	}
	l, err := s.connected(ctx)
	if err != nil {
		return nil, err
	}
	c, err := l.start(operation, func(e *encoder) { body(e, full) })
	if err != nil {
		return nil, notSent(err)
	}
	reply, err := l.wait(ctx, c)
	var answered code
	if err != nil && !errors.As(err, &answered) {
		return nil, &znode.Error{Kind: znode.UnknownOutcome, Cause: err,
			Message: "The change was sent and no answer came: it may have happened or not. Look at the znode before you try again."}
	}
	return reply, err
}
