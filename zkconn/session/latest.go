package session

import "sync"

// latest holds a value and wakes everyone who waits for the next one. A slow reader may miss values
// in between, but never the last.
type latest[T any] struct {
	mu      sync.Mutex
	value   T
	changed chan struct{}
}

func newLatest[T any](value T) *latest[T] {
	return &latest[T]{value: value, changed: make(chan struct{})}
}

// get returns the value, and a channel that is closed when another one is set.
func (l *latest[T]) get() (T, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.value, l.changed
}

// update calls change with the value and replaces it by the result. If change returns false, it
// does nothing and returns false.
func (l *latest[T]) update(change func(T) (T, bool)) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	value, ok := change(l.value)
	if !ok {
		return false
	}
	l.value = value
	close(l.changed)
	l.changed = make(chan struct{})
	return true
}
