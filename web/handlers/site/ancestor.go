package site

import (
	"context"

	"zkweb/zkconn/znode"
)

// WithAncestor adds the nearest ancestor that exists to the error of a znode
// that does not; other errors stay as they are.
func WithAncestor(ctx context.Context, reader znode.Reader, path znode.Path, err error) error {
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

// StatWithoutData asks for the stat alone, which older servers give without READ,
// when the data was refused; when there is nothing to ask, it gives the refusal.
func StatWithoutData(ctx context.Context, reader znode.Reader, path znode.Path, refusal error) (znode.Stat, error) {
	switch znode.KindOf(refusal) {
	case znode.NotFound, znode.Unavailable:
		return znode.Stat{}, refusal
	}
	return reader.Exists(ctx, path)
}
