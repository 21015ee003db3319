package changes

import (
	"crypto/rand"
	"sync"
	"time"

	"zkweb/web/handlers/site"
)

const (
	// heldTime is how long a file waits for its plan to be agreed to.
	heldTime = 15 * time.Minute
	// maxHeld is how many files wait in all; of one console session the last alone does.
	maxHeld = 8
)

// heldFiles are files whose plan somebody looks at, by an id that only their page knows.
type heldFiles struct {
	mu  sync.Mutex
	all map[string]heldFile
}

type heldFile struct {
	console string // the console session that sent it
	upload  *site.Upload
	expire  *time.Timer
}

// hold keeps a file, and returns its id; "" when there is no room. What is not held is
// the caller's to close.
func (h *heldFiles) hold(console string, upload *site.Upload) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == nil {
		h.all = map[string]heldFile{}
	}
	for id, held := range h.all {
		if held.console == console {
			h.drop(id)
		}
	}
	if len(h.all) >= maxHeld {
		return ""
	}
	id := rand.Text()
	h.all[id] = heldFile{console, upload, time.AfterFunc(heldTime, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.drop(id)
	})}
	return id
}

// drop closes a file that is held.
func (h *heldFiles) drop(id string) {
	if held, ok := h.all[id]; ok {
		held.expire.Stop()
		held.upload.Close()
		delete(h.all, id)
	}
}

// take returns a file that the same console session has sent, and holds it no longer; nil for none.
func (h *heldFiles) take(console, id string) *site.Upload {
	h.mu.Lock()
	defer h.mu.Unlock()
	held, ok := h.all[id]
	if !ok || held.console != console {
		return nil
	}
	held.expire.Stop()
	delete(h.all, id)
	return held.upload
}
