package site

import (
	"context"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// guardTime is how long what a person may do is taken to hold for what outlasts a
// page.
const guardTime = 5 * time.Second

// Lasting is a visit's way to znodes for what may take minutes: a walk.Reader. It
// finds out anew who the person is every guardTime, and then reads no further where
// they may not.
type Lasting struct {
	site    *Site
	visit   Visit
	request auth.Request

	mu    sync.Mutex
	guard *guard.Guard
	until time.Time
}

// Lasting returns the way to znodes of a visit with a guard.
func (s *Site) Lasting(c echo.Context, v Visit) *Lasting {
	return &Lasting{site: s, visit: v, request: s.Request(c), guard: v.Guard, until: time.Now().Add(guardTime)}
}

// Guard returns the person's guard as of now. It fails with Unavailable, also where
// they are no longer let in.
func (l *Lasting) Guard(ctx context.Context) (*guard.Guard, error) {
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
			return nil, err
		}
	}
	l.guard, l.until = fresh, time.Now().Add(guardTime)
	return fresh, nil
}

// As returns a walk.Reader that reads by what way makes of the person's guard.
func (l *Lasting) As(way func(*guard.Guard) walk.Reader) walk.Reader { return lastingAs{l, way} }

type lastingAs struct {
	*Lasting
	way func(*guard.Guard) walk.Reader
}

// ReadMany implements walk.Reader.
func (l lastingAs) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	guard, err := l.Guard(ctx)
	if err != nil {
		return failed(reads, err)
	}
	return l.way(guard).ReadMany(ctx, reads)
}

// ReadMany implements walk.Reader.
func (l *Lasting) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return l.ReadManyMasked(ctx, reads, func(_ int, result *znode.ReadResult, masked mask.Masked) { result.Data = masked.Data })
}

// ReadManyMasked is the guard's.
func (l *Lasting) ReadManyMasked(ctx context.Context, reads []znode.Read, see func(i int, result *znode.ReadResult, masked mask.Masked)) []znode.ReadResult {
	guard, err := l.Guard(ctx)
	if err != nil {
		return failed(reads, err)
	}
	return guard.ReadManyMasked(ctx, reads, see)
}

func failed(reads []znode.Read, err error) []znode.ReadResult {
	results := make([]znode.ReadResult, len(reads))
	for i := range results {
		results[i].Err = err
	}
	return results
}
