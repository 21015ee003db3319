package guard

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// TestRevealsAreBounded checks that reveals are counted for each verified person, from whichever
// address, and otherwise for each address.
func TestRevealsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{}
		rules := Rules{Trail: s}.WithDefaults()
		reveal := func(request audit.Entry) error {
			request.Cluster = "main"
			g := New(people.Person{Role: people.Viewer, Paths: []znode.Path{znode.Root}}, rules, s, request)
			_, _, err := g.Reveal(t.Context(), znode.Root, "")
			return err
		}
		alice := func(address string) audit.Entry { return audit.Entry{User: "alice", Verified: true, Address: address} }
		for i := range maxReveals {
			if err := reveal(alice(fmt.Sprint(i))); err != nil {
				t.Fatalf("reveal %d: %v", i, err)
			}
		}
		time.Sleep(revealTime / 2)
		s.take()
		err := reveal(alice("another"))
		var retry znode.RetryError
		if znode.KindOf(err) != znode.RateLimited || !errors.As(err, &retry) || retry.After != revealTime/2 {
			t.Errorf("one too many: %v, try again after %s", err, retry.After)
		}
		if recorded := s.take(); len(recorded) != 1 || recorded[0].Outcome != audit.Denied || recorded[0].Code != znode.CodeTooManyReveals {
			t.Errorf("on record is %+v", recorded)
		}
		for _, other := range []audit.Entry{{User: "bob", Verified: true}, {User: "alice", Address: "1"}, {User: "alice", Address: "2"}} {
			if err := reveal(other); err != nil {
				t.Errorf("%+v: %v", other, err)
			}
		}
		time.Sleep(revealTime / 2)
		if err := reveal(alice("")); err != nil {
			t.Errorf("a minute later: %v", err)
		}
	})
}

// TestRevealersAreBounded checks that people beyond maxRevealers share one count until the counts
// of others expire.
func TestRevealersAreBounded(t *testing.T) {
	var r reveals
	now := time.Now()
	for i := range maxRevealers {
		r.take(revealer{user: fmt.Sprint(i)}, now)
	}
	for i := range maxReveals + 1 {
		if wait := r.take(revealer{address: fmt.Sprint(i)}, now); (wait > 0) != (i == maxReveals) {
			t.Fatalf("of those beyond, number %d waits %s", i, wait)
		}
	}
	if wait := r.take(revealer{user: "late"}, now.Add(revealTime)); wait > 0 || len(r.counted) != 1 {
		t.Errorf("a minute later: %s, of %d who are counted", wait, len(r.counted))
	}
}
