package guard

import (
	"sync"

	"zkweb/zkconn/live"
	"zkweb/zkconn/znode"
)

// maxRecent is how many changes are remembered.
const maxRecent = 10_000

// recent remembers who made the latest changes through this console, for those who
// see one happen.
type recent struct {
	mu   sync.Mutex
	all  map[changeKey]author
	keys []changeKey // in the order in which they came; a ring once it is full
	next int         // of the ring: the oldest
}

// changeKey is what is seen of a change: its zxid; of an ACL, which has none, the
// path and the version; of a deletion the path alone.
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

// note remembers that somebody made the changes ops.
func (r *recent) note(cluster, user string, ops []znode.Op, results []znode.Result) {
	if r == nil || user == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, result := range results {
		by := author{user, result.Zxid}
		r.put(changeKey{cluster: cluster, number: result.Zxid}, by)
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

// byZxid returns who made the change zxid; "" when that is not known.
func (r *recent) byZxid(cluster string, zxid int64) string {
	return r.get(changeKey{cluster: cluster, number: zxid}).user
}

// ofACL returns who gave a znode the ACL that it has.
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
