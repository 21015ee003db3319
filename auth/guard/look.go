package guard

import (
	"context"
	"strconv"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// Looked records that a znode's page or JSON was requested, and the outcome: one entry a minute for
// each person and znode, and none if looks are not recorded. If nothing was shown or refused,
// because the znode does not exist or nobody answered, nothing is recorded. A failure to record it
// does not matter here: the trail reports it, and so does every page.
func (g *Guard) Looked(path znode.Path, err error) {
	g.look(g.outcome(audit.NodeRead, path, err), err)
}

// Listed records, as Looked does, that a znode's children were shown with their values, once for
// all of them.
func (g *Guard) Listed(path znode.Path, err error) {
	entry := g.outcome(audit.NodeRead, path, err)
	entry.Settings = withSettings(entry.Settings, map[string]string{"values": "children"})
	g.look(entry, err)
}

// Identified records, as Looked does, that contenders for a lock were shown with the names in their
// data, once for all of them.
func (g *Guard) Identified(lock znode.Path, contenders int) {
	entry := g.outcome(audit.NodeRead, lock, nil)
	entry.Settings = withSettings(entry.Settings, map[string]string{"contenders": strconv.Itoa(contenders)})
	g.look(entry, nil)
}

// Searched records, as Looked does, that the names of a znode's children were searched: one entry a
// minute for each person, znode and part of a name.
func (g *Guard) Searched(path znode.Path, part string, err error) {
	entry := g.outcome(audit.NodeSearch, path, err)
	entry.Settings = withSettings(entry.Settings, map[string]string{"q": part})
	g.look(entry, err)
}

// Traced records, as Looked does, that the servers were asked what a session holds and watches, or
// who watches a znode; settings say which.
func (g *Guard) Traced(path znode.Path, settings map[string]string) {
	entry := g.outcome(audit.NodeSearch, path, nil)
	entry.Settings = withSettings(entry.Settings, settings)
	g.look(entry, nil)
}

// Walked records, in one entry, that everything below a znode was read; settings say for what, and
// with what result.
func (g *Guard) Walked(ctx context.Context, path znode.Path, settings map[string]string, err error) {
	if g.rules.UnrecordedReads {
		return
	}
	ctx, cancel := Recording(ctx)
	defer cancel()
	entry := g.outcome(audit.NodeSearch, path, err)
	entry.Settings = withSettings(entry.Settings, settings)
	_, _ = g.rules.Trail.Append(ctx, entry)
}

// LookedBack records, as Looked does, that the past of a znode or of all below it was shown, once
// for all of it.
func (g *Guard) LookedBack(path znode.Path, settings map[string]string, err error) {
	entry := g.outcome(audit.NodeRead, path, err)
	entry.Settings = withSettings(entry.Settings, settings)
	g.look(entry, err)
}

// Hash returns the keyed hash of a text that may be a secret, for an entry about a znode.
func (g *Guard) Hash(path znode.Path, text string) string {
	return g.rules.Trail.KeyedHash(g.entry.Cluster, path, []byte(text))
}

func (g *Guard) look(entry audit.Entry, err error) {
	if kind := znode.KindOf(err); g.rules.UnrecordedReads || kind == znode.NotFound || kind == znode.Unavailable {
		return
	}
	g.rules.Trail.AppendRead(entry)
}

// Downloaded records that a znode's bytes were requested, and the outcome.
func (g *Guard) Downloaded(ctx context.Context, path znode.Path, err error) {
	ctx, cancel := Recording(ctx)
	defer cancel()
	_, _ = g.rules.Trail.Append(ctx, g.outcome(audit.NodeRaw, path, err))
}

// Exported records that all below a znode was downloaded: how, and with what result.
func (g *Guard) Exported(ctx context.Context, path znode.Path, settings map[string]string, err error) {
	ctx, cancel := Recording(ctx)
	defer cancel()
	entry := g.outcome(audit.NodeExport, path, err)
	entry.Settings = withSettings(entry.Settings, settings)
	_, _ = g.rules.Trail.Append(ctx, entry)
}

func (g *Guard) outcome(event audit.Event, path znode.Path, err error) audit.Entry {
	return g.Entry(event, path, OutcomeOf(err)).Because(err)
}
