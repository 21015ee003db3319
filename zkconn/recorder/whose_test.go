package recorder

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"
)

// knownSessions is what claims are noted in: it knows of sessions from some times on.
type knownSessions struct {
	from  map[int64]time.Time
	noted map[int64]time.Duration // how long after that
	tries int
}

func (k *knownSessions) note(_ context.Context, claim Claim) (known bool, err error) {
	k.tries++
	from, ok := k.from[claim.Session]
	if !ok || time.Now().Before(from) {
		return false, nil
	}
	k.noted[claim.Session] = time.Since(from)
	return true, nil
}

// hears runs a Whose with its own clock while in runs.
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

// A claim waits for its session's first transaction however late that comes, and is not tried
// each second meanwhile.
func TestClaimsWaitForTheirSession(t *testing.T) {
	t.Parallel()
	hears(t, func(w *Whose, k *knownSessions) {
		k.from[7] = time.Now().Add(3 * time.Hour)
		w.Hear(Claim{7, "alice", "10.0.0.7"})
		time.Sleep(4 * time.Hour)
		if after, ok := k.noted[7]; !ok || after > tryAtMost+noteEvery || k.tries > 200 {
			t.Errorf("noted: %t, %v after its session came, with %d tries", ok, after, k.tries)
		}
	})
}

// Claims whose sessions never come are in nobody's way. Of too many the oldest go, and no name
// for an address.
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
		k.from[fresh] = time.Now()
		w.Hear(Claim{fresh, "bob", "10.0.0.8"})
		time.Sleep(time.Minute)
		if after, ok := k.noted[fresh]; !ok || after > 10*time.Second {
			t.Errorf("noted: %t, %v after it was heard", ok, after)
		}
	})
}
