package recorder

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	maxClaims     = 10_000           // that wait, or were noted
	claimWaits    = 2 * time.Minute  // for the session's first transaction
	noteEvery     = time.Second      // what waits is tried
	noteAgain     = 10 * time.Minute // what was noted, for the store may have begun anew
	maxNoteAtOnce = 500
)

// Whose has claims of sessions noted beside the transactions of these, which come later:
// they wait for that. Of a session the newest counts. What is beyond its bounds is dropped,
// and comes again with the session's next line.
type Whose struct {
	mu      sync.Mutex
	waiting map[int64]waitingClaim
	noted   map[int64]Claim
}

type waitingClaim struct {
	Claim
	since time.Time
}

// NewWhose returns one that knows of nothing.
func NewWhose() *Whose { return &Whose{waiting: map[int64]waitingClaim{}, noted: map[int64]Claim{}} }

// Hear takes a claim.
func (w *Whose) Hear(claim Claim) {
	w.mu.Lock()
	defer w.mu.Unlock()
	old, waits := w.waiting[claim.Session]
	noted := w.noted[claim.Session]
	if claim.User == "" && (old.User != "" || noted.User != "") {
		return // a name says more than an address
	}
	if claim.Address == "" {
		claim.Address = cmp.Or(old.Address, noted.Address)
	}
	switch {
	case waits && old.Claim != claim:
		w.waiting[claim.Session] = waitingClaim{claim, old.since}
	case !waits && noted != claim && len(w.waiting) < maxClaims:
		w.waiting[claim.Session] = waitingClaim{claim, time.Now()}
	}
}

// Run has claims noted until ctx ends. note reports whether the session is known.
func (w *Whose) Run(ctx context.Context, note func(context.Context, Claim) (known bool, err error), logger *slog.Logger) {
	again := time.Now()
	for ctx.Err() == nil {
		if time.Since(again) >= noteAgain {
			again = time.Now()
			w.mu.Lock()
			clear(w.noted)
			w.mu.Unlock()
		}
		for _, claim := range w.some() {
			known, err := note(ctx, claim)
			if err != nil && ctx.Err() == nil {
				logger.Warn("whose a session is cannot be noted", "error", err)
				break
			}
			w.done(claim, known)
		}
		wait(ctx, noteEvery)
	}
}

// some returns claims that wait.
func (w *Whose) some() (claims []Claim) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, waiting := range w.waiting {
		if claims = append(claims, waiting.Claim); len(claims) == maxNoteAtOnce {
			break
		}
	}
	return claims
}

func (w *Whose) done(claim Claim, known bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	waiting := w.waiting[claim.Session]
	if waiting.Claim != claim {
		return // another came meanwhile
	}
	if known {
		if len(w.noted) >= maxClaims {
			clear(w.noted)
		}
		w.noted[claim.Session] = claim
	}
	if known || time.Since(waiting.since) >= claimWaits {
		delete(w.waiting, claim.Session)
	}
}
