package guard

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

// maxSince bounds the entries that are searched for what was undone since a change.
const maxSince = 1000

// differs is like UndoStep.differs, but ignores what was undone since.
func (u *Undo) differs(ctx context.Context, step *UndoStep, wrote bool, before later) (znode.Code, error) {
	code := step.differs(u.Entry, wrote, before)
	if code != znode.CodeUndoChanged || step.Err != nil {
		return code, nil
	}
	if unwound, err := u.isUnwound(ctx, step, before); err != nil || unwound {
		return "", err
	}
	return code, nil
}

// isUnwound reports whether a step's znode is as its change left it, apart from changes that were
// made and undone since, each by itself. The step then applies to the present znode.
func (u *Undo) isUnwound(ctx context.Context, step *UndoStep, before later) (bool, error) {
	if u.guard.rules.Previous == nil || before.underWay || len(u.Steps) > 1 || u.Each() || u.Entry.Zxid == 0 {
		return false, nil
	}
	then, err := u.guard.unwind(ctx, u.Entry, step.Op.Path, *step.Now)
	as := *step
	as.Now = &then
	if err != nil || as.differs(u.Entry, false, before) != "" {
		return false, err
	}
	switch step.was.Op {
	case znode.OpSetACL:
		step.Op.Version, step.Op.Czxid = step.Now.Aversion, step.Now.Czxid
	default:
		step.Op.Version = step.Now.Version
	}
	return true, nil
}

// earlier is a znode as it was before changes that were undone since.
type earlier struct {
	znode.Stat
	aclOf int64 // czxid of the znode whose ACL versions Aversion counts: it may have been deleted and brought back
}

// unwind returns the stat from when a znode first had its present content: changes that undid
// others have left it as it was before those. It goes back at most to the change of the entry.
func (g *Guard) unwind(ctx context.Context, entry audit.Entry, path znode.Path, now znode.Stat) (znode.Stat, error) {
	since := audit.Filter{Events: []audit.Event{audit.NodeSet, audit.NodeCreate, audit.NodeACL}, Path: path.String(), Cluster: entry.Cluster, From: entry.Time}
	looked, then := 0, earlier{now, now.Czxid}
	for found, err := range g.rules.Trail.Entries(ctx, since) { // the newest first, as they are undone here
		if err != nil {
			return now, err
		}
		if looked++; looked > maxSince || found.Seq <= entry.Seq {
			break
		}
		if found.Path != since.Path || found.Outcome != audit.OK || found.Zxid == 0 || found.Undoes == 0 || !then.leftBy(found) {
			continue
		}
		if err := g.beforeTakenBack(ctx, found, &then); err != nil {
			return now, err
		}
	}
	if then.aclOf != then.Czxid {
		then.Aversion = -1
	}
	return then.Stat, nil
}

// leftBy reports whether the znode can be as a change has left it.
func (e *earlier) leftBy(change audit.Entry) bool {
	switch change.Event {
	case audit.NodeSet:
		return change.Zxid == e.Mzxid
	case audit.NodeCreate:
		return change.Zxid == e.Czxid
	}
	return e.Aversion > 0 // no stat tells what wrote an ACL
}

// beforeTakenBack turns a znode that undoing a change has left into what it was before that change,
// if that is known.
func (g *Guard) beforeTakenBack(ctx context.Context, back audit.Entry, then *earlier) error {
	undone, err := g.rules.Trail.Query(ctx, audit.Filter{After: strconv.FormatInt(back.Undoes+1, 10), Limit: 1})
	if err != nil || len(undone.Entries) == 0 || undone.Entries[0].Seq != back.Undoes {
		return err
	}
	was, err := g.keptOf(ctx, undone.Entries[0], back.Path)
	if was == nil || err != nil {
		return err
	}
	switch back.Event {
	case audit.NodeSet:
		then.Mzxid, then.Version = was.Stat.Mzxid, was.Stat.Version
	case audit.NodeCreate:
		then.beforeDeletion(*was)
	case audit.NodeACL:
		left, err := g.keptOf(ctx, back, back.Path)
		if left == nil || err != nil {
			return err
		}
		if left.Stat.Czxid == then.aclOf && left.Stat.Aversion+1 == then.Aversion {
			then.Aversion, then.aclOf = was.Stat.Aversion, was.Stat.Czxid
		}
	}
	return nil
}

// beforeDeletion turns a znode that was deleted and brought back into what it was before, if
// nothing else has been done to it since. If it came back with another ACL, that ACL is new.
func (e *earlier) beforeDeletion(was kept) {
	if e.Mzxid == e.Czxid {
		e.Mzxid, e.Version = was.Stat.Mzxid, was.Stat.Version
	}
	if e.aclOf == e.Czxid && e.Aversion == 0 && !slices.ContainsFunc(was.acl(), znode.ACL.Hidden) {
		e.Aversion, e.aclOf = was.Stat.Aversion, was.Stat.Czxid
	}
	e.Czxid = was.Stat.Czxid
}

// keptOf returns what is kept of a znode that a change was about; nil for nothing.
func (g *Guard) keptOf(ctx context.Context, entry audit.Entry, path string) (*kept, error) {
	if entry.Change == "" {
		return nil, nil
	}
	value, err := g.rules.Previous.Get(ctx, entry.Change)
	if isUnkept(err) {
		return nil, nil
	}
	var all []kept
	if err == nil {
		err = json.Unmarshal(value, &all)
	}
	for i, one := range all {
		if one.Path == path && !one.Unknown {
			return &all[i], err
		}
	}
	return nil, err
}
