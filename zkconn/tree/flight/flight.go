// Package flight sends batches of changes one right after another: while one is under way
// the next is made ready, up to the moment at which it is sent.
package flight

import (
	"context"
	"errors"

	"zkweb/zkconn/znode"
)

// Writer is a znode.Writer that gets changes ready before it is their turn.
type Writer interface {
	znode.Writer
	// ApplyInTurn is Apply, once, and calls turn when nothing is left to do but to send
	// the changes. Where that fails nothing is sent, and it fails likewise.
	ApplyInTurn(ctx context.Context, turn Turn, ops ...znode.Op) ([]znode.Result, error)
}

// Turn returns when a batch may be sent. It fails with Unavailable where it is not to be.
type Turn func(ctx context.Context) error

// But returns a turn that fails beside where not says so, once it has come.
func (t Turn) But(not func() bool) Turn {
	return func(ctx context.Context) error {
		if err := t(ctx); err != nil {
			return err
		}
		if not() {
			return errNotSent
		}
		return nil
	}
}

// Then returns a turn that comes when both have come, one after the other.
func (t Turn) Then(next Turn) Turn {
	return func(ctx context.Context) error {
		if err := t(ctx); err != nil {
			return err
		}
		return next(ctx)
	}
}

var errNotSent = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent, Cause: errors.New("it was not its turn")}

// Apply calls the writer's ApplyInTurn, where it has one.
func Apply(ctx context.Context, writer znode.Writer, turn Turn, ops ...znode.Op) error {
	if early, ok := writer.(Writer); ok {
		_, err := early.ApplyInTurn(ctx, turn, ops...)
		return err
	}
	if err := turn(ctx); err != nil {
		return err
	}
	_, err := writer.Apply(ctx, ops...)
	return err
}

// Batches are dealt with one after the other, in the background. The zero Batches have
// none.
type Batches struct {
	last  *batch
	under []*batch // way, the oldest first
}

// atOnce is how many batches are under way: one that ZooKeeper applies, one whose intent is on
// the disk, and one whose intent is being written.
const atOnce = 3

// batch is one of them.
type batch struct {
	ahead  *batch        // that comes before; nil for none
	free   chan struct{} // closed when the next may be sent
	landed chan struct{} // closed when this one is dealt with
	err    error         // then: how it ended
	fault  any           // that it panicked with
}

// Begin begins a batch: try makes it, as Apply does, and land deals with what came of
// that. try may do so while the batch before is still made, but for its turn, which comes
// as soon as that is; land is called when what came before has landed. A try that is nil
// is not called, and land gets an error of kind Unavailable.
//
// Begin waits while three batches are under way. It fails as a land before did, and after a
// failure nothing lands; a panic of theirs goes on in Begin or Wait.
func (b *Batches) Begin(try func(Turn) error, land func(tried error) error) error {
	if len(b.under) == atOnce {
		if err := b.under[0].wait(); err != nil {
			return err
		}
		b.under = b.under[1:]
	}
	next := &batch{ahead: b.last, free: make(chan struct{}), landed: make(chan struct{}), fault: "the batch ended its goroutine"}
	b.under, b.last = append(b.under, next), next
	go next.run(try, land)
	return nil
}

// Wait returns when nothing is under way, with how it ended.
func (b *Batches) Wait() error {
	last := b.last
	b.under, b.last = nil, nil
	if last == nil {
		return nil
	}
	return last.wait()
}

func (b *batch) wait() error {
	<-b.landed
	if b.fault != nil {
		panic(b.fault)
	}
	return b.err
}

func (b *batch) run(try func(Turn) error, land func(error) error) {
	freed := false
	defer func() {
		if b.fault != nil {
			if fault := recover(); fault != nil {
				b.fault = fault
			}
		}
		b.awaitAhead()
		if !freed {
			close(b.free)
		}
		b.ahead = nil // what is behind it is not kept
		close(b.landed)
	}()
	var tried error = errNotSent
	if try != nil {
		tried = try(b.turn)
	}
	if tried == nil {
		freed = true
		close(b.free)
	}
	if !b.awaitAhead() {
		b.err, b.fault = b.ahead.err, b.ahead.fault
		return
	}
	b.err = land(tried)
	b.fault = nil
}

// awaitAhead waits for what comes before to land, and reports whether it did well.
func (b *batch) awaitAhead() bool {
	if b.ahead == nil {
		return true
	}
	<-b.ahead.landed
	return b.ahead.err == nil && b.ahead.fault == nil
}

// turn is a Turn. Once ctx has ended it does not come.
func (b *batch) turn(ctx context.Context) error {
	if b.ahead != nil {
		select {
		case <-b.ahead.free:
		case <-ctx.Done():
		}
	}
	switch {
	case ctx.Err() != nil:
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent, Cause: ctx.Err()}
	case b.ahead == nil:
		return nil
	}
	select {
	case <-b.ahead.landed:
		if b.ahead.err != nil || b.ahead.fault != nil {
			return errNotSent
		}
	default: // it is made
	}
	return nil
}
