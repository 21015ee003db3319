package guard

import (
	"context"
	"slices"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/history"
	"zkweb/zkconn/live"
	"zkweb/zkconn/znode"
)

// Sought is a change of a znode whose author is sought, identified by what a page saw of it. It is
// comparable.
type Sought struct {
	Path   znode.Path
	Change Change
	Life   int64 // czxid of the znode
	Number int64 // zxid; for an ACL its version, for a deletion 0
}

// Seek returns a change, identified by what was seen before and after it.
func Seek(path znode.Path, change Change, was, now live.View) Sought {
	sought := Sought{path, change, now.Stat.Czxid, now.Stat.Mzxid}
	switch change {
	case ChildrenChanged:
		sought.Number = now.Stat.Pzxid
	case Created:
		sought.Number = now.Stat.Czxid
	case ACLChanged:
		sought.Number = int64(now.Stat.Aversion)
	case Deleted:
		sought.Life, sought.Number = was.Stat.Czxid, 0
	}
	return sought
}

// is reports whether a change in the history is the sought one.
func (s Sought) is(c history.Change, path znode.Path) bool {
	switch s.Change {
	case ACLChanged:
		return path == s.Path && c.Verb == history.SetACL && c.Life == s.Life && int64(c.Version) == s.Number
	case Deleted:
		return path == s.Path && c.Verb == history.Delete && c.Life == s.Life
	case ChildrenChanged:
		return c.Zxid == s.Number && !path.IsRoot() && path.Parent() == s.Path
	}
	return c.Zxid == s.Number && path == s.Path
}

// Maker is who made a change, according to the history.
type Maker struct {
	Path      znode.Path // the znode that was changed; for ChildrenChanged, the child
	Session   int64
	Who, Sure string // as in Past.Who
}

// HasPast reports whether there is a history of the cluster.
func (l *Live) HasPast() bool { return l.rules.HasHistory(l.cluster) }

// seekWithin is how many of a znode's newest changes are searched.
const seekWithin = 20

// Maker returns who made a change. It returns false if the history does not have the change, or not
// yet, or if ZooKeeper's ACLs do not let those who share the ZooKeeper session know of it. The
// result is only for those who MayRead the Maker's Path.
func (l *Live) Maker(ctx context.Context, sought Sought) (Maker, bool, error) {
	anybody := people.Person{Role: people.Viewer, Paths: []znode.Path{znode.Root}}
	past := New(anybody, l.rules, l.session, audit.Entry{Cluster: l.cluster}).Past()
	if past == nil {
		return Maker{}, false, nil
	}
	versions, err := past.near(ctx, sought)
	at := slices.IndexFunc(versions, func(v Version) bool { return sought.is(v.Change, v.Path) })
	if at < 0 {
		return Maker{}, false, err
	}
	made := Maker{Path: versions[at].Path, Session: versions[at].Session}
	made.Who, made.Sure = past.Who(made.Session, versions[at].By)
	return made, true, err
}

// near returns the changes that include the sought one, if the history has it.
func (p *Past) near(ctx context.Context, sought Sought) (versions []Version, err error) {
	switch sought.Change {
	case DataChanged, Created:
		return p.Versions(ctx, sought.Path, sought.Number, seekWithin)
	case ACLChanged, Deleted:
		return p.Versions(ctx, sought.Path, 0, seekWithin)
	}
	for version, err := range p.Changes(ctx, sought.Path, history.Window{From: sought.Number, To: sought.Number}, time.Time{}) {
		if err != nil || len(versions) == seekWithin {
			return versions, err
		}
		versions = append(versions, version)
	}
	return versions, nil
}
