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
	// tick is how often a page tells how far a walk is, and how long lines may wait
	// for others before they are sent.
	tick = 250 * time.Millisecond
	// maxDenied is how many znodes are named that could not be read.
	maxDenied = 100
)

// Why a walk was stopped by this side.
var (
	errStopped = errors.New("stopped by whoever began it")
	errEnough  = errors.New("a page shows no more")
)

// going is a walk under way for a person.
type going struct {
	*walk.Walk
	from   []site.LastingReader
	ctx    context.Context
	stop   context.CancelCauseFunc
	denied []znode.Path // the first of them
}

// begin lets a person walk, if they may have one walk more, until done is called.
func (h *Handlers) begin(c echo.Context, v site.Visit, reader site.LastingReader, options walk.Options) (g *going, done func(), err error) {
	end, err := h.quota.Open(v.Owner(c))
	if err != nil {
		return nil, nil, err
	}
	_, unfollow, err := v.SignIn.Follow() // so that its session is not taken for idle
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

// tell is like each, and tells how far the walk is meanwhile.
func (g *going) tell(out *find.Live, visit func(walk.Visited)) error {
	return stream(g, func(func(struct{})) error { return g.each(visit) }, nil,
		func() error { return out.Progress(g.progress(g.state(), 0)) })
}

// stream calls run, which hands over what it finds, and returns when that has ended. It
// calls each for what is handed over and told at the beginning, every tick and behind
// the first of it, all from one goroutine. What either of them fails with ends the walk.
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

// ended returns what ended the walk: its bound, "" where it came to its end or the reader
// wanted no more, and why it was lost.
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

// state returns what the walk is about while it has not ended.
func (g *going) state() find.State {
	if slices.ContainsFunc(g.from, func(r site.LastingReader) bool { return r.Away() != nil }) {
		return find.Waiting
	}
	return find.Going
}

// states are the ends of a walk in the words of its page.
var states = map[walk.Stopped]find.State{
	walk.AtEnd: find.Ended, walk.AtZnodes: find.AtZnodes, walk.AtBytes: find.AtBytes, walk.AtTime: find.AtTime, walk.Lost: find.Lost,
}

// progress returns how far the walk is.
func (g *going) progress(state find.State, matched int) find.Progress {
	counts := g.Counts()
	return find.Progress{State: state, Matched: matched, Znodes: counts.Znodes, Bytes: counts.Bytes, Denied: counts.Denied}
}

// summary returns how the walk ended.
func (g *going) summary(c echo.Context) find.Progress {
	stopped, err := g.ended()
	last := g.progress(g.endState(stopped), 0)
	last.DeniedPaths = g.denied
	if err != nil {
		last.Problem = site.ProblemOf(c, err)
	}
	return last
}

// endState returns how the walk ended, as its page says it.
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
