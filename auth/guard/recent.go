package guard

import (
	"slices"
	"sync"
	"time"

	"zkweb/zkconn/live"
	"zkweb/zkconn/znode"
)

const (
	// maxRecent is the number of changes that are remembered.
	maxRecent = 10_000
	// answerTime is how long somebody who sees a change waits for the answer to one in progress
	// there, since another ZooKeeper session may see it before its author's does.
	answerTime = time.Second
)

// recent remembers who made the latest changes through this console.
type recent struct {
	mu   sync.Mutex
	all  map[changeKey]author
	keys []changeKey // in the order in which they were added; a ring once it is full
	next int         // index in the ring of the oldest

	sent map[*underWay]bool
}

// underWay is a change that was sent; done is closed when it is answered.
type underWay struct {
	places []place
	done   chan struct{}
}

// place is where a change is seen: at its znode, and at the parent of one that is created or
// deleted.
type place struct {
	cluster string
	path    znode.Path
}

func placesOf(cluster string, ops []znode.Op) []place {
	all := make([]place, 0, len(ops)+1)
	var last place // most ops of a transaction have the same place
	for _, op := range ops {
		all = append(all, place{cluster, op.Path})
		if above := (place{cluster, op.Path.Parent()}); (op.Kind == znode.OpCreate || op.Kind == znode.OpDelete) && above != last {
			all, last = append(all, above), above
		}
	}
	return all
}

// changeKey identifies a change by what is seen of it: its zxid; for an ACL, which has none, the
// path and the version; for a deletion only the path.
type changeKey struct {
	cluster string
	path    znode.Path
	kind    znode.OpKind // OpSetACL or OpDelete; 0 for a zxid
	number  int64
}

type author struct {
	user string
	zxid int64
}

// sending records that user is making the changes ops. answered must be called with ZooKeeper's
// answer, and then remembers who made them.
func (r *recent) sending(cluster, user string, ops []znode.Op) (answered func([]znode.Result)) {
	if r == nil || user == "" {
		return func([]znode.Result) {}
	}
	change := &underWay{placesOf(cluster, ops), make(chan struct{})}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.sent == nil {
		r.sent = map[*underWay]bool{}
	}
	r.sent[change] = true
	return func(results []znode.Result) {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.sent, change)
		r.note(cluster, user, ops, results)
		close(change.done)
	}
}

// note remembers that user made the changes ops. The mutex must be held.
func (r *recent) note(cluster, user string, ops []znode.Op, results []znode.Result) {
	for i, result := range results {
		by := author{user, result.Zxid}
		if i == 0 || result.Zxid != results[i-1].Zxid {
			r.put(changeKey{cluster: cluster, number: result.Zxid}, by)
		}
		switch ops[i].Kind {
		case znode.OpSetACL:
			r.put(changeKey{cluster, result.Path, znode.OpSetACL, int64(result.Stat.Aversion)}, by)
		case znode.OpDelete:
			r.put(changeKey{cluster: cluster, path: result.Path, kind: znode.OpDelete}, by)
		}
	}
}

func (r *recent) put(key changeKey, by author) {
	if r.all == nil {
		r.all = map[changeKey]author{}
	}
	if _, known := r.all[key]; !known && len(r.keys) < maxRecent {
		r.keys = append(r.keys, key)
	} else if !known {
		delete(r.all, r.keys[r.next])
		r.keys[r.next] = key
		r.next = (r.next + 1) % maxRecent
	}
	r.all[key] = by
}

func (r *recent) get(key changeKey) author {
	if r == nil {
		return author{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all[key]
}

// await returns the result of find. If that is "" and changes of the znode or its children are in
// progress, it calls find again once they are answered.
func (r *recent) await(cluster string, path znode.Path, find func() string) string {
	user := find()
	if r == nil || user != "" {
		return user
	}
	r.mu.Lock()
	var sent []*underWay
	for change := range r.sent {
		if slices.Contains(change.places, place{cluster, path}) {
			sent = append(sent, change)
		}
	}
	r.mu.Unlock()
	patience := time.NewTimer(answerTime)
	defer patience.Stop()
	for _, change := range sent {
		select {
		case <-change.done:
		case <-patience.C:
			return find()
		}
	}
	return find()
}

// byZxid returns who made the change with a zxid; "" when unknown.
func (r *recent) byZxid(cluster string, zxid int64) string {
	return r.get(changeKey{cluster: cluster, number: zxid}).user
}

// ofACL returns who gave a znode its present ACL.
func (r *recent) ofACL(cluster string, path znode.Path, now znode.Stat) string {
	return r.get(changeKey{cluster, path, znode.OpSetACL, int64(now.Aversion)}).user
}

// ofDeletion returns who deleted a znode that was seen before.
func (r *recent) ofDeletion(cluster string, path znode.Path, was live.View) string {
	by := r.get(changeKey{cluster: cluster, path: path, kind: znode.OpDelete})
	if by.zxid <= was.Stat.Mzxid {
		return ""
	}
	return by.user
}
