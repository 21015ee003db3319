package guard

import (
	"bytes"
	"context"

	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Raw reads for a copy: it returns data unmasked if the person may reveal its secrets, and
// otherwise an error. The data must not be shown to anybody; Reveal is for that. It is a
// walk.Reader, with the rules of ReadMany.
type Raw struct{ *Guard }

// ReadMany implements znode.Reader.
func (r Raw) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return r.readMany(ctx, reads, func(i int, result *znode.ReadResult) {
		if r.Decide(people.Reveal, reads[i].Path) != people.Allowed {
			*result = znode.ReadResult{Err: &znode.Error{Kind: znode.Denied, Code: znode.CodeCopyUnread}}
		}
	})
}

// MayCopy fails with Denied if a copy would show a secret that is masked in its present place,
// since masks also depend on the path. Otherwise one could see secrets without a reveal on record.
func (g *Guard) MayCopy(ctx context.Context, from znode.Path, there *Guard, to znode.Path, data []byte) error {
	here, err := g.maskOnce(ctx, from, data)
	if err != nil || here.Count == 0 || here.Slow { // data that was too slow to search is masked there, too
		return err
	}
	shown, err := there.maskOnce(ctx, to, data)
	if err == nil && (shown.Slow || !shown.Whole && !sameShown(shown, here)) {
		err = &znode.Error{Kind: znode.Denied, Code: znode.CodeCopyUnmasks}
	}
	return err
}

// sameShown reports whether people see the same of two masked values. Even if all bytes are masked,
// something that was read in them may be shown.
func sameShown(a, b mask.Masked) bool { return bytes.Equal(a.Data, b.Data) && a.Text() == b.Text() }
