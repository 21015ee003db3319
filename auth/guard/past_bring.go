package guard

import (
	"context"
	"time"

	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Whole reads past znodes that are brought back: their data as it was, if the person may reveal its
// secrets, and otherwise an error for data with secrets. The data must not be shown to anybody;
// Reveal is for that. It is a walk.Reader, with the rules of ReadMany.
type Whole struct{ *Guard }

// ReadMany implements znode.Reader.
func (w Whole) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return w.readMany(ctx, reads, func(i int, result *znode.ReadResult) {
		if path := reads[i].Path; w.Decide(people.Reveal, path) != people.Allowed {
			data := result.Data
			w.see(ctx, i, path, result, func(_ int, result *znode.ReadResult, masked mask.Masked) {
				if result.Data = data; masked.Count > 0 {
					*result = znode.ReadResult{Err: &znode.Error{Kind: znode.Denied, Code: znode.CodeHistoryMasked}}
				}
			})
		}
	})
}

// Made returns how past znodes were created, which their stats do not tell. For znodes that the
// person may not read, and with a guard for the present, it returns the zero Made.
func (g *Guard) Made(ctx context.Context, paths []znode.Path) ([]history.Made, error) {
	made := make([]history.Made, len(paths))
	session, ok := g.session.(*pastSession)
	if !ok {
		return made, nil
	}
	all, err := session.look(ctx, paths...)
	if err != nil {
		return nil, err
	}
	nodes := make([]history.Was, len(paths))
	for i, was := range all {
		if was.err() == nil {
			nodes[i] = was.Was
		}
	}
	return session.tree.Made(ctx, nodes)
}

const (
	// deletePause is the longest time between two deletes of one deletion; maxDeletes is how many
	// are read.
	deletePause = time.Minute
	maxDeletes  = 100_000
)

// BeforeDeletion returns the zxid before a znode began to be deleted: before its last deletion up
// to a zxid, 0 for the newest, and before the deletions of znodes below it that came directly
// before, as clients delete a subtree. It fails with NotFound if the last change until then that
// the person may know of is no deletion.
func (p *Past) BeforeDeletion(ctx context.Context, path znode.Path, upTo int64) (int64, error) {
	versions, err := p.Versions(ctx, path, upTo, 1)
	if err != nil {
		return 0, err
	}
	if len(versions) == 0 || versions[0].Verb != history.Delete {
		return 0, &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryUndeleted}
	}
	last, looked := versions[0], 0
	for version, err := range p.Changes(ctx, path, history.Window{To: last.Zxid}, time.Time{}) {
		if err != nil {
			return 0, err
		}
		apart := time.Duration(last.Time-version.Time) * time.Millisecond
		if looked++; version.Verb != history.Delete || apart > deletePause || looked > maxDeletes {
			break
		}
		last = version
	}
	return last.Zxid - 1, nil
}
