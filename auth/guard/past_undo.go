package guard

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"zkweb/auth/audit"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// replaced returns what the change of an entry has replaced according to the history, in the order
// of its ops. It fails with NotFound if the history does not have the change, and with Denied if
// the person may not read what it replaced.
func (p *Past) replaced(ctx context.Context, entry audit.Entry) ([]kept, error) {
	changes, err := p.made(ctx, entry)
	if err != nil {
		return nil, err
	}
	_, paths := p.inside(changes)
	p.name(paths...) // the entry names these
	seen, err := p.seen(ctx, slices.Clone(changes))
	if err == nil && len(seen) < len(changes) {
		err = errUnseen
	}
	if err != nil {
		return nil, err
	}
	return p.keptBefore(ctx, seen, entry.Batch != nil && entry.Batch.Each)
}

// keptBefore returns what is needed to undo changes, in their order. each says that they were made
// independently of each other.
func (p *Past) keptBefore(ctx context.Context, changes []Version, each bool) ([]kept, error) {
	for _, change := range changes {
		p.name(change.Path)
	}
	before, err := p.before(ctx, changes[0].Zxid, changes)
	if err != nil {
		return nil, err
	}
	all := make([]kept, len(changes))
	for i, change := range changes {
		if all[i], err = before[i].kept(change); each && err == errUnseen {
			all[i].Unknown, all[i].Why, err = true, znode.CodeUndoUnseen, nil // the other changes are still undone
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// errUnseen means that the person may not read what would be brought back.
var errUnseen = &znode.Error{Kind: znode.Denied, Code: znode.CodeUndoUnseen}

// made returns the changes of an entry, in their order.
func (p *Past) made(ctx context.Context, entry audit.Entry) (changes []history.Change, err error) {
	unrecorded := &znode.Error{Kind: znode.NotFound, Code: znode.CodeUndoUnrecorded}
	spans := entry.Batch.Transactions()
	if entry.Zxid != 0 {
		spans = []audit.Span{{First: entry.Zxid, Last: entry.Zxid}}
	}
	if len(spans) == 0 {
		return nil, unrecorded
	}
	missing := int64(0) // number of transactions
	for _, span := range spans {
		missing += span.Last - span.First + 1
	}
	zxid := int64(0)
	for change, err := range p.store.Changes(ctx, p.root, history.Window{From: spans[0].First, To: spans[len(spans)-1].Last}) {
		if err != nil {
			return nil, err
		}
		if !audit.Holds(spans, change.Zxid) {
			continue
		}
		if fmt.Sprintf("%#x", uint64(change.Session)) != entry.Session { // the transaction is another ensemble's
			return nil, unrecorded
		}
		if change.Zxid != zxid {
			zxid, missing = change.Zxid, missing-1
		}
		changes = append(changes, change)
	}
	if missing != 0 {
		return nil, unrecorded
	}
	slices.Reverse(changes)
	return changes, nil
}

// replacing is a znode just before a change, as far as the person may see it.
type replacing struct {
	was       history.Was
	made      history.Made
	data, acl znode.ReadResult
}

// before returns the znodes as they were before a transaction changed them.
func (p *Past) before(ctx context.Context, zxid int64, changes []Version) ([]replacing, error) {
	tree, err := p.store.At(ctx, zxid-1)
	if err != nil {
		return nil, err
	}
	var reads []znode.Read
	real := make([]znode.Path, len(changes))
	for i, change := range changes {
		data := znode.ReadData
		if change.Verb == history.SetACL {
			data = znode.ReadStat // an ACL replaces no data
		}
		reads = append(reads, znode.Read{Path: change.Path, Kind: znode.ReadACL}, znode.Read{Path: change.Path, Kind: data})
		if real[i], err = p.inStore(change.Path); err != nil {
			return nil, err
		}
	}
	nodes, err := tree.Nodes(ctx, real)
	if err != nil {
		return nil, err
	}
	bytes := int64(0)
	for i, node := range nodes {
		if changes[i].Verb != history.SetACL {
			bytes += int64(node.Stat.DataLength)
		}
	}
	if bytes > maxKept {
		return nil, &znode.Error{Kind: znode.TooLarge, Code: znode.CodeUndoLarge, Args: znode.Args{"mib": strconv.Itoa(maxKept >> 20)}}
	}
	made, err := tree.Made(ctx, nodes)
	if err != nil {
		return nil, err
	}
	session := &pastSession{zookeeper: p.session, past: p, tree: tree}
	results := session.ReadMany(ctx, reads)
	all := make([]replacing, len(changes))
	for i := range all {
		all[i] = replacing{nodes[i], made[i], results[2*i+1], results[2*i]}
	}
	return all, nil
}

// kept returns what is needed to undo a change.
func (r replacing) kept(change Version) (kept, error) {
	k := kept{Path: change.Path.String(), Made: true}
	if change.Verb == history.Create {
		k.Op = znode.OpCreate
		return k, nil
	}
	k.Stat, k.TTL = r.was.Stat, r.made.TTL
	if r.made.Mode == znode.ModeContainer {
		k.Stat.EphemeralOwner = -1 << 63 // as servers store it
	}
	err, version := r.acl.Err, r.was.Stat.Version+1
	switch change.Verb {
	case history.Set:
		k.Op = znode.OpSet
	case history.SetACL:
		k.Op, version = znode.OpSetACL, r.was.Stat.Aversion+1
	default:
		k.Op, version = znode.OpDelete, r.was.Stat.Version
	}
	k.ACL = keepACL(r.acl.ACL)
	if err == nil && k.Op != znode.OpSetACL {
		err, k.Data = r.data.Err, r.data.Data
	}
	switch znode.KindOf(err) {
	case "":
	case znode.Denied:
		return k, errUnseen
	case znode.NotFound: // the history has no data, or cannot open it
	default:
		return k, err
	}
	switch {
	case err != nil:
		k.Why = znode.CodeOf(err)
	case change.Version != version || change.Life != r.was.Stat.Czxid: // a gap may have hidden another change in between
		k.Why = znode.CodeUndoUnrecorded
	case k.Op == znode.OpSetACL && slices.ContainsFunc(r.acl.ACL, znode.ACL.Hidden):
		k.Why = znode.CodeHistoryDigest
	}
	k.Unknown = k.Why != ""
	return k, nil
}
