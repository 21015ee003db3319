package changes

import (
	"context"
	"sync"

	"zkweb/zkconn/znode"
)

// entries are the sequences of the entries in the trail for changes that were made, the first
// change first. Each can be undone by itself.
type entries struct {
	mu  sync.Mutex
	all []int64
}

func (e *entries) add(entry int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, entry)
}

// list returns a copy of the sequences, never nil.
func (e *entries) list() []int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]int64{}, e.all...)
}

// noted is a znode.Writer that records the entries of its changes.
type noted struct {
	znode.Writer
	into *entries
}

// Apply implements znode.Writer.
func (n noted) Apply(ctx context.Context, ops ...znode.Op) ([]znode.Result, error) {
	results, err := n.Writer.Apply(ctx, ops...)
	if err == nil && len(results) > 0 {
		n.into.add(results[0].Recorded)
	}
	return results, err
}

// takenBackBy returns the entries to which a page links for undoing; nil if nothing is kept in the
// cluster.
func (h *Handlers) takenBackBy(cluster string, all []int64) []int64 {
	if !h.Rules.CanUndo(cluster) {
		return nil
	}
	return all
}
