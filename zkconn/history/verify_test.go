package history

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"zkweb/zkconn/txnlog"
)

// TestVerifyBesideAWriter: what is written meanwhile is not taken for something altered.
func TestVerifyBesideAWriter(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, s := newWriter(t, dir, Options{}), &script{}
	var stop atomic.Bool
	var written atomic.Int64
	ended := make(chan error, 1)
	go func() {
		var err error
		for i := 0; err == nil && !stop.Load(); i++ {
			s.all = nil
			s.add(7, txnlog.TypeCreate, created("/lock", "host", int32(2*i+1)))
			s.add(7, txnlog.TypeDelete, deleted("/lock"))
			if err = w.Append(t.Context(), s.all, "test", txnlog.ProofSeen); err == nil {
				_, err = w.Identify(t.Context(), 7, Client{Who: strconv.Itoa(i), Sure: "audit"})
			}
			written.Add(1)
		}
		ended <- err
	}()
	for meanwhile := 0; meanwhile < 3 && !t.Failed(); {
		before := written.Load()
		if _, err := Verify(t.Context(), dir, Key{}); err != nil {
			t.Error(err)
		}
		if written.Load() > before {
			meanwhile++
		}
	}
	stop.Store(true)
	must(t, <-ended)
}

// TestVerifyBesideRetention: what is dropped meanwhile is not taken for something missing.
func TestVerifyBesideRetention(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{SegmentTransactions: 4})
	write(t, w, day().all)
	files, err := segmentFiles(dir)
	if must(t, err); len(files) != 3 {
		t.Fatalf("segments: %q", files)
	}
	v := &verifier{ctx: t.Context()}
	for i, file := range files {
		must(t, v.file(file, Key{}))
		if i == 0 {
			_, err := w.Retain(t.Context(), Retention{MaxBytes: 1}, time.Now())
			must(t, err)
		}
	}
	if v.Segments != 2 || v.Last != w.Last() {
		t.Errorf("%d segments were verified, up to %#x", v.Segments, v.Last)
	}
}

// TestVerifyThatIsEnded: nothing is said to be wrong where it is not known.
func TestVerifyThatIsEnded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, newWriter(t, dir, Options{}), day().all)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Verify(ctx, dir, Key{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestVerifySaysWhereAHistoryBegins: a history of all that an ensemble ever did begins behind
// zxid 0, however many segments it has.
func TestVerifySaysWhereAHistoryBegins(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := emptyWriter(t, dir, Options{SegmentTransactions: 2})
	must(t, w.Begin(t.Context(), 0, 1_700_000_000_000, emptyTree()))
	for zxid := range int64(5) {
		must(t, w.Append(t.Context(), []txnlog.Transaction{{Zxid: zxid + 1, Time: 1_700_000_000_000, Type: txnlog.TypeError, Err: -110}}, "test", txnlog.ProofSeen))
	}
	verified, err := Verify(t.Context(), dir, Key{})
	if must(t, err); verified.First != 0 || verified.Last != 5 || verified.Segments < 2 {
		t.Errorf("%+v", verified)
	}
}
