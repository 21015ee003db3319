package proposals

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// The bounds of proposals.
const (
	// MaxAge is how long a proposal waits for a decision, and how long a decided one is kept.
	MaxAge = 30 * 24 * time.Hour
	// MaxOps is the most changes in one proposal, since whoever approves it looks at all of them.
	MaxOps = 100
	// MaxOpen and MaxOpenOf are the most open proposals, of everybody and of one person.
	MaxOpen, MaxOpenOf = 200, 50
	// MaxBytes bounds what all open proposals would write.
	MaxBytes = 32 << 20
	// maxOver is how many decided or expired proposals are kept.
	maxOver = 500
)

// Shelf keeps sealed values by ID. It is a *vault.Shelf.
type Shelf interface {
	Put(ctx context.Context, id string, value []byte) error
	Get(ctx context.Context, id string) ([]byte, error)
	Replace(ctx context.Context, id string, value []byte) error
	Remove(ctx context.Context, id string) error
	IDs(ctx context.Context) ([]string, error)
}

// Store holds the proposals of a console. It is safe for concurrent use.
type Store struct {
	shelf   Shelf
	logger  *slog.Logger
	expired func(context.Context, Proposal)

	turns chan struct{} // of capacity 1: people propose one after another

	mu    sync.Mutex
	all   map[string]*Proposal
	bytes map[string]int // of open proposals, by ID
}

// Open reads the proposals on a shelf. Those that were being applied when the console ended become
// unknown. A value that cannot be read is left out and logged, since the key may have changed.
func Open(ctx context.Context, shelf Shelf, logger *slog.Logger) (*Store, error) {
	s := &Store{shelf: shelf, logger: logger, expired: func(context.Context, Proposal) {}, turns: make(chan struct{}, 1), all: map[string]*Proposal{}, bytes: map[string]int{}}
	ids, err := shelf.IDs(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if err := s.read(ctx, id); err != nil {
			logger.Error("a proposal cannot be read; was it sealed with another --data-key?", "proposal", id, "error", err)
		}
	}
	return s, nil
}

func (s *Store) read(ctx context.Context, id string) error {
	value, err := s.shelf.Get(ctx, id)
	if err != nil {
		return err
	}
	p, err := decode(id, value)
	if err != nil {
		return err
	}
	if len(p.Ops) == 0 && p.Quota == nil {
		return errors.New("it proposes nothing")
	}
	if p.State == Applying {
		p = p.bare()
		p.State = Unknown
		if err := s.rewrite(ctx, p); err != nil {
			return err
		}
	}
	s.all[id] = &p
	if p.IsOpen() {
		s.bytes[id] = len(value)
	}
	return nil
}

// OnExpiry sets a function that is called before an undecided proposal is removed because of its
// age.
func (s *Store) OnExpiry(call func(context.Context, Proposal)) { s.expired = call }

// Watch removes what is too old, at once and then every hour, until ctx is done.
func (s *Store) Watch(ctx context.Context) {
	ticker := time.NewTicker(time.Hour)
	defer ticker.Stop()
	for {
		s.expire(ctx)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Store) expire(ctx context.Context) {
	for _, p := range s.All() {
		if p.State == Applying || time.Since(p.Made) < MaxAge {
			continue
		}
		if p.State == Waiting {
			s.expired(ctx, p)
		}
		s.forget(ctx, p.ID)
	}
}

func (s *Store) forget(ctx context.Context, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.shelf.Remove(ctx, id); err != nil {
		s.logger.Warn("a proposal that is over cannot be removed", "proposal", id, "error", err)
		return
	}
	delete(s.all, id)
	delete(s.bytes, id)
}

// Turn waits until nobody else is proposing, so that the second of two equal proposals at the same
// time finds the first. end must be called. It fails with Unavailable if ctx is done.
func (s *Store) Turn(ctx context.Context) (end func(), err error) {
	select {
	case s.turns <- struct{}{}:
		return func() { <-s.turns }, nil
	case <-ctx.Done():
		return nil, unkept(ctx.Err())
	}
}

// Same returns the open proposal, if there is one, that is the same as p, by the same person and
// for the same reason.
func (s *Store) Same(p Proposal) (Proposal, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range s.all {
		if other.State == Waiting && other.isSame(p) {
			return *other, true
		}
	}
	return Proposal{}, false
}

// MayAdd fails with TooLarge if the proposal has too many changes, and with Unavailable if too much
// is open already.
func (s *Store) MayAdd(p Proposal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mayAdd(p, 0)
}

func (s *Store) mayAdd(p Proposal, bytes int) error {
	open, own := 0, 0
	for id, other := range s.all {
		if other.IsOpen() {
			open++
			bytes += s.bytes[id]
			if other.Cluster == p.Cluster && other.By == p.By {
				own++
			}
		}
	}
	switch {
	case len(p.Ops) > MaxOps:
		return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeProposalTooLarge, Args: znode.Args{"max": strconv.Itoa(MaxOps)}}
	case own >= MaxOpenOf:
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeProposalsTooMany, Args: znode.Args{"max": strconv.Itoa(MaxOpenOf)}}
	case open >= MaxOpen, bytes > MaxBytes:
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeProposalsFull}
	}
	return nil
}

