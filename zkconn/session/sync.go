package session

import (
	"context"

	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// Sync waits until the server in use has seen all that the leader had committed
// when it was asked: reads after it are not of an earlier state. It asks for no
// permission. As kazoo's sync. On the leader itself it waits for nothing
// (FinalRequestProcessor answers it like a read), so a change that was
// acknowledged through a follower may be seen there a moment later.
func (s *Session) Sync(ctx context.Context, path znode.Path) error {
	_, err := s.read(ctx, wire.OpSync, path)
	return err
}
