package flight_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/znode"
)

// writer makes changes when the test tells it to, and records events.
type writer struct {
	mu    sync.Mutex
	told  []string
	ready chan string // receives the path of each change that is ready
	made  map[string]chan error
}

func newWriter(paths ...string) *writer {
	w := &writer{ready: make(chan string, 9), made: map[string]chan error{}}
	for _, path := range paths {
		w.made[path] = make(chan error, 1)
	}
	return w
}

func (w *writer) tell(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, what)
}

func (w *writer) Apply(context.Context, ...znode.Op) ([]znode.Result, error) { panic("not in turn") }

func (w *writer) ApplyInTurn(ctx context.Context, turn flight.Turn, ops ...znode.Op) ([]znode.Result, error) {
	path := ops[0].Path.String()
	w.ready <- path
	if err := turn(ctx); err != nil {
		w.tell("kept " + path)
		return nil, err
	}
	w.tell("sent " + path)
	return nil, <-w.made[path]
}

// begin begins a batch for one path.
func (w *writer) begin(t *testing.T, b *flight.Batches, text string, land func(error) error) {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	err = b.Begin(func(turn flight.Turn) error {
		return flight.Apply(t.Context(), w, turn, znode.Op{Kind: znode.OpDelete, Path: path})
	}, func(tried error) error {
		w.tell("landed " + text)
		if land == nil {
			return tried
		}
		return land(tried)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *writer) want(t *testing.T, told ...string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Equal(w.told, told) {
		t.Errorf("events %q, want %q", w.told, told)
	}
}

func TestTheNextIsReadyWhileOneIsMade(t *testing.T) {
	var b flight.Batches
	w := newWriter("/a", "/b")
	w.begin(t, &b, "/a", nil)
	w.begin(t, &b, "/b", nil)
	<-w.ready
	<-w.ready // although /a is not made yet
	w.made["/a"] <- nil
	w.made["/b"] <- nil
	if err := b.Wait(); err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	at := func(what string) int { return slices.Index(w.told, what) }
	if len(w.told) != 4 || at("sent /a") > at("sent /b") || at("landed /a") > at("landed /b") {
		t.Errorf("events %q", w.told)
	}
}

// A failed batch lands before the next is sent.
func TestTheNextWaitsUntilAFailureIsDealtWith(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b flight.Batches
		w := newWriter("/a", "/b")
		w.begin(t, &b, "/a", func(tried error) error {
			synctest.Wait() // nothing else happens meanwhile
			w.tell("mended: " + tried.Error())
			return nil
		})
		w.begin(t, &b, "/b", nil)
		<-w.ready
		<-w.ready
		w.made["/a"] <- errors.New("not empty")
		w.made["/b"] <- nil
		if err := b.Wait(); err != nil {
			t.Fatal(err)
		}
		w.want(t, "sent /a", "landed /a", "mended: not empty", "sent /b", "landed /b")
	})
}

func TestNothingIsSentOrLandsAfterTheEnd(t *testing.T) {
	var b flight.Batches
	w, end := newWriter("/a"), errors.New("the end")
	w.begin(t, &b, "/a", nil)
	w.begin(t, &b, "/b", nil)
	w.begin(t, &b, "/c", nil)
	for range 3 {
		<-w.ready
	}
	w.made["/a"] <- end
	if err := b.Begin(nil, nil); !errors.Is(err, end) {
		t.Errorf("a batch after the failure fails with %v", err)
	}
	if err := b.Wait(); !errors.Is(err, end) {
		t.Errorf("it ended with %v", err)
	}
	w.want(t, "sent /a", "landed /a", "kept /b", "kept /c")
}

func TestATurnThatIsNotWanted(t *testing.T) {
	var b flight.Batches
	err := b.Begin(func(turn flight.Turn) error { return turn.But(func() bool { return true })(t.Context()) },
		func(tried error) error { return tried })
	if err == nil {
		err = b.Wait()
	}
	if znode.KindOf(err) != znode.Unavailable || znode.CodeOf(err) != znode.CodeNotSent {
		t.Errorf("it ended with %v", err)
	}
}

func TestAPanicGoesOnWhereItIsWaitedFor(t *testing.T) {
	for name, fails := range map[string]struct {
		try  func(flight.Turn) error
		land func(error) error
	}{
		"try":  {func(flight.Turn) error { panic("a fault") }, nil},
		"land": {nil, func(error) error { panic("a fault") }},
	} {
		var b flight.Batches
		if err := b.Begin(fails.try, fails.land); err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() {
				if fault := recover(); fault != "a fault" {
					t.Errorf("%s: it panicked with %v", name, fault)
				}
			}()
			_ = b.Wait()
		}()
	}
}

// After its context has ended, a batch sends nothing, even if all batches before have been made.
func TestNothingIsSentForWhoHasGone(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	for range 20 { // select could choose either case
		var b flight.Batches
		var tried []error
		for range 2 {
			err := b.Begin(func(turn flight.Turn) error { return turn(ctx) }, func(err error) error {
				tried = append(tried, err)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Wait(); err != nil {
			t.Fatal(err)
		}
		for _, err := range tried {
			if znode.CodeOf(err) != znode.CodeNotSent {
				t.Errorf("the turn came: %v", err)
			}
		}
	}
}
