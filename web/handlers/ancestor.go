package handlers

import (
	"context"

	"zkweb/zkconn/znode"
)

// withAncestor adds the nearest ancestor that exists to the error of a znode
// that does not; other errors stay as they are.
func withAncestor(ctx context.Context, reader znode.Reader, path znode.Path, err error) error {
	if znode.KindOf(err) != znode.NotFound {
		return err
	}
	absent := absentError{error: err}
	ancestors := path.Ancestors()
	for i, result := range reader.Stats(ctx, ancestors) {
		if result.Err == nil {
			absent.ancestor = &ancestors[i]
		}
	}
	return absent
}
