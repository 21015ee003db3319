package site

import (
	"context"

	"zkweb/zkconn/znode"
)

// WithAncestor adds the nearest existing ancestor to the error of a znode that does not exist. It
// returns other errors unchanged.
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

// StatWithoutData reads only the stat, which older servers return without READ, after the data was
// refused. It returns the refusal if asking again is useless.
func StatWithoutData(ctx context.Context, reader znode.Reader, path znode.Path, refusal error) (znode.Stat, error) {
	switch znode.KindOf(refusal) {
	case znode.NotFound, znode.Unavailable:
		return znode.Stat{}, refusal
	}
	return reader.Exists(ctx, path)
}
