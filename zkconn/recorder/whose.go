package recorder

import (
	"cmp"
	"container/list"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	maxClaims     = 10_000           // limit for waiting claims with a user, for those without, and for noted claims
	noteEvery     = time.Second      // pause between attempts; each claim is tried again after as long as it has waited
	tryAtMost     = time.Minute      // maximum pause before a claim is tried again
	noteAgain     = 10 * time.Minute // after this time, noted claims may be noted again, since the store may have begun anew
	maxNoteAtOnce = 500
)

// Whose notes claims beside the transactions of their sessions. These come later, so a claim waits
// as long as necessary. Only the newest claim of a session counts. If too many claims wait, Whose
// drops the oldest; it comes again with the session's next line in the log. A claim with a user is
// never dropped for one without.
type Whose struct {
	mu             sync.Mutex
	waiting        map[int64]*list.Element // elements of named and unnamed, by session
	named, unnamed list.List               // of *waitingClaim, the oldest first
	noted          map[int64]Claim
}

type waitingClaim struct {
	Claim
	since, next time.Time // when it was heard, and when to try it next
}

// NewWhose returns a Whose without claims.
func NewWhose() *Whose { return &Whose{waiting: map[int64]*list.Element{}, noted: map[int64]Claim{}} }

// Hear accepts a claim.
func (w *Whose) Hear(claim Claim) {
	w.mu.Lock()
	defer w.mu.Unlock()
	old, noted := w.claimOf(claim.Session), w.noted[claim.Session]
	if claim.User == "" && (old.User != "" || noted.User != "") {
		return // a user tells more than an address
	}
	if claim.Address == "" {
		claim.Address = cmp.Or(old.Address, noted.Address)
	}
	if waits := old != (Claim{}); claim != old && (waits || claim != noted) {
		w.drop(claim.Session)
		w.keep(claim)
	}
}

// claimOf returns the waiting claim of a session, or the zero Claim.
func (w *Whose) claimOf(session int64) Claim {
	if at := w.waiting[session]; at != nil {
		return at.Value.(*waitingClaim).Claim
	}
	return Claim{}
}

// keep adds a waiting claim. If too many of its kind wait, it drops the oldest.
func (w *Whose) keep(claim Claim) {
	order := w.order(claim)
	if order.Len() == maxClaims {
		w.drop(order.Front().Value.(*waitingClaim).Session)
	}
	now := time.Now()
	w.waiting[claim.Session] = order.PushBack(&waitingClaim{claim, now, now})
}

// drop removes a session's waiting claim, if there is one.
func (w *Whose) drop(session int64) {
	if at := w.waiting[session]; at != nil {
		w.order(at.Value.(*waitingClaim).Claim).Remove(at)
		delete(w.waiting, session)
	}
}

// order returns the list for a claim: that of claims with a user, or that of claims without.
func (w *Whose) order(claim Claim) *list.List {
	if claim.User == "" {
		return &w.unnamed
	}
	return &w.named
}

// Run calls note with claims until ctx ends. note reports whether the session is known.
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

// some returns claims that are due, the most overdue first.
func (w *Whose) some() (claims []Claim) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var due []*waitingClaim
	now := time.Now()
	for _, at := range w.waiting {
		if waiting := at.Value.(*waitingClaim); !waiting.next.After(now) {
			due = append(due, waiting)
		}
	}
	slices.SortFunc(due, func(a, b *waitingClaim) int { return a.next.Compare(b.next) })
	for _, waiting := range due[:min(len(due), maxNoteAtOnce)] {
		claims = append(claims, waiting.Claim)
	}
	return claims
}

// done records the result of trying a claim.
func (w *Whose) done(claim Claim, known bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.claimOf(claim.Session) != claim {
		return // a newer claim has come meanwhile
	}
	if !known {
		waiting, now := w.waiting[claim.Session].Value.(*waitingClaim), time.Now()
		waiting.next = now.Add(min(now.Sub(waiting.since), tryAtMost))
		return
	}
	w.drop(claim.Session)
	if len(w.noted) >= maxClaims {
		clear(w.noted)
	}
	w.noted[claim.Session] = claim
}
