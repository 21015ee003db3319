package remote

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"zkweb/zkconn/history"
)

// EndPath is the path, below the Taker's address, at which it says where its history ends.
const EndPath = "/end"

// end is where a Taker's history ends.
type end struct {
	Last  string `json:"last"` // zxid
	Begun bool   `json:"begun"`
}

// maxEnd bounds the answer at EndPath, in bytes.
const maxEnd = 4 << 10

// Taker takes one Push at a time into a store. The caller decides who may push. GET asks where the
// store ends. The body of a POST is a stream, with lines of at most 128 MiB. Its query names the
// transaction with which the store ends, after=0x…&time=MILLISECONDS, unless the store is empty. If
// the store has another time for it, the stream is of another history, and is refused.
func Taker(store *history.Store, to Copy, logger *slog.Logger) http.Handler {
	t := &taker{store, to, logger, make(chan struct{}, 1)}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			t.take(w, r)
			return
		}
		t.tell(w, r)
	})
}

type taker struct {
	store  *history.Store
	to     Copy
	logger *slog.Logger
	place  chan struct{}
}

// tell answers where the store ends.
func (t *taker) tell(w http.ResponseWriter, r *http.Request) {
	last, at, err := t.store.Last(r.Context())
	if err != nil {
		t.logger.Error("the history cannot be read", "error", err)
		http.Error(w, "the history cannot be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(end{fmt.Sprintf("%#x", uint64(last)), !at.IsZero()}) // the client may be gone
}

// take takes a stream.
func (t *taker) take(w http.ResponseWriter, r *http.Request) {
	select {
	case t.place <- struct{}{}:
		defer func() { <-t.place }()
	default:
		http.Error(w, "another pushes its history", http.StatusServiceUnavailable)
		return
	}
	if why := sameHistory(r, t.store); why != "" {
		http.Error(w, why, http.StatusConflict)
		return
	}
	t.logger.Info("a history is pushed", "from", r.RemoteAddr)
	err := receive(r, http.NewResponseController(w), t.to)
	t.logger.Warn("a history is pushed no longer", "from", r.RemoteAddr, "error", err)
	if errors.Is(err, history.ErrOtherHistory) {
		http.Error(w, "this is another history than the one that was copied", http.StatusConflict)
		return
	}
	http.Error(w, "the stream cannot be taken", http.StatusInternalServerError)
}

// sameHistory returns why a stream does not continue the store's history; "" if it does.
func sameHistory(r *http.Request, store *history.Store) string {
	last, at, err := store.Last(r.Context())
	if err != nil {
		return "the history cannot be read"
	}
	after, given := r.URL.Query().Get("after"), r.URL.Query().Get("time")
	if at.IsZero() && after == "" {
		return ""
	}
	zxid, err := strconv.ParseUint(after, 0, 64)
	if err != nil || at.IsZero() || int64(zxid) != last {
		return "the history does not end there"
	}
	if given != strconv.FormatInt(at.UnixMilli(), 10) {
		return "this is another history"
	}
	return ""
}

// receive takes a stream until it ends, which always is an error.
func receive(r *http.Request, control *http.ResponseController, to Copy) error {
	heard := func() { _ = control.SetReadDeadline(time.Now().Add(silence)) }
	heard()
	defer func() { _ = control.SetReadDeadline(time.Now()) }() // the answer does not wait for the rest of the body
	lines := bufio.NewScanner(r.Body)
	lines.Buffer(nil, maxFrame)
	frames := &reader{lines: lines, heard: heard}
	for {
		f, err := frames.next()
		if err == nil {
			err = frames.hand(r.Context(), f, to)
		}
		if err != nil {
			return err
		}
	}
}
