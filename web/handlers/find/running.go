package find

import (
	"context"
	"crypto/rand"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// running holds the walks that pages show, which those who began them can stop.
type running struct {
	mu  sync.Mutex
	all map[string]stoppable // by an ID that only its page knows
}

type stoppable struct {
	console string // the console session that began it
	stop    context.CancelFunc
}

// begin makes a walk stoppable until done is called.
func (r *running) begin(console string, stop context.CancelFunc) (id string, done func()) {
	id = rand.Text()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		r.all = map[string]stoppable{}
	}
	r.all[id] = stoppable{console, stop}
	return id, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.all, id)
	}
}

func (r *running) stop(console, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if walk, ok := r.all[id]; ok && walk.console == console {
		walk.stop()
	}
}

// Stop ends a walk. The page that shows the walk is sent to its end, so the answer tells the
// browser to stay on it.
func (h *Handlers) Stop(c echo.Context, v site.Visit) error {
	h.running.stop(v.Console.ID, c.Param("id"))
	return c.NoContent(http.StatusNoContent)
}
