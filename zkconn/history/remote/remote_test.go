package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// target is a Receiver as a recorder has it.
type target struct{ *history.Writer }

func (c *target) Last() (int64, bool, error) { return c.Writer.Last(), c.Begun(), nil }

var open = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}, {Scheme: "digest", ID: "a:b", Perms: znode.PermRead | znode.PermAdmin}}

func tree(yield func(history.Node, error) bool) {
	_ = yield(history.Node{Path: "/", Data: []byte{}, ACL: open}, nil) && yield(history.Node{Path: "/null", ACL: open, Stat: znode.Stat{Czxid: 1, EphemeralOwner: -1 << 63}}, nil)
}

// sets returns transactions that set the data of /null: null, nothing, and bytes.
func sets(from, to int64) (all []txnlog.Transaction) {
	for zxid := from; zxid <= to; zxid++ {
		data := [][]byte{nil, {}, {0, 0xff, byte(zxid)}}[zxid%3]
		op := txnlog.Op{Type: txnlog.TypeSet, Path: "/null", Data: data, Version: int32(zxid)}
		all = append(all, txnlog.Transaction{Zxid: zxid, Time: zxid, Session: 5, Cxid: 6, Type: op.Type, Ops: []txnlog.Op{op}, Digest: txnlog.Digest{Version: 2, Value: -zxid}})
	}
	return all
}

func writer(t *testing.T) (*history.Writer, string) {
	t.Helper()
	dir := t.TempDir()
	w, err := history.OpenWriter(dir, history.Options{SegmentTransactions: 10})
	must(t, err)
	t.Cleanup(func() { _ = w.Close() })
	return w, dir
}

// A history that grows is copied while it does, through a stream that is cut off again
// and again, and ends as the original.
func TestFollow(t *testing.T) {
	from, fromDir := writer(t)
	must(t, from.Begin(t.Context(), 0, 1, tree))
	store, err := history.Open(fromDir, history.Key{})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	var cut atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			t.Errorf("asked with %q", r.Header.Get("Authorization"))
		}
		Handler(store).ServeHTTP(&cutter{w, cut.Add(5000)}, r)
		if w.Header().Get("X-Accel-Buffering") != "no" {
			t.Error("a proxy may hold frames back")
		}
	}))
	defer server.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	to, toDir := writer(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		Follow(ctx, server.Client(), server.URL, "secret", &target{to}, slog.New(slog.DiscardHandler))
	}()
	must(t, from.Append(t.Context(), sets(1, 25), "a", txnlog.ProofDigest))
	must(t, from.Gap(t.Context(), txnlog.Gap{After: 25, Before: 27, Cause: txnlog.GapDamaged}))
	must(t, from.Append(t.Context(), sets(27, 30), "a", txnlog.ProofSeen))
	zktest.Eventually(t, "the copy has all", func() bool { return to.Last() == 30 })
	stop()
	<-done
	if got, want := summary(t, toDir), summary(t, fromDir); got != want {
		t.Errorf("the copy is\n%snot\n%s", got, want)
	}
}

