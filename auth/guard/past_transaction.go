package guard

import (
	"context"
	"fmt"
	"time"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// UndoTransaction finds out how a transaction of the history, whoever made it, can be taken
// back: for those who may know of each of its changes. It fails as Undo, and with NotFound
// where there is no such transaction, or they may not know of all of it.
func (g *Guard) UndoTransaction(ctx context.Context, zxid int64) (*Undo, error) {
	past := g.Past()
	if past == nil {
		return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryOff}
	}
	entry, err := past.entryOf(ctx, zxid)
	if err != nil {
		return nil, err
	}
	undoing := *g
	undoing.entry.Settings = with(undoing.entry.Settings, map[string]string{"transaction": fmt.Sprintf("%#x", uint64(zxid))})
	undo := &Undo{Entry: entry, FromHistory: true, guard: &undoing}
	all, err := undoing.fromHistory(ctx, past, entry)
	if err == nil {
		err = undo.plan(all)
	}
	if err == nil {
		err = undoing.mayUndo(ctx, undo)
	}
	if err != nil {
		return nil, err
	}
	return undo, undo.look(ctx, later{deleted: map[znode.Path]int32{}})
}

// entryOf is a transaction as the trail would have it. It is none of the trail's: its Seq
// is 0.
func (p *Past) entryOf(ctx context.Context, zxid int64) (audit.Entry, error) {
	changes, err := p.store.Transaction(ctx, zxid, maxTogether)
	if err != nil {
		return audit.Entry{}, err
	}
	known, err := p.known(ctx, changes)
	if err != nil {
		return audit.Entry{}, err
	}
	if len(known) == 0 || len(known) < changes[0].Multi {
		return audit.Entry{}, &znode.Error{Kind: znode.NotFound, Code: znode.CodeTransactionNone}
	}
	ops := make([]znode.Op, len(known))
	for i, change := range known {
		ops[i].Path = change.Path
	}
	return audit.Entry{
		Event: audit.NodeBatch, Outcome: audit.OK, Time: time.UnixMilli(known[0].Time).UTC(), Cluster: p.Cluster(), Path: commonAncestor(ops).String(),
		Session: fmt.Sprintf("%#x", uint64(known[0].Session)), Zxid: zxid,
	}, nil
}
