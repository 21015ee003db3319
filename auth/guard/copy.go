package guard

import (
	"bytes"
	"context"

	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Raw reads for a copy: data as it is, where the person may reveal its secrets, and else
// an error. Nothing of it may be shown to anybody: for that there is Reveal. It is a
// walk.Reader, with ReadMany's rules.
type Raw struct{ *Guard }

// ReadMany implements znode.Reader.
func (r Raw) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return r.readMany(ctx, reads, func(i int, result *znode.ReadResult) {
		if r.Decide(people.Reveal, reads[i].Path) != people.Allowed {
			*result = znode.ReadResult{Err: &znode.Error{Kind: znode.Denied, Code: znode.CodeCopyUnread}}
		}
	})
}

// MayCopy fails with Denied where a copy of a znode's data would show a secret that is
// masked where it is now: masks depend on a znode's path, too. It would be a way round
// the record of who has revealed what.
func (g *Guard) MayCopy(ctx context.Context, from znode.Path, there *Guard, to znode.Path, data []byte) error {
	here, err := g.maskOnce(ctx, from, data)
	if err != nil || here.Count == 0 || here.Slow { // what is slow is masked for what it holds, there too
		return err
	}
	shown, err := there.maskOnce(ctx, to, data)
	if err == nil && (shown.Slow || !shown.Whole && !sameShown(shown, here)) {
		err = &znode.Error{Kind: znode.Denied, Code: znode.CodeCopyUnmasks}
	}
	return err
}

// sameShown reports whether people see the same of two masked data: where all of the bytes
// are masked, too, some of what was read in them may be shown.
func sameShown(a, b mask.Masked) bool { return bytes.Equal(a.Data, b.Data) && a.Text() == b.Text() }