// A recorder that is away is asked less and less often, and one whose streams bring
// something soon again.
func TestFollowBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		begun, away := time.Now(), 10
		var asked []time.Duration
		client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			asked = append(asked, time.Since(begun))
			begun = time.Now()
			if away--; away >= 0 {
				return nil, errors.New("away")
			}
			if away < -1 {
				stop()
			}
			body := `{}` + "\n" + `{"gap":{}}` + "\n" + `{"error":"enough"}`
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		})}
		w, _ := writer(t)
		must(t, w.Begin(ctx, 0, 1, tree))
		Follow(ctx, client, "https://recorder", "", &target{w}, slog.New(slog.DiscardHandler))
		s := time.Second
		if want := []time.Duration{0, s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 60 * s, 60 * s, 60 * s, 60 * s, s}; !slices.Equal(asked, want) {
			t.Errorf("asked after %v, not %v", asked, want)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// cutter ends an answer after some bytes.
type cutter struct {
	http.ResponseWriter
	left int64
}

func (c *cutter) Write(p []byte) (int, error) {
	if c.left -= int64(len(p)); c.left < 0 {
		panic(http.ErrAbortHandler)
	}
	return c.ResponseWriter.Write(p)
}

func (c *cutter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func summary(t *testing.T, dir string) string {
	t.Helper()
	store, err := history.Open(dir, history.Key{})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	path, err := znode.ParsePath("/null")
	must(t, err)
	versions, err := store.Versions(t.Context(), path, 0, 100)
	must(t, err)
	text := ""
	for _, v := range versions {
		data, err := store.Data(t.Context(), v)
		must(t, err)
		text += fmt.Sprintf("%x %d %d %v %x %v\n", v.Zxid, v.Version, v.Session, v.ACL, data, data == nil)
	}
	complete, err := store.Complete(t.Context(), 0, 0)
	must(t, err)
	return text + fmt.Sprintf("%+v\n", complete)
}

func TestHandlerRefuses(t *testing.T) {
	_, dir := writer(t)
	store, err := history.Open(dir, history.Key{})
	must(t, err)
	defer func() { must(t, store.Close()) }()
	for _, request := range []*http.Request{
		httptest.NewRequest(http.MethodGet, "/?after=none", nil), httptest.NewRequest(http.MethodPost, "/?after=0x0", nil), httptest.NewRequest(http.MethodGet, "/", nil),
	} {
		answer := httptest.NewRecorder()
		Handler(store).ServeHTTP(answer, request)
		if answer.Code != http.StatusBadRequest {
			t.Errorf("%s %s: %d", request.Method, request.URL, answer.Code)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// What is of another history is not handed over to go on with.
func TestHandlerRefusesAnotherHistory(t *testing.T) {
	from, dir := writer(t)
	must(t, from.Begin(t.Context(), 10, 10, tree))
	must(t, from.Append(t.Context(), sets(11, 15), "a", txnlog.ProofDigest))
	handler := Handler(openStore(t, dir))
	for query, status := range map[string]int{
		"?after=0x0&begun=false":         http.StatusOK,
		"?after=0xd&begun=true&time=13":  http.StatusOK,
		"?after=0xd&begun=true":          http.StatusOK,       // of an older release
		"?after=0x5&begun=true&time=5":   http.StatusOK,       // no longer there
		"?after=0xd&begun=true&time=14":  http.StatusConflict, // another transaction
		"?after=0x10&begun=true&time=16": http.StatusConflict, // not there
	} {
		ctx, stop := context.WithCancel(t.Context())
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answered{answer, stop}, httptest.NewRequest(http.MethodGet, "/history"+query, nil).WithContext(ctx))
		stop()
		if answer.Code != status {
			t.Errorf("%q: %d %s", query, answer.Code, answer.Body)
		}
	}
}

// answered ends a stream once something of it has come.
type answered struct {
	*httptest.ResponseRecorder
	stop func()
}

func (answered) SetWriteDeadline(time.Time) error { return nil }

func (a answered) Flush() {
	a.ResponseRecorder.Flush()
	a.stop()
}

// Whose sessions are is handed over too, also what becomes known later.
func TestNamesAreHandedOver(t *testing.T) {
	from, fromDir := writer(t)
	to, toDir := writer(t)
	must(t, from.Begin(t.Context(), 0, 1, tree))
	must(t, from.Append(t.Context(), sets(1, 15), "a", txnlog.ProofDigest)) // beyond one segment
	alice := history.Client{Who: "alice", Address: "10.0.0.7", Sure: "audit"}
	identify := func(by history.Client) {
		t.Helper()
		known, err := from.Identify(t.Context(), 5, by)
		if must(t, err); !known {
			t.Fatal("the session is not known")
		}
	}
	identify(history.Client{Address: "10.0.0.7", Sure: "address"})
	server := httptest.NewServer(Handler(openStore(t, fromDir)))
	defer server.Close()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		Follow(ctx, server.Client(), server.URL, "", &target{to}, slog.New(slog.DiscardHandler))
	}()
	defer func() { stop(); <-done }()
	copied := openStore(t, toDir)
	await := func(want history.Client) {
		t.Helper()
		var session history.Session
		zktest.Until(t, func() bool {
			var err error
			session, err = copied.Session(t.Context(), 5)
			must(t, err)
			return session.By == want
		}, func() string { return fmt.Sprintf("the copy has %+v, not %+v", session.By, want) })
	}
	await(history.Client{Address: "10.0.0.7", Sure: "address"})
	identify(alice)
	identify(history.Client{Address: "10.0.0.9", Sure: "address"}) // which says less
	await(alice)
	for _, dir := range []string{fromDir, toDir} {
		_, err := history.Verify(t.Context(), dir, history.Key{})
		must(t, err)
	}
}

// Whose sessions are is looked for again where something new is noted, and only there: there
// may be a million.
func TestNamesAreLookedForWhereSomethingIsNoted(t *testing.T) {
	w, dir := writer(t)
	must(t, w.Begin(t.Context(), 0, 1, tree))
	must(t, w.Append(t.Context(), sets(1, 5), "a", txnlog.ProofDigest))
	store, s := openStore(t, dir), &stream{}
	look := func(when string, want int) {
		t.Helper()
		s.told, s.asked = nil, time.Time{} // so that all that is found is new
		if news, err := s.whose(t.Context(), store); err != nil || len(news) != want {
			t.Errorf("%s: it is told of %d, %v", when, len(news), err)
		}
	}
	note := func(address string) {
		t.Helper()
		known, err := w.Identify(t.Context(), 5, history.Client{Address: address, Sure: "address"})
		if must(t, err); !known {
			t.Fatal("the session is not known")
		}
	}
	look("nothing is known", 0)
	note("10.0.0.7")
	look("it is noted", 1)
	look("nothing new is", 0)
	must(t, w.Append(t.Context(), sets(6, 7), "a", txnlog.ProofDigest))
	look("the history has grown", 0)
	note("10.0.0.8")
	look("another is noted", 1)
}

// What a store was made to forget goes from a copy that has it, from the copy of a copy,
// and stays forgotten; all else is as before, and nothing names it.
func TestCopiesForget(t *testing.T) {
	from, fromDir := writer(t)
	middle, middleDir := writer(t)
	to, toDir := writer(t)
	must(t, from.Begin(t.Context(), 0, 1, tree))
	secret := txnlog.Op{Type: txnlog.TypeCreate, Path: "/passwords", Data: []byte("hunter2"), ACL: open, ParentCversion: 1}
	below := txnlog.Op{Type: txnlog.TypeCreate, Path: "/passwords/mine", Data: []byte("hunter3"), ACL: open, ParentCversion: 1}
	all := sets(1, 24)
	all[3].Type, all[3].Ops = txnlog.TypeMulti, []txnlog.Op{secret, below}
	must(t, from.Append(t.Context(), all, "a", txnlog.ProofSeen))
	copyAll := func() {
		t.Helper()
		for _, pair := range []struct {
			dir, toDir string
			to         *history.Writer
		}{{fromDir, middleDir, middle}, {middleDir, toDir, to}} {
			store := openStore(t, pair.dir)
			ctx, stop := context.WithCancel(t.Context())
			server := httptest.NewServer(Handler(store))
			done := make(chan struct{})
			go func() {
				defer close(done)
				Follow(ctx, server.Client(), server.URL, "", &target{pair.to}, slog.New(slog.DiscardHandler))
			}()
			newest, _, err := store.Last(ctx)
			must(t, err)
			forgotten, err := store.Forgotten()
			must(t, err)
			copied := openStore(t, pair.toDir)
			zktest.Eventually(t, "the copy follows", func() bool {
				has, err := copied.Forgotten()
				must(t, err)
				return pair.to.Last() == newest && len(has) == len(forgotten)
			})
			stop()
			<-done
			server.Close()
		}
	}
	copyAll()
	if !holds(t, toDir, "passwords") || !holds(t, toDir, "hunter2") {
		t.Fatal("the copy has nothing to forget")
	}
	must(t, from.Close())
	path, err := znode.ParsePath("/passwords")
	must(t, err)
	if _, err := history.Forget(t.Context(), fromDir, path); err != nil {
		t.Fatal(err)
	}
	from, err = history.OpenWriter(fromDir, history.Options{SegmentTransactions: 10})
	must(t, err)
	t.Cleanup(func() { _ = from.Close() })
	must(t, from.Append(t.Context(), sets(25, 29), "a", txnlog.ProofSeen))
	copyAll()
	copyAll() // and once more, with nothing left to forget
	want := summary(t, fromDir)
	for _, dir := range []string{middleDir, toDir} {
		if holds(t, dir, "passwords") || holds(t, dir, "hunter") {
			t.Errorf("%s still has it", dir)
		}
		if got := summary(t, dir); got != want {
			t.Errorf("%s is\n%snot\n%s", dir, got, want)
		}
		if _, err := history.Verify(t.Context(), dir, history.Key{}); err != nil {
			t.Error(err)
		}
	}
}

// holds reports whether a file of a folder has a text.
func holds(t *testing.T, dir, text string) (has bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		must(t, err)
		has = has || bytes.Contains(content, []byte(text))
	}
	return has
}

// A copy notices that the history which it is of was made anew, as from more files: it begins
// anew too, where that loses nothing, and never goes on with both.
func TestCopyOfAHistoryThatWasMadeAnew(t *testing.T) {
	for _, way := range []string{"followed", "pushed"} {
		to, toDir := writer(t)
		copyOf := func(dir string, until func() bool) {
			t.Helper()
			ctx, stop := context.WithCancel(t.Context())
			store, done := openStore(t, dir), make(chan struct{})
			handler := Handler(store)
			if way == "pushed" {
				handler = Taker(openStore(t, toDir), to, slog.New(slog.DiscardHandler))
			}
			server := httptest.NewServer(handler)
			go func() {
				defer close(done)
				if way == "pushed" {
					Push(ctx, server.Client(), server.URL, "", store, slog.New(slog.DiscardHandler))
					return
				}
				Follow(ctx, server.Client(), server.URL, "", &target{to}, slog.New(slog.DiscardHandler))
			}()
			zktest.Eventually(t, "the copy has come so far", until)
			stop()
			<-done
			server.Close()
		}
		from, fromDir := writer(t)
		must(t, from.Begin(t.Context(), 0, 1, tree))
		must(t, from.Append(t.Context(), sets(1, 5), "a", txnlog.ProofSeen))
		must(t, from.Gap(t.Context(), txnlog.Gap{After: 5, Before: 8, Cause: txnlog.GapPurged}))
		must(t, from.Append(t.Context(), sets(8, 25), "a", txnlog.ProofSeen))
		copyOf(fromDir, func() bool { return to.Last() == 25 })
		anew, anewDir := writer(t)
		must(t, anew.Begin(t.Context(), 0, 1, tree))
		must(t, anew.Append(t.Context(), sets(1, 28), "a", txnlog.ProofDigest))
		copyOf(anewDir, func() bool { return to.Last() == 28 })
		if got, want := summary(t, toDir), summary(t, anewDir); got != want {
			t.Errorf("%s: the copy is\n%snot\n%s", way, got, want)
		}
		later, laterDir := writer(t)
		must(t, later.Begin(t.Context(), 9, 9, tree))
		must(t, later.Append(t.Context(), sets(10, 30), "a", txnlog.ProofDigest))
		before := summary(t, toDir)
		if anew, err := to.Origin(identityOf(t, laterDir), 9); anew || !errors.Is(err, history.ErrOtherHistory) {
			t.Errorf("of a history that begins later: %v, %v", anew, err)
		}
		copyOf(anewDir, func() bool { return to.Last() == 28 })
		if got := summary(t, toDir); got != before {
			t.Errorf("%s: the copy became\n%s", way, got)
		}
		if _, err := history.Verify(t.Context(), toDir, history.Key{}); err != nil {
			t.Error(err)
		}
	}
}

func identityOf(t *testing.T, dir string) string {
	t.Helper()
	identity, err := openStore(t, dir).Identity()
	must(t, err)
	return identity
}