// Add stores a new proposal, which is on the disk when the error is nil. It fails like MayAdd, and
// if it cannot be stored.
func (s *Store) Add(ctx context.Context, p Proposal) error {
	p.State = Waiting
	value, err := p.encode()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.mayAdd(p, len(value)); err != nil {
		return err
	}
	s.makeRoom(ctx)
	if err := s.shelf.Put(ctx, p.ID, value); err != nil {
		return unkept(err)
	}
	s.all[p.ID], s.bytes[p.ID] = &p, len(value)
	return nil
}

// makeRoom drops the oldest proposals that are not open. The mutex must be held.
func (s *Store) makeRoom(ctx context.Context) {
	var over []*Proposal
	for _, p := range s.all {
		if !p.IsOpen() {
			over = append(over, p)
		}
	}
	slices.SortFunc(over, func(a, b *Proposal) int { return a.Made.Compare(b.Made) })
	for _, p := range over[:max(0, len(over)-maxOver+1)] {
		if s.shelf.Remove(ctx, p.ID) == nil {
			delete(s.all, p.ID)
		}
	}
}

// All returns all proposals, the newest first.
func (s *Store) All() []Proposal {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	all := make([]Proposal, 0, len(s.all))
	for _, p := range s.all {
		all = append(all, *p)
	}
	s.mu.Unlock()
	slices.SortFunc(all, func(a, b Proposal) int {
		if newer := b.Made.Compare(a.Made); newer != 0 {
			return newer
		}
		return int(b.Entry - a.Entry)
	})
	return all
}

// Open returns the open proposals, in any order.
func (s *Store) Open() []Proposal {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var open []Proposal
	for _, p := range s.all {
		if p.State == Waiting {
			open = append(open, *p)
		}
	}
	return open
}

var errNone = &znode.Error{Kind: znode.NotFound, Code: znode.CodeProposalNone}

// Get returns a proposal, or a NotFound error.
func (s *Store) Get(id string) (Proposal, error) {
	if s == nil {
		return Proposal{}, errNone
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.all[id]
	if p == nil {
		return Proposal{}, errNone
	}
	return *p, nil
}

// Claim reserves a proposal for the caller's decision, and has that on the disk. It fails with
// NotFound, and with Conflict if the proposal is decided or claimed.
func (s *Store) Claim(ctx context.Context, id string) error {
	return s.turn(ctx, id, func(p *Proposal) error {
		if p.State != Waiting {
			return &znode.Error{Kind: znode.Conflict, Code: znode.CodeProposalOver}
		}
		p.State = Applying
		return nil
	})
}

// Release returns a claimed proposal that was not decided.
func (s *Store) Release(ctx context.Context, id string) error {
	return s.turn(ctx, id, func(p *Proposal) error {
		p.State = Waiting
		return nil
	})
}

// Decide ends a claimed proposal with a state. What it would have written is removed.
func (s *Store) Decide(ctx context.Context, id string, state State, decision Decision) error {
	return s.turn(ctx, id, func(p *Proposal) error {
		*p = p.bare()
		p.State, p.Decision = state, decision
		return nil
	})
}

// turn changes a proposal. In memory the change is made even if it cannot be stored: otherwise what
// was applied could be applied again.
func (s *Store) turn(ctx context.Context, id string, change func(*Proposal) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.all[id]
	if p == nil {
		return errNone
	}
	changed := *p
	if err := change(&changed); err != nil {
		return err
	}
	err := s.rewrite(ctx, changed)
	if err != nil && changed.State == Applying {
		return err
	}
	s.all[id] = &changed
	if !changed.IsOpen() {
		delete(s.bytes, id)
	}
	return err
}

func (s *Store) rewrite(ctx context.Context, p Proposal) error {
	value, err := p.encode()
	if err != nil {
		return err
	}
	return unkept(s.shelf.Replace(ctx, p.ID, value))
}

// unkept returns the error for something that cannot be stored.
func unkept(err error) error {
	if err == nil {
		return nil
	}
	return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeProposalUnkept, Cause: err}
}
