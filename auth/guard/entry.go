package guard

import (
	"maps"
	"strings"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

var opEvents = map[znode.OpKind]audit.Event{
	znode.OpCreate: audit.NodeCreate, znode.OpSet: audit.NodeSet, znode.OpDelete: audit.NodeDelete, znode.OpSetACL: audit.NodeACL,
}

// intent returns the entry for what is about to be applied: one change, or a batch.
func (g *Guard) intent(ops []znode.Op) audit.Entry {
	if len(ops) > 1 || opEvents[ops[0].Kind] == "" {
		return g.batch(ops)
	}
	op := ops[0]
	entry := g.Entry(opEvents[op.Kind], op.Path, audit.Intent)
	switch op.Kind {
	case znode.OpCreate:
		entry.After = g.hashed(op.Path, op.Data, znode.Stat{})
	case znode.OpSet:
		entry.After = g.hashed(op.Path, op.Data, znode.Stat{Version: op.Version + 1})
	case znode.OpSetACL:
		entry.Settings = withSettings(entry.Settings, map[string]string{"acl": ShownACL(op.ACL)})
	}
	return entry
}

// withSettings returns an entry's settings, such as those of a job, merged with others; nil for
// none.
func withSettings(settings, more map[string]string) map[string]string {
	if len(settings)+len(more) == 0 {
		return nil
	}
	all := map[string]string{}
	maps.Copy(all, settings)
	maps.Copy(all, more)
	return all
}

// describe adds to the entry of a change what is known once it is made.
func (g *Guard) describe(entry *audit.Entry, op znode.Op, result znode.Result) {
	switch op.Kind {
	case znode.OpCreate:
		entry.Path = result.Path.String() // differs for sequential znodes
		entry.After = g.hashed(result.Path, op.Data, result.Stat)
	case znode.OpSet:
		entry.After = g.hashed(op.Path, op.Data, result.Stat)
		if entry.Before != nil && entry.Before.Version != result.Stat.Version-1 {
			entry.Before = nil // it was changed between the read and the change
		}
	}
}

// batch returns the entry for several ops.
func (g *Guard) batch(ops []znode.Op) audit.Entry {
	paths := make([]string, len(ops))
	for i, op := range ops {
		paths[i] = op.Path.String()
	}
	at := commonAncestor(ops)
	entry := g.Entry(audit.NodeBatch, at, audit.Intent)
	entry.Batch = &audit.Batch{
		Count: len(ops), First: paths[0], Last: paths[len(paths)-1],
		Paths: g.rules.Trail.KeyedHash(g.entry.Cluster, at, []byte(strings.Join(paths, "\n"))),
	}
	return entry
}

// commonAncestor returns the deepest common ancestor of all ops' znodes.
func commonAncestor(ops []znode.Op) znode.Path {
	common := ops[0].Path
	for _, op := range ops[1:] {
		for {
			if _, below := op.Path.Below(common); below {
				break
			}
			common = common.Parent()
		}
	}
	return common
}

func (g *Guard) hashed(path znode.Path, data []byte, stat znode.Stat) *audit.Data {
	return &audit.Data{Version: stat.Version, Mzxid: stat.Mzxid, Length: len(data), Hash: g.rules.Trail.KeyedHash(g.entry.Cluster, path, data)}
}
