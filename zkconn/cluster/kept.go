package cluster

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// A value is read at most once in censusEvery, however many callers there are, and is forgotten
// after keepTime.
const (
	censusEvery = 10 * time.Second
	keepTime    = time.Minute
)

// kept keeps the last value that was read for each cluster.
type kept[T any] struct {
	reading singleflight.Group

	mu   sync.Mutex
	last map[string]*keptOf[T] // by name of the cluster
}

type keptOf[T any] struct {
	value *T
	read  time.Time
}

// get returns the last value, or reads a new one. It returns nil if ctx ends first.
func (k *kept[T]) get(ctx context.Context, c Cluster, read func(Cluster) *T) *T {
	if value := k.fresh(c); value != nil {
		return value
	}
	select {
	case result := <-k.reading.DoChan(c.Name, func() (any, error) {
		if value := k.fresh(c); value != nil { // it was read in the meantime
			return value, nil
		}
		return k.keep(c, read(c)), nil
	}):
		return result.Val.(*T)
	case <-ctx.Done():
		return nil
	}
}

func (k *kept[T]) fresh(c Cluster) *T {
	k.mu.Lock()
	defer k.mu.Unlock()
	if last := k.last[c.Name]; last != nil && time.Since(last.read) < censusEvery {
		return last.value
	}
	return nil
}

func (k *kept[T]) keep(c Cluster, value *T) *T {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.last == nil {
		k.last = map[string]*keptOf[T]{}
	}
	last := &keptOf[T]{value, time.Now()}
	k.last[c.Name] = last
	time.AfterFunc(keepTime, func() { k.drop(c, last) })
	return value
}

func (k *kept[T]) drop(c Cluster, last *keptOf[T]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.last[c.Name] == last {
		delete(k.last, c.Name)
	}
}
