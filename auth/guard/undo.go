package guard

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// Undo is how a change of the trail would be taken back, as things are now.
type Undo struct {
	Entry audit.Entry  // of the trail: what became of the change, as far as it is known
	Steps []UndoStep   // in the order in which they are made, together
	Lost  []znode.Path // ephemeral znodes that were deleted: they do not come back

	guard *Guard // whose entries say what they take back
}

// UndoStep takes back what a change did to one znode.
type UndoStep struct {
	Op     znode.Op
	Now    *znode.Stat // nil where there is no such znode
	OwnACL bool        // of an OpCreate: the ACL was not seen in full, and the znode becomes its creator's alone
	Err    error       // why the znode is not as the change left it: taking it back would undo somebody's later work; nil when it is

	was      kept
	children int32 // that the same change created, and that are deleted before
}

// Err is why the change cannot be taken back; nil when it can.
func (u *Undo) Err() error {
	for i, step := range u.Steps {
		if step.Err != nil {
			return blame(i, u.ops(), step.Err)
		}
	}
	if len(u.Steps) == 0 {
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeUndoEphemeral}
	}
	return nil
}

func (u *Undo) ops() []znode.Op {
	ops := make([]znode.Op, len(u.Steps))
	for i, step := range u.Steps {
		ops[i] = step.Op
	}
	return ops
}

// Apply takes the change back, as a change of its own: all steps or none, and each
// only while its znode is what the change left.
func (u *Undo) Apply(ctx context.Context) ([]znode.Result, error) {
	ops := u.ops()
	if err := u.Err(); err != nil {
		if len(ops) > 0 {
			u.guard.conclude(ctx, u.guard.intent(ops), ops, applied{err: err})
		}
		return nil, err
	}
	return u.guard.Apply(ctx, ops...)
}

// Undo finds out how the change of an entry of the trail can be taken back. Beside
// what ZooKeeper answers, it fails
//
//   - with NotFound where nothing is kept of what the change replaced, or no longer;
//   - with Denied where the policy forbids the person one of the steps, or they may
//     not read what was there;
//   - with Conflict where the change was not made, or nobody knows.
func (g *Guard) Undo(ctx context.Context, entry audit.Entry) (*Undo, error) {
	all, err := g.keptFor(ctx, entry)
	if err != nil {
		return nil, err
	}
	outcome, err := g.outcomeFor(ctx, entry)
	if err != nil {
		return nil, err
	}
	undoing := *g
	undoing.entry.Undoes = entry.Seq
	undo := &Undo{Entry: outcome, guard: &undoing}
	if err := undo.plan(all); err != nil {
		return nil, err
	}
	if err := undoing.mayUndo(ctx, undo); err != nil {
		return nil, err
	}
	return undo, undo.look(ctx)
}

func (g *Guard) keptFor(ctx context.Context, entry audit.Entry) (all []kept, err error) {
	if g.rules.Previous == nil {
		return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeUndoOff}
	}
	if entry.Change == "" {
		return nil, &znode.Error{Kind: znode.NotFound, Code: znode.CodeUndoUnkept}
	}
	value, err := g.rules.Previous.Get(ctx, entry.Change)
	if err != nil {
		return nil, err
	}
	return all, json.Unmarshal(value, &all)
}

// outcomeFor returns the entry that says what became of a change: the latest, for an
// answer may have come after the wait for it had ended.
func (g *Guard) outcomeFor(ctx context.Context, entry audit.Entry) (audit.Entry, error) {
	if entry.Outcome == audit.Intent || entry.Outcome == audit.Unknown {
		written := entry.Time.Add(lateTime + time.Minute) // by then an outcome is
		about := audit.Filter{Event: entry.Event, Cluster: entry.Cluster, User: entry.User, From: entry.Time, To: written}
		for found, err := range g.rules.Trail.Entries(ctx, about) {
			if err != nil {
				return entry, err
			}
			if found.Change == entry.Change && found.Outcome != audit.Intent {
				entry = found
				break
			}
		}
	}
	switch entry.Outcome {
	case audit.OK, audit.Intent, audit.Unknown:
		return entry, nil
	}
	return entry, &znode.Error{Kind: znode.Conflict, Code: znode.CodeUndoNotMade}
}

// plan makes the steps, the last op's first.
func (u *Undo) plan(all []kept) error {
	seen := map[string]bool{}
	deleted := map[znode.Path]int32{} // children, by their parents
	for _, was := range slices.Backward(all) {
		if was.Sequential && len(all) == 1 && u.Entry.Outcome == audit.OK {
			was.Path = u.Entry.Path
		} else if was.Sequential {
			return &znode.Error{Kind: znode.Conflict, Code: znode.CodeUndoRepeated}
		}
		path, err := znode.ParsePath(was.Path)
		if err != nil {
			return err
		}
		if seen[was.Path] {
			return &znode.Error{Kind: znode.Conflict, Code: znode.CodeUndoRepeated}
		}
		seen[was.Path] = true
		if was.Op == znode.OpDelete && was.Stat.CreateKind() == znode.Ephemeral {
			u.Lost = append(u.Lost, path)
			continue
		}
		step := stepBack(was, path)
		step.children = deleted[path]
		if step.Op.Kind == znode.OpDelete {
			deleted[path.Parent()]++
		}
		u.Steps = append(u.Steps, step)
	}
	return nil
}

