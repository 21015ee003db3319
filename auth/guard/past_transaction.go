package guard

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// UndoTransaction finds out how to undo a transaction of the history, whoever made it. It only
// undoes the changes of which the person may know, given that they have named the znode below, as
// if there were no others. It fails like Undo; with a refusal that does not depend on the
// transaction if the person may change nothing; and with NotFound if they may know of none of its
// changes.
func (g *Guard) UndoTransaction(ctx context.Context, zxid int64, below znode.Path) (*Undo, error) {
	past := g.Past()
	if past == nil {
		return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryOff}
	}
	undoing := *g
	undoing.entry.Settings = withSettings(undoing.entry.Settings, map[string]string{"transaction": fmt.Sprintf("%#x", uint64(zxid))})
	if err := undoing.mayUndoAny(ctx, below); err != nil {
		return nil, err
	}
	past.name(below)
	known, err := past.transaction(ctx, zxid, maxUndone)
	if err != nil {
		return nil, err
	}
	undo := &Undo{Entry: past.entryOf(known), FromHistory: true, guard: &undoing}
	all, err := past.keptBefore(ctx, known, false)
	if undoing.recordUnseen(ctx, undo.Entry, err); err == nil {
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

// mayUndoAny fails if the person may change no znode at all, and records the refusal. The error
// discloses nothing about the transaction.
func (g *Guard) mayUndoAny(ctx context.Context, below znode.Path) error {
	verdict := g.Decide(people.Set, below)
	if verdict != people.RoleForbids && verdict != people.ReadOnly && verdict != people.ReadOnlyCluster {
		return nil
	}
	err := verdict.Refusal(g.Person.Role)
	ops := []znode.Op{{Kind: znode.OpCheck, Path: below}}
	g.conclude(ctx, g.intent(ops), ops, applied{err: blame(0, ops, err)})
	return err
}

// maxUndone bounds the changes of one transaction that are undone, by several requests. A
// transaction of 1 MiB, the most that servers accept by default (jute.maxbuffer), has fewer.
const maxUndone = 50_000

// entryOf returns an entry as the trail would have it for changes of a transaction. It is not in
// the trail, so its Seq is 0.
func (p *Past) entryOf(changes []Version) audit.Entry {
	ops := make([]znode.Op, len(changes))
	for i, change := range changes {
		ops[i].Path = change.Path
	}
	return audit.Entry{
		Event: audit.NodeBatch, Outcome: audit.OK, Time: time.UnixMilli(changes[0].Time).UTC(), Cluster: p.Cluster(), Path: commonAncestor(ops).String(),
		Session: fmt.Sprintf("%#x", uint64(changes[0].Session)), Zxid: changes[0].Zxid,
	}
}

// transaction returns the changes of a transaction of which the person may know, in their order. It
// fails with TooLarge if there are more than most.
func (p *Past) transaction(ctx context.Context, zxid int64, most int) ([]Version, error) {
	var all []Version
	count := 0
	for some, err := range p.store.Transaction(ctx, zxid) {
		if err != nil {
			return nil, err
		}
		known, err := p.known(ctx, some)
		if err != nil {
			return nil, err
		}
		if count += len(known); len(all) < most {
			all = append(all, known...)
		}
	}
	switch {
	case count == 0:
		return nil, errNoTransaction
	case count > maxCounted && (all[0].Cause == history.Closed || all[0].Cause == history.Expired): // ephemeral znodes are not brought back
		return nil, &znode.Error{Kind: znode.Conflict, Code: znode.CodeUndoEphemeral}
	case count > most:
		return nil, &znode.Error{Kind: znode.TooLarge, Code: znode.CodeUndoMany, Args: znode.Args{"changes": strconv.Itoa(count), "most": strconv.Itoa(most)}}
	}
	return all, nil
}

var errNoTransaction = &znode.Error{Kind: znode.NotFound, Code: znode.CodeTransactionNone}

// Next returns the first steps of a plan, as many as fit into one request, to be made by the guard
// now.
func (u *Undo) Next(ctx context.Context, now *Guard) (*Undo, error) {
	undoing, part := *now, *u
	undoing.entry.Undoes, undoing.entry.Settings = u.guard.entry.Undoes, withSettings(now.entry.Settings, u.guard.entry.Settings)
	part.guard, part.Steps = &undoing, slices.Clone(u.Steps[:u.fitting()])
	return &part, undoing.mayUndo(ctx, &part)
}
