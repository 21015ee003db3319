package guard

import (
	"context"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// One gives access to one znode, with its secrets masked, to somebody else than the person whose
// permissions it has.
type One struct {
	guard *Guard
	path  znode.Path
}

// One returns access to a znode. It fails with Denied if the person may not share it.
func (g *Guard) One(path znode.Path) (*One, error) {
	if err := g.Decide(people.Share, path).Refusal(g.Person.Role); err != nil {
		return nil, err
	}
	return &One{g.Masked(), path}, nil
}

// GetLines is Guard.GetLines for the znode.
func (o *One) GetLines(ctx context.Context) (Lines, znode.Stat, error) {
	return o.guard.GetLines(ctx, o.path)
}

// Shared records that a share link is made. It fails with Unavailable if that cannot be recorded.
func (g *Guard) Shared(ctx context.Context, path znode.Path, settings map[string]string) error {
	ctx, cancel := Recording(ctx)
	defer cancel()
	entry := g.Entry(audit.ShareMake, path, audit.OK)
	entry.Settings = settings
	_, err := g.intend(ctx, entry, znode.CodeShareUnrecorded)
	return err
}

// ShareEnded records that a share link was ended. In a cluster that is not the guard's, nobody
// verifies who did it. If it cannot be recorded the link has still ended, and the trail itself
// reports that it cannot be written.
func (g *Guard) ShareEnded(ctx context.Context, cluster string, path znode.Path, settings map[string]string) {
	entry := g.Entry(audit.ShareEnd, path, audit.OK)
	entry.Settings = settings
	if cluster != g.Cluster() {
		entry.Cluster, entry.Verified, entry.Role, entry.Identities, entry.Session = cluster, false, "", nil, ""
	}
	g.record(ctx, entry, nil)
}
