package guard

import (
	"context"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// Looked records that a znode's page or JSON was asked for and what became of
// it: one entry for each person and znode in a minute, and none where looks are
// not recorded. What was neither shown nor refused, as it is not there or nobody
// answered, is not recorded. That it cannot be is no reason to show nothing: the
// trail itself says so, and every page.
func (g *Guard) Looked(path znode.Path, err error) {
	g.look(g.outcome(audit.NodeRead, path, err), err)
}

// Searched records, as Looked does, that the names of a znode's children were
// searched for a part: one entry for each person, znode and part in a minute.
func (g *Guard) Searched(path znode.Path, part string, err error) {
	entry := g.outcome(audit.NodeSearch, path, err)
	entry.Settings = map[string]string{"q": part}
	g.look(entry, err)
}

func (g *Guard) look(entry audit.Entry, err error) {
	if kind := znode.KindOf(err); g.rules.UnrecordedReads || kind == znode.NotFound || kind == znode.Unavailable {
		return
	}
	g.rules.Trail.AppendRead(entry)
}

// Downloaded records that a znode's bytes were asked for and what became of it.
func (g *Guard) Downloaded(ctx context.Context, path znode.Path, err error) {
	ctx, cancel := Recording(ctx)
	defer cancel()
	_ = g.rules.Trail.Append(ctx, g.outcome(audit.NodeRaw, path, err))
}

func (g *Guard) outcome(event audit.Event, path znode.Path, err error) audit.Entry {
	return g.Entry(event, path, OutcomeOf(err)).Because(err)
}
