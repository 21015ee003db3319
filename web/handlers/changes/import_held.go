package changes

import (
	"crypto/rand"
	"sync"
	"time"

	"zkweb/web/handlers/site"
)

const (
	// heldTime is how long a file is held until the person agrees to its plan.
	heldTime = 15 * time.Minute
	// maxHeld bounds the files that are held in all. For each console session only the last file is
	// held.
	maxHeld = 8
)

// heldFiles are uploaded files whose plans are being looked at, by an ID that only the page with
// the plan has.
type heldFiles struct {
	mu  sync.Mutex
	all map[string]heldFile
}

type heldFile struct {
	console string // ID of the console session that sent the file
	upload  *site.Upload
	expire  *time.Timer
}

// hold holds a file and returns its ID, or "" if there is no room; the caller must then close the
// file.
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

// drop closes a held file. The mutex must be held.
func (h *heldFiles) drop(id string) {
	if held, ok := h.all[id]; ok {
		held.expire.Stop()
		held.upload.Close()
		delete(h.all, id)
	}
}

// take returns a file that was sent by the same console session, and no longer holds it. It returns
// nil if there is none.
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
