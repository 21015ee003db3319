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
	maxClaims     = 10_000           // that have a name and wait, as many without one, and as many that were noted
	noteEvery     = time.Second      // what waits is tried, each again after as long as it has waited
	tryAtMost     = time.Minute      // but not longer than this
	noteAgain     = 10 * time.Minute // what was noted, for the store may have begun anew
	maxNoteAtOnce = 500
)

// Whose has claims of sessions noted beside the transactions of these, which come later:
// they wait for that, however long it takes. Of a session the newest counts. Where too many
// wait, the oldest is dropped, and comes again with the session's next line; one with a name
// never makes room for one without.
type Whose struct {
	mu             sync.Mutex
	waiting        map[int64]*list.Element // by session
	named, unnamed list.List               // of *waitingClaim, the oldest first
	noted          map[int64]Claim
}

type waitingClaim struct {
	Claim
	since, next time.Time // heard, and to be tried
}

// NewWhose returns one that knows of nothing.
func NewWhose() *Whose { return &Whose{waiting: map[int64]*list.Element{}, noted: map[int64]Claim{}} }

// Hear takes a claim.
func (w *Whose) Hear(claim Claim) {
	w.mu.Lock()
	defer w.mu.Unlock()
	old, noted := w.claimOf(claim.Session), w.noted[claim.Session]
	if claim.User == "" && (old.User != "" || noted.User != "") {
		return // a name says more than an address
	}
	if claim.Address == "" {
		claim.Address = cmp.Or(old.Address, noted.Address)
	}
	if waits := old != (Claim{}); claim != old && (waits || claim != noted) {
		w.drop(claim.Session)
		w.keep(claim)
	}
}

// claimOf returns the claim of a session that waits, or none.
func (w *Whose) claimOf(session int64) Claim {
	if at := w.waiting[session]; at != nil {
		return at.Value.(*waitingClaim).Claim
	}
	return Claim{}
}

// keep lets a claim wait, and drops the oldest of its kind where too many do.
func (w *Whose) keep(claim Claim) {
	order := w.order(claim)
	if order.Len() == maxClaims {
		w.drop(order.Front().Value.(*waitingClaim).Session)
	}
	now := time.Now()
	w.waiting[claim.Session] = order.PushBack(&waitingClaim{claim, now, now})
}

// drop lets a session's claim wait no longer, if it has one.
func (w *Whose) drop(session int64) {
	if at := w.waiting[session]; at != nil {
		w.order(at.Value.(*waitingClaim).Claim).Remove(at)
		delete(w.waiting, session)
	}
}

// order returns the claims with a name, or those without one.
func (w *Whose) order(claim Claim) *list.List {
	if claim.User == "" {
		return &w.unnamed
	}
	return &w.named
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

// some returns claims whose time to be tried has come, those first that are late.
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

// done notes how the trying of a claim ended.
func (w *Whose) done(claim Claim, known bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.claimOf(claim.Session) != claim {
		return // another came meanwhile
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
