package auth

import (
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// The bounds of a transaction that is collected.
const (
	// MaxCollected is the most ops of one.
	MaxCollected = 100
	// MaxCollectedBytes bounds the paths, data and ACLs of one: ZooKeeper takes them in
	// one request.
	MaxCollectedBytes = session.MaxData
	// maxCollectedInAll bounds those of all sign-ins of a console.
	maxCollectedInAll = 64 << 20
	// opBytes is what an op takes beside its path, data and ACL.
	opBytes = 64
)

// Transaction is the changes that a sign-in collects, to be made together. It lives as
// long as the sign-in, in memory alone.
type Transaction struct {
	inAll *atomic.Int64 // bytes of all transactions of the console

	mu       sync.Mutex
	ops      []Collected
	bytes    int64
	last     int // id
	revision int
	applying bool
	over     bool
}

// Collected is one op of a transaction.
type Collected struct {
	ID int // tells the op from the transaction's others, wherever it is moved
	Op znode.Op
}

// Count returns the number of ops. A nil transaction has none.
func (t *Transaction) Count() int {
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.ops)
}

// Ops returns the ops in their order, and the revision of the list, which every change
// of it makes another.
func (t *Transaction) Ops() (ops []Collected, revision int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.ops), t.revision
}

// Add puts ops at the end, all or none. It fails with TooLarge beyond the bounds of one
// transaction, with Unavailable beyond those of all, and with Conflict for what lives as
// long as a ZooKeeper session: a sign-in has one of its own for that.
func (t *Transaction) Add(ops ...znode.Op) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var bytes int64
	for _, op := range ops {
		if op.Mode.IsEphemeral() {
			return &znode.Error{Kind: znode.Conflict, Code: znode.CodeOpEphemeral}
		}
		bytes += bytesOf(op)
	}
	switch {
	case t.over:
		return &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeSignedOut}
	case len(t.ops)+len(ops) > MaxCollected:
		return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeTransactionFull, Args: znode.Args{"max": strconv.Itoa(MaxCollected)}}
	case t.bytes+bytes > MaxCollectedBytes:
		return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeMultiTooLarge, Args: znode.Args{"bytes": strconv.Itoa(MaxCollectedBytes)}}
	case t.inAll.Add(bytes) > maxCollectedInAll:
		t.inAll.Add(-bytes)
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeTransactionsFull}
	}
	t.bytes += bytes
	for _, op := range ops {
		t.last++
		t.ops = append(t.ops, Collected{t.last, op})
	}
	t.revision++
	return nil
}

// Creates returns the op that creates a znode, under the very name that is asked for,
// unless one behind it deletes it again. A nil transaction has none.
func (t *Transaction) Creates(path znode.Path) (creates znode.Op, ok bool) {
	if t == nil {
		return znode.Op{}, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, one := range t.ops {
		switch op := one.Op; {
		case op.Path != path:
		case op.Kind == znode.OpDelete:
			ok = false
		case op.Kind == znode.OpCreate && !op.Mode.IsSequential():
			creates, ok = op, true
		}
	}
	return creates, ok
}

// Move puts an op one place up, or down. An op that is not there stays so.
func (t *Transaction) Move(id int, up bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := t.at(id)
	to := at + 1
	if up {
		to = at - 1
	}
	if at >= 0 && to >= 0 && to < len(t.ops) {
		t.ops[at], t.ops[to] = t.ops[to], t.ops[at]
		t.revision++
	}
}

// Remove takes an op out.
func (t *Transaction) Remove(id int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if at := t.at(id); at >= 0 {
		t.ops = slices.Delete(t.ops, at, at+1)
		t.count()
	}
}

// Clear takes all ops out.
func (t *Transaction) Clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ops = nil
	t.count()
}

// Begin returns the ops for somebody who applies them as they saw them: at a revision.
// They are not applied a second time before done is called, which takes them out when
// that is what became of them. It fails with Conflict when the list is another.
func (t *Transaction) Begin(revision int) (ops []znode.Op, done func(applied bool), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.applying || revision != t.revision {
		return nil, nil, &znode.Error{Kind: znode.Conflict, Code: znode.CodeTransactionMoved}
	}
	t.applying = true
	begun := slices.Clone(t.ops)
	for _, collected := range begun {
		ops = append(ops, collected.Op)
	}
	return ops, func(applied bool) { t.end(begun, applied) }, nil
}

func (t *Transaction) end(begun []Collected, applied bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.applying = false
	if applied {
		t.ops = slices.DeleteFunc(t.ops, func(one Collected) bool {
			return slices.ContainsFunc(begun, func(other Collected) bool { return other.ID == one.ID })
		})
		t.count()
	}
}

// close takes all ops out, and no more in.
func (t *Transaction) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ops, t.over = nil, true
	t.count()
}

// at returns where an op stands; -1 where it does not. The mutex is held.
func (t *Transaction) at(id int) int {
	return slices.IndexFunc(t.ops, func(one Collected) bool { return one.ID == id })
}

// count counts the bytes anew once ops went. The mutex is held.
func (t *Transaction) count() {
	before := t.bytes
	t.bytes = 0
	for _, one := range t.ops {
		t.bytes += bytesOf(one.Op)
	}
	t.inAll.Add(t.bytes - before)
	t.revision++
}

func bytesOf(op znode.Op) int64 {
	return int64(len(op.Path.String()) + len(op.Data) + len(znode.FormatACL(op.ACL)) + opBytes)
}
