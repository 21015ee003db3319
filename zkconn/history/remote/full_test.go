package remote

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/zktest"
)

// A copy knows that the disk of what it is a copy of is full, also one that is a copy of a
// copy, and until it is not.
func TestCopiesKnowOfAFullDisk(t *testing.T) {
	from, fromDir := writer(t)
	must(t, from.Begin(t.Context(), 0, 1, tree))
	store := openStore(t, fromDir)
	server := httptest.NewServer(Handler(store))
	defer server.Close()
	to, toDir := writer(t)
	copied := openStore(t, toDir)
	for _, full := range []bool{false, true, false} {
		must(t, from.SourceFull(full))
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			Follow(ctx, server.Client(), server.URL, "", &target{to}, slog.New(slog.DiscardHandler))
		}()
		zktest.Eventually(t, "the copy knows", func() bool {
			complete, err := copied.Complete(ctx, 0, 0)
			return err == nil && complete.Full == full && to.Begun()
		})
		stop()
		<-done
	}
}

// A disk that fills up while the stream lives is told of with its next beat.
func TestBeatsTellOfAFullDisk(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w, err := history.OpenWriter(dir, history.Options{})
		must(t, err)
		defer func() { must(t, w.Close()) }()
		store, err := history.Open(dir, history.Key{})
		must(t, err)
		defer func() { must(t, store.Close()) }()
		must(t, w.Begin(t.Context(), 0, 1, tree))
		ctx, stop := context.WithTimeout(t.Context(), 2*beatEvery+time.Second)
		defer stop()
		time.AfterFunc(beatEvery+time.Second, func() { must(t, w.SourceFull(true)) })
		var sent strings.Builder
		stuck := time.AfterFunc(time.Hour, stop)
		defer stuck.Stop()
		_ = (&stream{to: &sent, control: watch{stuck}}).run(ctx, store, 0, false)
		if no, yes := strings.Count(sent.String(), `"full":false`), strings.Count(sent.String(), `"full":true`); no != 2 || yes != 1 {
			t.Errorf("%d and %d:\n%s", no, yes, sent.String())
		}
	})
}
