package events

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"zkweb/auth/guard"
	"zkweb/web/views"
	"zkweb/zkconn/live"
	"zkweb/zkconn/znode"
)

// resumed is the change of an event that compares two states: the first event of a stream, and the
// first after a time in which changes may have been missed.
const resumed guard.Change = "resumed"

// Node is the data of a node event: what changed, and the znode's stat now or, if it was deleted,
// its last one.
type Node struct {
	Path        string         `json:"path"`
	Change      guard.Change   `json:"change"`
	Differs     []guard.Change `json:"differs,omitempty"` // only for resumed: the differences from what was reported before
	Version     int32          `json:"version"`
	Cversion    int32          `json:"cversion"`
	Aversion    int32          `json:"aversion"`
	NumChildren int32          `json:"numChildren"`
	Czxid       string         `json:"czxid"` // czxid, mzxid and pzxid are in hex
	Mzxid       string         `json:"mzxid"`
	Pzxid       string         `json:"pzxid"`
	At          string         `json:"at"`           // when it was seen: RFC 3339 in UTC, to the millisecond
	By          string         `json:"by,omitempty"` // who made the change through this console, if the listener may know
}

// nodeTopic is the key of the changes of a znode, as people with the same ZooKeeper session see
// them.
type nodeTopic struct {
	session any
	path    znode.Path
	glimpse bool
}

// node publishes each live.View of a znode.
func (h *Handlers) node(follow func(context.Context, znode.Path, *live.Pace, func(live.View)), path znode.Path) Source {
	return func(publish func(any)) (func(), error) {
		ctx, cancel := context.WithCancel(context.Background())
		h.start(func() { follow(ctx, path, &h.looks, func(view live.View) { publish(view) }) })
		return cancel, nil
	}
}

// nodeTeller reports to one listener what happens to a znode. It reports nothing if they may not
// read it.
type nodeTeller struct {
	live *guard.Live
	path znode.Path
	only []guard.Change // the changes that are reported; nil for all
	seek *seeker        // finds out who made a change; nil if nobody is to be asked

	told bool      // whether an event was sent
	was  live.View // the last view that was reported or, before the first, what the page has read
}

// newNodeTeller returns a nodeTeller that compares the znode with seen, the stat that the page has
// read, or nil if that is not known.
func newNodeTeller(live *guard.Live, path znode.Path, seen *znode.Stat) *nodeTeller {
	n := &nodeTeller{live: live, path: path}
	if seen != nil {
		n.was.Exists, n.was.Readable, n.was.Stat = true, true, *seen
	}
	return n
}

func (n *nodeTeller) tell(latest any) Event {
	now := latest.(live.View)
	if !n.live.MayRead(n.path) {
		return Event{}
	}
	was := n.was
	switch {
	case !n.told && isOlder(now.Stat, was.Stat):
		return Event{} // this look is older than the page; the next one is not
	case now.Exists && !now.Readable:
		return n.shutOut(now)
	case !n.told, now.Gaps != was.Gaps, was.Exists && !was.Readable:
		return n.compare(now)
	}
	n.was = now
	text := ""
	for _, change := range changes(was, now) {
		text += n.event(change, was, now, nil)
	}
	return Event{Text: text}
}

// isOlder reports whether a stat is older than another one. It is false for a znode that does not
// exist.
func isOlder(stat, than znode.Stat) bool {
	return stat.Czxid != 0 && (stat.Czxid < than.Czxid || stat.Mzxid < than.Mzxid || stat.Pzxid < than.Pzxid ||
		stat.Czxid == than.Czxid && stat.Aversion < than.Aversion)
}

// shutOut reports a change of the ACL to those who could read the znode until now.
func (n *nodeTeller) shutOut(now live.View) Event {
	was := n.was
	n.was.Exists, n.was.Readable, n.was.Gaps = true, false, now.Gaps
	if !n.told || !was.Exists || !was.Readable {
		return Event{}
	}
	now.Stat = was.Stat // nothing newer may be shown
	now.Stat.Aversion++
	return Event{Text: n.event(guard.ACLChanged, was, now, nil)}
}

// compare reports all differences between now and what was reported before.
func (n *nodeTeller) compare(now live.View) Event {
	was, known := n.was, n.told || n.was.Exists
	n.was, n.told = now, true
	if !now.Exists {
		return Event{Text: n.event(guard.Deleted, was, now, nil)}
	}
	var differs []guard.Change
	if known {
		differs = changes(was, now)
	}
	return Event{Text: n.event(resumed, was, now, differs)}
}

// changes returns the differences between two views.
func changes(was, now live.View) []guard.Change {
	switch {
	case !now.Exists && was.Exists:
		return []guard.Change{guard.Deleted}
	case !now.Exists:
		return nil
	case !was.Exists || was.Stat.Czxid != now.Stat.Czxid:
		return []guard.Change{guard.Created}
	}
	var all []guard.Change
	if was.Stat.Mzxid != now.Stat.Mzxid {
		all = append(all, guard.DataChanged)
	}
	if was.Stat.Pzxid != now.Stat.Pzxid || was.Stat.Cversion != now.Stat.Cversion {
		all = append(all, guard.ChildrenChanged)
	}
	if was.Stat.Aversion != now.Stat.Aversion {
		all = append(all, guard.ACLChanged)
	}
	return all
}

// event returns the text of an event, or "" if the change is not among only.
func (n *nodeTeller) event(change guard.Change, was, now live.View, differs []guard.Change) string {
	if n.only != nil && !slices.Contains(n.only, change) {
		return ""
	}
	stat := now.Stat
	if change == guard.Deleted {
		stat = was.Stat
	}
	made := []guard.Change{change}
	if len(differs) > 0 {
		made = differs
	}
	by := n.live.Author(n.path, made[0], was, now)
	if by != "" {
		made = made[1:]
	}
	for _, change := range made {
		n.seek.author(guard.Seek(n.path, change, was, now))
	}
	data, err := json.Marshal(Node{
		Path: n.path.String(), Change: change, Differs: differs,
		Version: stat.Version, Cversion: stat.Cversion, Aversion: stat.Aversion, NumChildren: stat.NumChildren,
		Czxid: views.Hex(stat.Czxid), Mzxid: views.Hex(stat.Mzxid), Pzxid: views.Hex(stat.Pzxid),
		At: timestamp(now.At), By: by,
	})
	if err != nil {
		panic(err) // cannot happen: it holds strings and numbers
	}
	return fmt.Sprintf("event: node\ndata: %s\n\n", data)
}

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
