package recorder

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// knownSessions accepts claims of sessions that it knows, each from a time on.
type knownSessions struct {
	mu    sync.Mutex
	from  map[int64]time.Time
	noted map[int64]time.Duration // how long after the session came
	tries int
}

func (k *knownSessions) note(_ context.Context, claim Claim) (known bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tries++
	from, ok := k.from[claim.Session]
	if !ok || time.Now().Before(from) {
		return false, nil
	}
	k.noted[claim.Session] = time.Since(from)
	return true, nil
}

// comes makes a session known from a time on.
func (k *knownSessions) comes(session int64, from time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.from[session] = from
}

// of returns how long after its session came a claim was noted, and how many attempts there were.
func (k *knownSessions) of(session int64) (after time.Duration, noted bool, tries int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	after, noted = k.noted[session]
	return after, noted, k.tries
}

// hears runs a Whose with a fake clock while in runs.
func hears(t *testing.T, in func(w *Whose, k *knownSessions)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		k := &knownSessions{from: map[int64]time.Time{}, noted: map[int64]time.Duration{}}
		w := NewWhose()
		ctx, cancel := context.WithCancel(t.Context())
		go w.Run(ctx, k.note, slog.New(slog.DiscardHandler))
		in(w, k)
		cancel()
		synctest.Wait()
	})
}

// A claim waits for its session's first transaction for any time, and is not tried every second
// meanwhile.
func TestClaimsWaitForTheirSession(t *testing.T) {
	t.Parallel()
	hears(t, func(w *Whose, k *knownSessions) {
		k.comes(7, time.Now().Add(3*time.Hour))
		w.Hear(Claim{7, "alice", "10.0.0.7"})
		time.Sleep(4 * time.Hour)
		if after, ok, tries := k.of(7); !ok || after > tryAtMost+noteEvery || tries > 200 {
			t.Errorf("noted: %t, %v after its session came, with %d tries", ok, after, tries)
		}
	})
}

// Claims whose sessions never come do not block others. If there are too many, the oldest are
// dropped, and none with a name for one without.
func TestClaimsThatAreNeverAnswered(t *testing.T) {
	t.Parallel()
	hears(t, func(w *Whose, k *knownSessions) {
		for session := range int64(2 * maxClaims) {
			w.Hear(Claim{session + 1, "alice", "10.0.0.7"})
			w.Hear(Claim{-session - 1, "", "10.0.0.7"})
		}
		if w.named.Len() != maxClaims || w.unnamed.Len() != maxClaims || len(w.waiting) != 2*maxClaims {
			t.Errorf("%d claims with a name wait, %d without, %d in all", w.named.Len(), w.unnamed.Len(), len(w.waiting))
		}
		if w.claimOf(1).User != "" || w.claimOf(2*maxClaims).User == "" {
			t.Error("it was not the oldest that were dropped")
		}
		time.Sleep(10 * time.Minute)
		const fresh = 1 << 40
		k.comes(fresh, time.Now())
		w.Hear(Claim{fresh, "bob", "10.0.0.8"})
		time.Sleep(time.Minute)
		if after, ok, _ := k.of(fresh); !ok || after > 10*time.Second {
			t.Errorf("noted: %t, %v after it was heard", ok, after)
		}
	})
}