// stepBack is the op that takes back what one did. Its Mzxid is not known yet.
func stepBack(was kept, path znode.Path) UndoStep {
	step := UndoStep{was: was, Op: znode.Op{Path: path}}
	switch op := &step.Op; was.Op {
	case znode.OpCreate:
		op.Kind = znode.OpDelete
	case znode.OpSet:
		op.Kind, op.Data, op.Version = znode.OpSet, was.Data, was.Stat.Version+1
	case znode.OpSetACL:
		op.Kind, op.ACL, op.Version, op.Czxid = znode.OpSetACL, was.acl(), was.Stat.Aversion+1, was.Stat.Czxid
	case znode.OpDelete:
		op.Kind, op.Data, op.ACL = znode.OpCreate, was.Data, was.acl()
		if was.Stat.CreateKind() == znode.Container {
			op.Mode = znode.ModeContainer
		}
		if slices.ContainsFunc(op.ACL, znode.ACL.Hidden) {
			op.ACL, step.OwnACL = []znode.ACL{{Scheme: "auth", Perms: znode.PermAll}}, true
		}
	}
	return step
}

// mayUndo refuses what the policy does, and those who may not read what was there:
// they would be shown it, or be given it with the znode. A refusal goes on record.
func (g *Guard) mayUndo(ctx context.Context, u *Undo) error {
	ops := u.ops()
	for i, step := range u.Steps {
		err := g.Decide(actions[step.Op.Kind], step.Op.Path).Refusal(g.Person.Role)
		if err == nil {
			err = g.Decide(people.Read, step.Op.Path).Refusal(g.Person.Role)
		}
		if err == nil && len(step.was.ACL) > 0 && !g.couldRead(u.Entry, step.was.acl()) {
			err = &znode.Error{Kind: znode.Denied, Code: znode.CodeUndoUnseen}
		}
		if err != nil {
			g.conclude(ctx, g.intent(ops), ops, applied{err: blame(i, ops, err)})
			return err
		}
	}
	return nil
}

// couldRead reports whether the person may read what lay under an ACL when the change
// of an entry was made: it was theirs, and they read it then; or the ACL lets them.
func (g *Guard) couldRead(entry audit.Entry, acl []znode.ACL) bool {
	sameUser := entry.User == g.Person.User && entry.Verified && g.Person.Verified
	sameSignIn := entry.ConsoleSession != "" && entry.ConsoleSession == g.entry.ConsoleSession
	if sameUser || sameSignIn {
		return true
	}
	return g.grantsRead(acl)
}

// look compares each step's znode with what the change left.
func (u *Undo) look(ctx context.Context) error {
	errs := make([]error, len(u.Steps))
	var looking sync.WaitGroup
	for i := range u.Steps {
		looking.Go(func() { errs[i] = u.lookAt(ctx, &u.Steps[i]) })
	}
	looking.Wait()
	return errors.Join(errs...)
}

func (u *Undo) lookAt(ctx context.Context, step *UndoStep) error {
	var data []byte
	var stat znode.Stat
	var err error
	if step.Op.Kind == znode.OpSet {
		data, stat, err = u.guard.session.Get(ctx, step.Op.Path)
	} else {
		stat, err = u.guard.session.Exists(ctx, step.Op.Path)
	}
	switch znode.KindOf(err) {
	case "":
		step.Now, step.Op.Mzxid = &stat, stat.Mzxid
	case znode.NotFound:
	default:
		return err
	}
	if code := step.differs(u.Entry.Zxid, data); code != "" {
		step.Err = &znode.Error{Kind: znode.Conflict, Code: code}
	}
	return nil
}

// differs returns the code of why a znode is not what a change left; zxid is the
// change's, 0 when its answer was lost.
func (s *UndoStep) differs(zxid int64, data []byte) znode.Code {
	now, was := s.Now, s.was.Stat
	switch {
	case s.was.Op == znode.OpDelete && now != nil:
		return znode.CodeUndoThere
	case s.was.Op == znode.OpDelete:
		return ""
	case now == nil:
		return znode.CodeUndoGone
	}
	same := false
	switch s.was.Op {
	case znode.OpSet:
		same = now.Czxid == was.Czxid && now.Version == was.Version+1 && (now.Mzxid == zxid || zxid == 0 && s.was.wrote(data))
	case znode.OpSetACL:
		same = now.Czxid == was.Czxid && now.Aversion == was.Aversion+1 && zxid != 0
	case znode.OpCreate:
		same = now.Czxid == zxid && now.Mzxid == zxid && now.Aversion == 0 && now.NumChildren == s.children
	}
	switch {
	case same:
		return ""
	case zxid == 0:
		return znode.CodeUndoUnknown
	}
	return znode.CodeUndoChanged
}
