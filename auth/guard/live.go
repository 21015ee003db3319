package guard

import (
	"context"

	"zkweb/auth/people"
	"zkweb/zkconn/live"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// Live is a person's way to changes of znodes while a stream is open. It asks the policy each time,
// for the person as last known. It shows stats, which contain no secrets, and records no looks,
// since opening the page is recorded.
type Live struct {
	session *session.Session
	cluster string
	rules   Rules
	person  func() people.Person
}

// NewLive returns a Live over the person's own ZooKeeper session.
func NewLive(session *session.Session, cluster string, rules Rules, person func() people.Person) *Live {
	return &Live{session, cluster, rules, person}
}

// Status returns the state of the connection to ZooKeeper, and a channel that is closed when it
// changes.
func (l *Live) Status() (znode.Status, <-chan struct{}) { return l.session.Status() }

// Shared returns a key that is equal for all who share the ZooKeeper session, and so see the same.
func (l *Live) Shared() any { return l.session }

// MayRead reports whether the policy lets the person read a znode now. ZooKeeper's own verdict is
// in live.View.
func (l *Live) MayRead(path znode.Path) bool {
	return people.Decide(l.person(), people.Read, path, true) == people.Allowed
}

// Follow calls live.Follow. Its results are only for those who MayRead.
func (l *Live) Follow(ctx context.Context, path znode.Path, pace *live.Pace, tell func(live.View)) {
	live.Follow(ctx, l.session, path, pace, tell)
}

// Glimpse calls live.Glimpse. Its results are only for those who MayRead.
func (l *Live) Glimpse(ctx context.Context, path znode.Path, pace *live.Pace, tell func(live.View)) {
	live.Glimpse(ctx, l.session, path, pace, tell)
}

// Rows calls live.Rows. Its results are only for those who MayRead.
func (l *Live) Rows(ctx context.Context, paths []znode.Path, pace *live.Pace, tell func(live.RowsView)) {
	live.Rows(ctx, l.session, paths, pace, tell)
}

// Change is what changes of a znode.
type Change string

// The changes.
const (
	DataChanged     Change = "data"
	ChildrenChanged Change = "children"
	ACLChanged      Change = "acl"
	Created         Change = "created"
	Deleted         Change = "deleted"
)

// Author returns who made a change through this console, identified by what was seen before and
// after it. It returns "" if it was somebody else, if it was long ago, or if the person may not
// know: only those who see the trail, and the author, may. If a change that this console has sent
// there is not answered yet, it waits for that, a second at most.
func (l *Live) Author(path znode.Path, change Change, was, now live.View) string {
	recent := l.rules.recent
	var find func() string
	switch change {
	case DataChanged:
		find = func() string { return recent.byZxid(l.cluster, now.Stat.Mzxid) }
	case ChildrenChanged:
		find = func() string { return recent.byZxid(l.cluster, now.Stat.Pzxid) }
	case Created:
		find = func() string { return recent.byZxid(l.cluster, now.Stat.Czxid) }
	case ACLChanged:
		find = func() string { return recent.ofACL(l.cluster, path, now.Stat) }
	case Deleted:
		find = func() string { return recent.ofDeletion(l.cluster, path, was) }
	default:
		return ""
	}
	return told(l.person(), recent.await(l.cluster, path, find), path)
}

// Saver returns who wrote the data that a stat describes, through this console and recently; "" as
// in Live.Author.
func (g *Guard) Saver(path znode.Path, stat znode.Stat) string {
	recent, cluster := g.rules.recent, g.entry.Cluster
	user := recent.await(cluster, path, func() string { return recent.byZxid(cluster, stat.Mzxid) })
	return told(g.Person, user, path)
}

// told returns the author of a change if the person may know: they see the trail, or are the
// author. Otherwise it returns "".
func told(person people.Person, user string, path znode.Path) string {
	if own := person.Verified && person.User == user; own || people.Decide(person, people.SeeTrail, path, true) == people.Allowed {
		return user
	}
	return ""
}
