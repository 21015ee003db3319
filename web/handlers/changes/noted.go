package changes

import (
	"context"
	"sync"

	"zkweb/zkconn/znode"
)

// entries are those of the trail under which changes were made, the first one first: by
// each its part is taken back.
type entries struct {
	mu  sync.Mutex
	all []int64
}

func (e *entries) add(entry int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, entry)
}

// list returns them, none as an empty list.
func (e *entries) list() []int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]int64{}, e.all...)
}

// noted is a writer that notes the entries of its changes.
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

// takenBackBy returns the entries of changes in a cluster that a page leads to; none where
// nothing is kept.
func (h *Handlers) takenBackBy(cluster string, all []int64) []int64 {
	if !h.Rules.CanUndo(cluster) {
		return nil
	}
	return all
}
