package guard

import (
	"context"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// One is a way to one znode alone, with its secrets masked, for somebody else than the
// person whose rights it has.
type One struct {
	guard *Guard
	path  znode.Path
}

// One returns the way to a znode. It fails with Denied where the person may not share it.
func (g *Guard) One(path znode.Path) (*One, error) {
	if err := g.Decide(people.Share, path).Refusal(g.Person.Role); err != nil {
		return nil, err
	}
	return &One{g.Masked(), path}, nil
}

// GetLines is the guard's GetLines, of the one znode.
func (o *One) GetLines(ctx context.Context) (Lines, znode.Stat, error) {
	return o.guard.GetLines(ctx, o.path)
}

// Shared puts on record that a link of a znode is made. It fails with Unavailable where that
// cannot be recorded.
func (g *Guard) Shared(ctx context.Context, path znode.Path, settings map[string]string) error {
	ctx, cancel := Recording(ctx)
	defer cancel()
	entry := g.Entry(audit.ShareMake, path, audit.OK)
	entry.Settings = settings
	_, err := g.intend(ctx, entry, znode.CodeShareUnrecorded)
	return err
}

// ShareEnded puts on record that a link of a znode was ended. In a cluster that is not the
// guard's nobody verifies who did. Where it cannot be recorded the link is over all the same,
// and the trail itself says that it can no longer be written.
func (g *Guard) ShareEnded(ctx context.Context, cluster string, path znode.Path, settings map[string]string) {
	entry := g.Entry(audit.ShareEnd, path, audit.OK)
	entry.Settings = settings
	if cluster != g.Cluster() {
		entry.Cluster, entry.Verified, entry.Role, entry.Identities, entry.Session = cluster, false, "", nil, ""
	}
	g.record(ctx, entry, nil)
}
