package session

import (
	"context"

	"zkweb/zkconn/znode"
)

var _ znode.OldWriter = (*Session)(nil)

// Create implements znode.OldWriter.
func (s *Session) Create(ctx context.Context, path znode.Path, data []byte, acl []znode.ACL, mode znode.CreateMode) (znode.Path, error) {
	result, err := znode.Create(ctx, s, path, data, acl, mode)
	return result.Path, err
}

// Set implements znode.OldWriter.
func (s *Session) Set(ctx context.Context, path znode.Path, data []byte, version int32) (znode.Stat, error) {
	return znode.Set(ctx, s, path, data, version)
}

// Delete implements znode.OldWriter.
func (s *Session) Delete(ctx context.Context, path znode.Path, version int32) error {
	return znode.Delete(ctx, s, path, version)
}

// SetACLs replaces a znode's ACL.
func (s *Session) SetACLs(ctx context.Context, path znode.Path, acl []znode.ACL, aversion int32) (znode.Stat, error) {
	return znode.SetACL(ctx, s, path, acl, aversion)
}
