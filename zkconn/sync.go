package zkconn

import (
	"context"

	"zkweb/zkconn/znode"
)

// Sync waits until the server in use has seen all that the leader had committed
// when it was asked: reads after it are not of an earlier state. It asks for no
// permission. As kazoo's sync.
func (s *Session) Sync(ctx context.Context, path znode.Path) error {
	_, err := s.read(ctx, operationSync, path)
	return err
}
