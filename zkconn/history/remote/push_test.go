package remote

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/zktest"
)

// A history that grows is pushed while it does, through streams that are cut off, and
// ends as the original.
func TestPush(t *testing.T) {
	from, fromDir := writer(t)
	to, toDir := writer(t)
	taker := Taker(openStore(t, toDir), to, slog.New(slog.DiscardHandler))
	var cut atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			t.Errorf("asked with %q", r.Header.Get("Authorization"))
		}
		if r.Method == http.MethodPost {
			r.Body = io.NopCloser(io.LimitReader(r.Body, cut.Add(8000)))
		}
		taker.ServeHTTP(w, r)
	}))
	defer server.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan struct{})
	store := openStore(t, fromDir)
	go func() {
		defer close(done)
		Push(ctx, server.Client(), server.URL+"/history", "secret", store, slog.New(slog.DiscardHandler))
	}()
	must(t, from.Begin(t.Context(), 0, 1, tree))
	must(t, from.Append(t.Context(), sets(1, 25), "a", txnlog.ProofDigest))
	must(t, from.Gap(t.Context(), txnlog.Gap{After: 25, Before: 27, Cause: txnlog.GapDamaged}))
	must(t, from.Append(t.Context(), sets(27, 30), "a", txnlog.ProofSeen))
	zktest.Eventually(t, "the copy has all", func() bool { return to.Last() == 30 })
	stop()
	<-done
	if got, want := summary(t, toDir), summary(t, fromDir); got != want {
		t.Errorf("the copy is\n%snot\n%s", got, want)
	}
	_, err := history.Verify(t.Context(), toDir, history.Key{})
	must(t, err)
}

func openStore(t *testing.T, dir string) *history.Store {
	t.Helper()
	store, err := history.Open(dir, history.Key{})
	must(t, err)
	t.Cleanup(func() { must(t, store.Close()) })
	return store
}

// What is of another history, or does not go on where the store ends, is not taken.
func TestTakerRefuses(t *testing.T) {
	to, dir := writer(t)
	must(t, to.Begin(t.Context(), 0, 1, tree))
	must(t, to.Append(t.Context(), sets(1, 5), "a", txnlog.ProofDigest))
	taker := Taker(openStore(t, dir), to, slog.New(slog.DiscardHandler))
	for query, status := range map[string]int{
		"":                        http.StatusConflict,
		"?after=0x5":              http.StatusConflict,
		"?after=0x5&time=6":       http.StatusConflict,
		"?after=0x4&time=4":       http.StatusConflict,
		"?after=five&time=5":      http.StatusConflict,
		"?after=0x5&time=5&begun": http.StatusInternalServerError, // taken, to the end of the body
	} {
		answer := httptest.NewRecorder()
		taker.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/history"+query, strings.NewReader("{}\n")))
		if answer.Code != status {
			t.Errorf("%q: %d %s", query, answer.Code, answer.Body)
		}
	}
	answer := httptest.NewRecorder()
	taker.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/history"+EndPath, nil))
	if got := strings.TrimSpace(answer.Body.String()); got != `{"last":"0x5","begun":true}` {
		t.Errorf("it ends at %s", got)
	}
	if to.Last() != 5 {
		t.Errorf("the store ends at %d", to.Last())
	}
}
