package session

import (
	"context"
	"errors"
	"fmt"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// MaxData is the most bytes of data the console writes into one znode. A
// request over jute.maxbuffer (1 MiB unless changed) would make the server drop
// the connection.
const MaxData = 1_000_000

var _ znode.OldWriter = (*Session)(nil)

// Create implements znode.OldWriter.
func (s *Session) Create(ctx context.Context, path znode.Path, data []byte, acl []znode.ACL, mode znode.CreateMode) (znode.Path, error) {
	reply, err := s.write(ctx, wire.OpCreate, path, data, func(e *jute.Encoder, full string) {
		e.Text(full)
		e.Buffer(data)
		e.ACLs(acl)
		e.Int32(int32(mode))
	})
	if err != nil {
		return znode.Path{}, err
	}
	created := reply.Text()
	if err := wire.Finish(reply); err != nil {
		return znode.Path{}, err
	}
	return s.seen(created)
}

// Set implements znode.OldWriter.
func (s *Session) Set(ctx context.Context, path znode.Path, data []byte, version int32) (znode.Stat, error) {
	reply, err := s.write(ctx, wire.OpSetData, path, data, func(e *jute.Encoder, full string) {
		e.Text(full)
		e.Buffer(data)
		e.Int32(version)
	})
	if err != nil {
		return znode.Stat{}, err
	}
	stat := reply.Stat()
	return stat, wire.Finish(reply)
}

// Delete implements znode.OldWriter.
func (s *Session) Delete(ctx context.Context, path znode.Path, version int32) error {
	_, err := s.write(ctx, wire.OpDelete, path, nil, func(e *jute.Encoder, full string) {
		e.Text(full)
		e.Int32(version)
	})
	return err
}

// write sends one change and waits for its answer. Once it is sent, only an
// answer tells what became of it.
func (s *Session) write(ctx context.Context, operation int32, path znode.Path, data []byte, body func(*jute.Encoder, string)) (*jute.Decoder, error) {
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
	c, err := l.Start(operation, func(e *jute.Encoder) { body(e, full) })
	if err != nil {
		return nil, err
	}
	reply, err := l.Wait(ctx, c)
	var answered wire.Code
	if err != nil && !errors.As(err, &answered) {
		return nil, &znode.Error{Kind: znode.UnknownOutcome, Cause: err,
			Message: "The change was sent and no answer came: it may have happened or not. Look at the znode before you try again."}
	}
	return reply, err
}
