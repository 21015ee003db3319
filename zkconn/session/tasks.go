package session

import "sync"

// tasks is a group of goroutines that end by themselves. Unlike with a sync.WaitGroup, tasks may be
// started while somebody waits. The zero value has none.
type tasks struct {
	mu      sync.Mutex
	running int
	idle    chan struct{} // closed when no task runs; nil if nobody waits
}

// Go starts a task.
func (t *tasks) Go(task func()) {
	t.mu.Lock()
	t.running++
	t.mu.Unlock()
	go func() {
		defer t.ended()
		task()
	}()
}

func (t *tasks) ended() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.running--; t.running == 0 && t.idle != nil {
		close(t.idle)
		t.idle = nil
	}
}

// Wait waits until no task runs.
func (t *tasks) Wait() {
	t.mu.Lock()
	if t.running == 0 {
		t.mu.Unlock()
		return
	}
	if t.idle == nil {
		t.idle = make(chan struct{})
	}
	idle := t.idle
	t.mu.Unlock()
	<-idle
}
