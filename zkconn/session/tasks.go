package session

import "sync"

// tasks are goroutines that end by themselves. Unlike a sync.WaitGroup's, more may
// begin while somebody waits. The zero value has none.
type tasks struct {
	mu      sync.Mutex
	running int
	idle    chan struct{} // closed when none runs any more; nil while nobody waits
}

// Go runs a task.
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

// Wait returns when no task runs.
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
