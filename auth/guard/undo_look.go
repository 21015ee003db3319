package guard

import (
	"cmp"
	"context"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// look compares each step's znode with what the change left.
func (u *Undo) look(ctx context.Context, before later) error {
	var paths []znode.Path
	var at []int // index of the step
	for i, step := range u.Steps {
		if !u.isBlind(step, before) {
			paths, at = append(paths, step.Op.Path), append(at, i)
		}
	}
	for j, now := range u.guard.session.Stats(ctx, paths) {
		step := &u.Steps[at[j]]
		switch znode.KindOf(now.Err) {
		case "":
			step.Now, step.Op.Mzxid = &now.Stat, now.Stat.Mzxid
		case znode.NotFound:
		case znode.Denied:
			step.Err = cmp.Or(step.Err, now.Err)
		default:
			return now.Err
		}
	}
	wrote, err := u.lookClosely(ctx)
	if err != nil {
		return err
	}
	staying := map[znode.Path]bool{} // parents of what is not deleted
	for _, i := range at {
		step := &u.Steps[i]
		code, err := u.differs(ctx, step, wrote[i], before)
		if err != nil {
			return err
		}
		if code != "" && step.Err == nil {
			if code == znode.CodeUndoChanged && staying[step.Op.Path] {
				code = znode.CodeHasUndeleted
			}
			step.Err = &znode.Error{Kind: znode.Conflict, Code: code}
		}
		switch {
		case step.Op.Kind != znode.OpDelete || step.Now == nil:
		case step.Err == nil:
			before.deleted[step.Op.Path.Parent()]++
		default:
			staying[step.Op.Path.Parent()] = true
		}
	}
	return nil
}

// isBlind reports whether a step is not compared with its znode now: ZooKeeper, or the sender of
// the step, finds out if the znode is not as the change left it. Then nothing is made, and it is
// compared after all.
func (u *Undo) isBlind(step UndoStep, before later) bool {
	switch step.was.Op {
	case znode.OpDelete:
		return before.underWay
	case znode.OpSetACL:
		return before.underWay && u.Each() && !u.isPartly()
	}
	return false
}

// isPartly reports whether some of the independent changes were not made, as far as that is known.
func (u *Undo) isPartly() bool {
	return u.Each() && (u.Entry.Outcome != audit.OK || u.Entry.Batch.Failed > 0)
}

// lookClosely reports for which steps the znode has the data that the change wrote. It is for
// changes whose stat alone does not tell that they were made: the answer was lost, or that of one
// of many independent changes.
func (u *Undo) lookClosely(ctx context.Context) ([]bool, error) {
	wrote := make([]bool, len(u.Steps))
	partly := u.isPartly()
	var reads []znode.Read
	var at []int
	for i, step := range u.Steps {
		kind := znode.ReadData
		switch step.was.Op {
		case znode.OpSet, znode.OpCreate:
			if u.Entry.Zxid != 0 {
				continue
			}
		case znode.OpSetACL:
			if kind = znode.ReadACL; !partly || step.was.Made {
				continue
			}
		default:
			continue
		}
		if step.Now != nil && step.Err == nil {
			reads, at = append(reads, znode.Read{Path: step.Op.Path, Kind: kind}), append(at, i)
		}
	}
	if len(reads) == 0 {
		return wrote, nil
	}
	for j, now := range u.guard.session.ReadMany(ctx, reads) {
		if znode.KindOf(now.Err) == znode.Unavailable {
			return nil, now.Err
		}
		was := u.Steps[at[j]].was
		wrote[at[j]] = now.Err == nil && (reads[j].Kind == znode.ReadData && was.wrote(now.Data) || reads[j].Kind == znode.ReadACL && was.wroteACL(now.ACL))
	}
	return wrote, nil
}

// differs returns a code for how a znode differs from what a change left. wrote says that
// lookClosely has found the data that the change wrote.
func (s *UndoStep) differs(entry audit.Entry, wrote bool, before later) znode.Code {
	now, was, zxid := s.Now, s.was.Stat, entry.Zxid
	switch {
	case s.was.Op == znode.OpDelete && now != nil:
		return znode.CodeUndoThere
	case s.was.Op == znode.OpDelete:
		return ""
	case now == nil:
		return znode.CodeUndoGone
	}
	same, lost := false, zxid == 0
	switch s.was.Op {
	case znode.OpSet:
		same = now.Czxid == was.Czxid && now.Version == was.Version+1 && (now.Mzxid == zxid || zxid == 0 && wrote)
	case znode.OpSetACL:
		same = now.Czxid == was.Czxid && now.Aversion == was.Aversion+1
		if entry.Batch != nil && entry.Batch.Each {
			lost = !s.was.Made && (entry.Outcome != audit.OK || entry.Batch.Failed > 0)
			same = same && (!lost || wrote)
		} else {
			same = same && zxid != 0
		}
	case znode.OpCreate:
		made := now.Czxid == zxid || zxid == 0 && wrote
		same = made && now.Mzxid == now.Czxid && now.Aversion == 0 && before.left(s.Op.Path, now.NumChildren)
	}
	switch {
	case same:
		return ""
	case lost:
		return znode.CodeUndoUnknown
	}
	return znode.CodeUndoChanged
}
