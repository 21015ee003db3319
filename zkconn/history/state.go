package history

import (
	"context"
	"math"
	"strings"

	"zkweb/zkconn/znode"
)

// Node is a znode of the tree with which a segment begins.
type Node struct {
	Path string
	Data []byte // nil for ZooKeeper's null
	// Unseen is true if the recorder has not seen the znode's data.
	Unseen bool `json:",omitempty"`
	ACL    []znode.ACL
	// Stat is the znode's stat, with two fields as servers store them: Cversion counts only the
	// children that were created, and EphemeralOwner may mark a container or a TTL. DataLength and
	// NumChildren are ignored.
	Stat znode.Stat

	skipped *stored // what the segment before has of data that is not kept
}

// Skipped reports whether the node's data is not kept.
func (n Node) Skipped() bool { return n.skipped != nil }

// live is what the writer knows about a live znode.
type live struct {
	path, life int64
	born       int64      // number of the transaction that created it
	stat       znode.Stat // with Cversion as in Node
	value      int64
	depth      int // number of deltas of its value
	acl        int64
}

// state is the tree as of the newest transaction, without data.
type state struct {
	nodes  map[string]*live
	owned  map[int64]map[string]bool // ephemeral znodes, by session
	values *recentValues
}

// Values of ephemeralOwner that mark a container and a TTL
// (org.apache.zookeeper.server.EphemeralType).
const (
	containerOwner = math.MinInt64
	ttlOwner       = -1 << 56
)

func newState() *state {
	return &state{nodes: map[string]*live{}, owned: map[int64]map[string]bool{}, values: newRecentValues()}
}

func (t *state) add(path string, node *live) {
	t.nodes[path] = node
	if owner := node.stat.EphemeralOwner; isSession(owner) {
		if t.owned[owner] == nil {
			t.owned[owner] = map[string]bool{}
		}
		t.owned[owner][path] = true
	}
}

func (t *state) remove(path string) {
	node := t.nodes[path]
	if node == nil {
		return
	}
	delete(t.nodes, path)
	if owned := t.owned[node.stat.EphemeralOwner]; owned != nil {
		if delete(owned, path); len(owned) == 0 {
			delete(t.owned, node.stat.EphemeralOwner)
		}
	}
}

// isSession reports whether an ephemeralOwner as servers store it is a session, and not zero, a
// container or a TTL.
func isSession(owner int64) bool {
	return owner != 0 && (znode.Stat{EphemeralOwner: owner}).CreateKind() == znode.Ephemeral && uint64(owner)>>56 != 0xff
}

// parentOf returns the path of a znode's parent; "" for the root.
func parentOf(path string) string {
	if path == "/" {
		return ""
	}
	if at := strings.LastIndexByte(path, '/'); at > 0 {
		return path[:at]
	}
	return "/"
}

// maxRecentBytes bounds the data that is kept as a base for deltas.
const maxRecentBytes = 64 << 20

// recentValues caches the data of values that were written recently.
type recentValues struct {
	data  map[int64][]byte
	order []int64
	bytes int
}

func newRecentValues() *recentValues { return &recentValues{data: map[int64][]byte{}} }

func (r *recentValues) put(id int64, data []byte) {
	if len(data) > maxRecentBytes/8 {
		return
	}
	r.data[id] = data
	r.order = append(r.order, id)
	for r.bytes += len(data); r.bytes > maxRecentBytes || len(r.order) > 1<<20; {
		oldest := r.order[0]
		r.order = r.order[1:]
		r.bytes -= len(r.data[oldest])
		delete(r.data, oldest)
	}
}

// get returns the data of a value; nil if it is not cached, or empty.
func (r *recentValues) get(id int64) []byte {
	if r == nil {
		return nil
	}
	return r.data[id]
}

// drop removes a value of which no delta will be made.
func (r *recentValues) drop(id int64) {
	if data, ok := r.data[id]; ok {
		r.bytes -= len(data)
		r.data[id] = nil
	}
}

// loadBase reads the tree with which a segment begins.
func (s *segment) loadBase(ctx context.Context, t *state) error {
	rows, err := s.db.QueryContext(ctx, `
		SELECT p.path, l.path, l.id, b.owner, b.czxid, b.mzxid, b.pzxid, b.ctime, b.mtime, b.version, b.cversion, b.aversion, b.value, b.acl
		FROM base b JOIN life l ON l.id = b.life JOIN path p ON p.id = l.path`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var path string
		node := &live{depth: maxChain} // not known: the next value is stored complete
		st := &node.stat
		if err := rows.Scan(&path, &node.path, &node.life, &st.EphemeralOwner, &st.Czxid, &st.Mzxid, &st.Pzxid, &st.Ctime, &st.Mtime,
			&st.Version, &st.Cversion, &st.Aversion, &node.value, &node.acl); err != nil {
			return err
		}
		t.add(path, node)
	}
	return rows.Err()
}

// apply applies a change to the tree. life is the life of a znode that is created, owner the
// session of an ephemeral one.
func (t *state) apply(path string, c changeRow, life, owner, zxid, time int64) {
	parent := t.nodes[parentOf(path)]
	switch {
	case creates(c.kind):
		owner = ownerOf(c.kind, owner, c.ttl)
		t.remove(path) // after a gap, one may be left over
		t.add(path, &live{
			path: c.path, life: life, born: c.n, value: c.value, acl: c.acl,
			stat: znode.Stat{Czxid: zxid, Mzxid: zxid, Pzxid: zxid, Ctime: time, Mtime: time, EphemeralOwner: owner},
		})
		if parent != nil && c.version > parent.stat.Cversion {
			parent.stat.Cversion, parent.stat.Pzxid = c.version, zxid
		}
		return
	case deletes(c.kind):
		t.remove(path)
		if parent != nil {
			parent.stat.Pzxid = max(parent.stat.Pzxid, zxid)
		}
		return
	}
	node := t.nodes[path]
	if node == nil {
		return
	}
	if c.kind == kindSetACL {
		node.stat.Aversion, node.acl = c.version, c.acl
		return
	}
	node.stat.Mzxid, node.stat.Mtime, node.stat.Version, node.value = zxid, time, c.version, c.value
}
