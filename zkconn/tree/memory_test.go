package tree_test

import (
	"context"
	"maps"
	"strings"
	"sync"

	"zkweb/zkconn/znode"
)

// memory has znodes in memory. It follows ZooKeeper's rules as far as these tests need them.
type memory struct {
	mu     sync.Mutex
	nodes  map[string]*kind
	zxid   int64
	locked map[string]bool // znodes whose children nobody may delete
	meet   func()          // called once, before ops are applied
	lose   int             // number of next Applys whose answers are lost
	multis []int           // number of ops in each successful Apply
	asked  int             // number of Applys, successful or not
}

type kind struct {
	data []byte
	stat znode.Stat
	acl  []znode.ACL
}

func newMemory(paths ...string) *memory {
	m := &memory{nodes: map[string]*kind{"/": {}}, locked: map[string]bool{}}
	for _, path := range paths {
		m.create(path, nil)
	}
	return m
}

// create creates a znode and its missing ancestors.
func (m *memory) create(path string, data []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.make(path, data)
}

func (m *memory) make(path string, data []byte) {
	if _, ok := m.nodes[path]; ok {
		return
	}
	m.make(parentOf(path), nil)
	m.zxid++
	m.nodes[path] = &kind{data: data, stat: znode.Stat{Czxid: m.zxid, Mzxid: m.zxid, DataLength: int32(len(data))}}
}

func (m *memory) write(path string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.zxid++
	changed := *m.nodes[path]
	changed.stat.Version++
	changed.stat.Mzxid = m.zxid
	m.nodes[path] = &changed
}

func (m *memory) remove(path string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.nodes, path)
}

func (m *memory) has(path string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.nodes[path] != nil
}

// applies returns the number of Applys, successful or not.
func (m *memory) applies() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.asked
}

func parentOf(path string) string { return path[:max(strings.LastIndexByte(path, '/'), 1)] }

func (m *memory) children(path string) []string {
	var names []string
	for at := range m.nodes {
		if at != "/" && parentOf(at) == path {
			names = append(names, at[strings.LastIndexByte(at, '/')+1:])
		}
	}
	return names
}

// ReadMany implements walk.Reader.
func (m *memory) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	m.mu.Lock()
	defer m.mu.Unlock()
	results := make([]znode.ReadResult, len(reads))
	for i, read := range reads {
		path := read.Path.String()
		node := m.nodes[path]
		switch {
		case ctx.Err() != nil:
			results[i].Err = &znode.Error{Kind: znode.Unavailable, Cause: ctx.Err()}
		case node == nil:
			results[i].Err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoNode}
		case read.Kind == znode.ReadNames:
			results[i].Names = znode.NamesOf(m.children(path))
		default:
			stat := node.stat
			stat.NumChildren = int32(len(m.children(path)))
			results[i] = znode.ReadResult{Stat: stat, Data: node.data, ACL: node.acl}
		}
	}
	return results
}

// Apply implements znode.Writer.
func (m *memory) Apply(_ context.Context, ops ...znode.Op) ([]znode.Result, error) {
	if meet := m.meet; meet != nil {
		m.meet = nil
		meet()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.nodes
	m.nodes = maps.Clone(before)
	m.asked++
	for i, op := range ops {
		err := m.apply(op)
		if err == nil {
			continue
		}
		if m.nodes = before; len(ops) > 1 {
			err = &znode.OpError{Index: i, Err: err}
		}
		return nil, err
	}
	m.multis = append(m.multis, len(ops))
	if m.lose > 0 {
		m.lose--
		return nil, &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome}
	}
	return make([]znode.Result, len(ops)), nil
}

func (m *memory) apply(op znode.Op) error {
	path := op.Path.String()
	node := m.nodes[path]
	switch {
	case op.Kind == znode.OpCreate && m.nodes[parentOf(path)] == nil, op.Kind != znode.OpCreate && node == nil:
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoNode}
	case m.locked[parentOf(path)]:
		return &znode.Error{Kind: znode.Denied, Code: znode.CodeNoAuth}
	case op.Kind == znode.OpCreate && node != nil:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeNodeExists}
	case op.Kind == znode.OpCreate:
		m.zxid++
		m.nodes[path] = &kind{data: op.Data, acl: op.ACL, stat: znode.Stat{Czxid: m.zxid, Mzxid: m.zxid, DataLength: int32(len(op.Data))}}
		return nil
	case op.Kind == znode.OpSetACL && op.Version == node.stat.Aversion:
		changed := *node
		changed.acl = op.ACL
		changed.stat.Aversion++
		m.nodes[path] = &changed
		return nil
	case op.Version != node.stat.Version:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeBadVersion}
	case op.Kind == znode.OpSet:
		m.zxid++
		changed := *node
		changed.data = op.Data
		changed.stat.Version, changed.stat.Mzxid, changed.stat.DataLength = node.stat.Version+1, m.zxid, int32(len(op.Data))
		m.nodes[path] = &changed
		return nil
	case len(m.children(path)) > 0:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeNotEmpty}
	}
	delete(m.nodes, path)
	return nil
}
