package site

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/zkconn/history"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// guardTime is how long a request that takes longer than a page relies on a guard before it checks
// the person again.
const guardTime = 5 * time.Second

// AwayTime is how long such a request usually waits for ZooKeeper to come back: longer than an
// election, and longer than servers take to start. awayPause is the time between two attempts that
// fail at once.
const (
	AwayTime  = time.Minute
	awayPause = 250 * time.Millisecond
)

// Lasting is the access of a visit to znodes for requests that may take minutes. It implements
// LastingReader. It checks every guardTime who the person is, and stops reading when they are no
// longer allowed to.
type Lasting struct {
	site    *Site
	visit   Visit
	request auth.Request
	away    atomic.Pointer[error] // the error that is waited for; nil while ZooKeeper answers

	mu    sync.Mutex
	guard *guard.Guard
	until time.Time
}

// LastingReader is a walk.Reader that waits while ZooKeeper is unavailable, by default AwayTime at
// most.
type LastingReader interface {
	walk.Reader
	// Away returns why ZooKeeper did not answer the last request, or nil if it did.
	Away() error
}

// Lasting returns the lasting access of a visit, which must have a guard.
func (s *Site) Lasting(c echo.Context, v Visit) *Lasting {
	return &Lasting{site: s, visit: v, request: s.Request(c), guard: v.Guard, until: time.Now().Add(guardTime)}
}

// Away implements LastingReader.
func (l *Lasting) Away() error {
	if err := l.away.Load(); err != nil {
		return *err
	}
	return nil
}

// Guard returns the person's present guard. It waits while ZooKeeper is unavailable. It fails with
// Unavailable, also if the person is no longer admitted.
func (l *Lasting) Guard(ctx context.Context) (now *guard.Guard, err error) {
	err = l.insist(ctx, func(ctx context.Context) error {
		now, err = l.enter(ctx)
		return err
	})
	return now, err
}

// insist repeats do while it fails because ZooKeeper is unavailable, until ZooKeeper is back, ctx
// is done, or the time for waiting is over.
func (l *Lasting) insist(ctx context.Context, do func(context.Context) error) error {
	var over <-chan time.Time
	for {
		err := do(ctx)
		if !isAway(err) {
			l.away.Store(nil)
			return err
		}
		l.away.Store(&err)
		if over == nil {
			over = time.After(l.site.AwayTime)
		}
		select {
		case <-time.After(awayPause):
		case <-over:
			return err
		case <-ctx.Done():
			return err
		}
	}
}

// awayCodes are the codes of errors that end when ZooKeeper is back.
var awayCodes = []znode.Code{
	znode.CodeNotConnected, znode.CodeConnectionLost, znode.CodeNoAnswer, znode.CodeServerTimeout, znode.CodeThrottled,
	znode.CodeSessionExpired, znode.CodeSessionMoved, znode.CodeSessionTimedOut, znode.CodeSessionReplaced,
}

func isAway(err error) bool {
	return znode.KindOf(err) == znode.Unavailable && slices.Contains(awayCodes, znode.CodeOf(err))
}

func (l *Lasting) enter(ctx context.Context) (*guard.Guard, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Now().Before(l.until) {
		return l.guard, nil
	}
	ctx, cancel := context.WithTimeout(ctx, l.site.PageTime)
	defer cancel()
	fresh, err := l.site.Auth.Enter(ctx, l.visit.Console, l.visit.SignIn, l.request)
	if err != nil {
		if znode.KindOf(err) != znode.Unavailable {
			err = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeFindEnded, Cause: err}
		}
		return nil, err
	}
	if at := l.visit.At; at != nil {
		past, err := l.site.Past(Visit{Guard: fresh})
		if err != nil {
			return nil, err
		}
		if fresh, _, err = past.At(ctx, at.Asked); err != nil {
			return nil, history.Explain(err)
		}
	}
	l.guard, l.until = fresh, time.Now().Add(guardTime)
	return fresh, nil
}

// As returns a reader that reads through the reader that way returns for the person's guard.
func (l *Lasting) As(way func(*guard.Guard) walk.Reader) LastingReader { return lastingAs{l, way} }

type lastingAs struct {
	*Lasting
	way func(*guard.Guard) walk.Reader
}

// ReadMany implements walk.Reader.
func (l lastingAs) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return l.readMany(ctx, reads, func(ctx context.Context, now *guard.Guard, reads []znode.Read, _ []int) []znode.ReadResult {
		return l.way(now).ReadMany(ctx, reads)
	})
}

// ReadMany implements walk.Reader.
func (l *Lasting) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return l.ReadManyMasked(ctx, reads, func(_ int, result *znode.ReadResult, masked mask.Masked) { result.Data = masked.Data })
}

// ReadManyMasked is like the guard's ReadManyMasked.
func (l *Lasting) ReadManyMasked(ctx context.Context, reads []znode.Read, see func(i int, result *znode.ReadResult, masked mask.Masked)) []znode.ReadResult {
	return l.readMany(ctx, reads, func(ctx context.Context, now *guard.Guard, reads []znode.Read, at []int) []znode.ReadResult {
		return now.ReadManyMasked(ctx, reads, func(i int, result *znode.ReadResult, masked mask.Masked) { see(at[i], result, masked) })
	})
}

// readMany calls read with the person's guard for all reads, and again for those during which the
// connection was lost. at has the index in all of each read.
func (l *Lasting) readMany(ctx context.Context, all []znode.Read, read func(ctx context.Context, now *guard.Guard, reads []znode.Read, at []int) []znode.ReadResult) []znode.ReadResult {
	var results []znode.ReadResult
	reads, at := all, make([]int, len(all))
	for i := range at {
		at[i] = i
	}
	err := l.insist(ctx, func(ctx context.Context) (lost error) {
		now, err := l.enter(ctx)
		if err != nil {
			return err
		}
		some := read(ctx, now, reads, at)
		if len(reads) == len(all) {
			results = some
		} else {
			for i, result := range some {
				results[at[i]] = result
			}
		}
		var again []znode.Read
		var places []int
		for i := range some {
			if err := some[i].Err; isAway(err) {
				lost, again, places = err, append(again, reads[i]), append(places, at[i])
			}
		}
		reads, at = again, places
		return lost
	})
	if results == nil {
		results = make([]znode.ReadResult, len(all))
	}
	if err != nil {
		for _, i := range at {
			results[i].Err = err
		}
	}
	return results
}
