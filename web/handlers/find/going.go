package find

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

const (
	// tick is the pause between updates of a walk's progress, and the longest time for which lines
	// wait for others before they are sent.
	tick = 250 * time.Millisecond
	// maxDenied bounds the znodes named that could not be read.
	maxDenied = 100
)

// Why a walk was stopped by the console.
var (
	errStopped = errors.New("stopped by whoever began it")
	errEnough  = errors.New("a page shows no more")
)

// going is a walk in progress for a person.
type going struct {
	*walk.Walk
	from   []site.LastingReader
	ctx    context.Context
	stop   context.CancelCauseFunc
	denied []znode.Path // the first maxDenied of them
}

// begin starts a walk, if the person may start another one. It counts until done is called.
func (h *Handlers) begin(c echo.Context, v site.Visit, reader site.LastingReader, options walk.Options) (g *going, done func(), err error) {
	end, err := h.quota.Open(v.Owner(c))
	if err != nil {
		return nil, nil, err
	}
	_, unfollow, err := v.SignIn.Follow() // keeps the session from becoming idle
	if err != nil {
		end()
		return nil, nil, err
	}
	ctx, stop := context.WithCancelCause(c.Request().Context())
	atEnd := context.AfterFunc(h.ending, func() { stop(h.ending.Err()) })
	go func() {
		select {
		case <-v.SignIn.Done():
			stop(&znode.Error{Kind: znode.Unavailable, Code: znode.CodeFindEnded})
		case <-ctx.Done():
		}
	}()
	return &going{Walk: walk.New(reader, v.Path, options), from: []site.LastingReader{reader}, ctx: ctx, stop: stop}, func() {
		atEnd()
		stop(nil)
		unfollow()
		end()
	}, nil
}

// each calls visit for each znode, and returns when the walk has ended.
func (g *going) each(visit func(walk.Visited)) (err error) {
	defer site.Catch(&err)
	for v := range g.All(g.ctx) {
		g.note(v)
		visit(v)
	}
	return nil
}

// tell is like each, and also writes the progress of the walk to a page.
func (g *going) tell(out *find.Live, visit func(walk.Visited)) error {
	return stream(g, func(func(struct{})) error { return g.each(visit) }, nil,
		func() error { return out.Progress(g.progress(g.state(), 0)) })
}

// stream calls run, which passes results to hand, and returns when run has ended. It calls each for
// every result, and told at the start, after the first result and at every tick, all from one
// goroutine. An error from either ends the walk.
func stream[T any](g *going, run func(hand func(T)) error, each func(T) error, told func() error) error {
	handed := make(chan T, 64)
	var fault error
	go func() {
		defer close(handed)
		fault = run(func(one T) {
			select {
			case handed <- one:
			case <-g.ctx.Done():
			}
		})
	}()
	ticks := time.NewTicker(tick)
	defer ticks.Stop()
	failed := told()
	for first := true; ; {
		if failed != nil {
			g.stop(failed)
			for range handed { // until run has ended
			}
			return errors.Join(failed, fault)
		}
		select {
		case one, more := <-handed:
			if !more {
				return fault
			}
			if failed = each(one); failed == nil && first {
				failed = told()
			}
			first = false
		case <-ticks.C:
			failed = told()
		}
	}
}

// note keeps the path of what could not be read.
func (g *going) note(v walk.Visited) {
	if len(g.denied) < maxDenied && v.Unread() {
		g.denied = append(g.denied, v.Path)
	}
}

// ended returns why the walk ended: the bound that stopped it, "" if it came to its end or the
// reader wanted no more, or the error that broke it.
func (g *going) ended() (walk.Stopped, error) {
	cause := context.Cause(g.ctx)
	switch {
	case g.Stopped() != walk.Lost:
		return g.Stopped(), nil
	case errors.Is(cause, errStopped), errors.Is(cause, errEnough):
		return walk.AtEnd, nil
	case cause != nil:
		return walk.Lost, cause
	}
	return walk.Lost, g.Err()
}

// state returns what the walk is doing while it runs.
func (g *going) state() find.State {
	if slices.ContainsFunc(g.from, func(r site.LastingReader) bool { return r.Away() != nil }) {
		return find.Waiting
	}
	return find.Going
}

// states maps the ends of a walk to those that a page names.
var states = map[walk.Stopped]find.State{
	walk.AtEnd: find.Ended, walk.AtZnodes: find.AtZnodes, walk.AtBytes: find.AtBytes, walk.AtTime: find.AtTime, walk.Lost: find.Lost,
}

// progress returns how far the walk has come.
func (g *going) progress(state find.State, matched int) find.Progress {
	counts := g.Counts()
	return find.Progress{State: state, Matched: matched, Znodes: counts.Znodes, Bytes: counts.Bytes, Denied: counts.Denied}
}

// summary returns how the walk ended, in numbers.
func (g *going) summary(c echo.Context) find.Progress {
	stopped, err := g.ended()
	last := g.progress(g.endState(stopped), 0)
	last.DeniedPaths = g.denied
	if err != nil {
		last.Problem = site.ProblemOf(c, err)
	}
	return last
}

// endState returns how the walk ended, as its page names it.
func (g *going) endState(stopped walk.Stopped) find.State {
	cause := context.Cause(g.ctx)
	switch {
	case errors.Is(cause, errStopped):
		return find.Stopped
	case errors.Is(cause, errEnough):
		return find.Full
	}
	return states[stopped]
}
