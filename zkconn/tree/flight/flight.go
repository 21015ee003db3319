// Package flight applies batches of changes right after one another. While one batch is under way,
// the next is prepared up to the moment when it is sent.
package flight

import (
	"context"
	"errors"

	"zkweb/zkconn/znode"
)

// Writer is a znode.Writer that can prepare changes before it is their turn.
type Writer interface {
	znode.Writer
	// ApplyInTurn is like Apply, but makes only one attempt, and calls turn when nothing is left to
	// do except to send the changes. If turn fails, it sends nothing and returns the error.
	ApplyInTurn(ctx context.Context, turn Turn, ops ...znode.Op) ([]znode.Result, error)
}

// Turn returns when a batch may be sent. It fails with Unavailable if the batch must not be sent.
type Turn func(ctx context.Context) error

// But returns a turn that is like t, but then fails if not returns true.
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

// Then returns a turn that waits for t and after it for next.
func (t Turn) Then(next Turn) Turn {
	return func(ctx context.Context) error {
		if err := t(ctx); err != nil {
			return err
		}
		return next(ctx)
	}
}

var errNotSent = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNotSent, Cause: errors.New("it was not its turn")}

// Apply calls the writer's ApplyInTurn if it has one. Otherwise it waits for the turn and calls the
// writer's Apply.
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

// Batches handles batches one after another in the background. The zero value has no batch.
type Batches struct {
	last  *batch
	under []*batch // the batches under way, the oldest first
}

// atOnce is the maximum number of batches under way: one that ZooKeeper applies, one whose intent
// is on disk, and one whose intent is being written.
const atOnce = 3

// batch is one batch.
type batch struct {
	ahead  *batch        // the batch before; nil if there is none
	free   chan struct{} // closed when the next batch may be sent
	landed chan struct{} // closed when this batch has landed
	err    error         // the result of land; read it after landed is closed
	fault  any           // the value of a panic; read it after landed is closed
}

// Begin begins a batch. try makes the changes as Apply does, and land handles the result. try may
// run while the batch before is still being applied, except for its turn, which comes when that
// batch is applied. land is called after all batches before have landed. A nil try is not called,
// and land gets an error of kind Unavailable.
//
// Begin waits while three batches are under way. It fails if the land of a batch before has failed;
// after that no batch lands. A panic in try or land continues in Begin or Wait.
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

// Wait waits until no batch is under way, and returns the error of the last.
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
		b.ahead = nil // do not keep the batches before
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

// awaitAhead waits until the batch before has landed, and reports whether it succeeded.
func (b *batch) awaitAhead() bool {
	if b.ahead == nil {
		return true
	}
	<-b.ahead.landed
	return b.ahead.err == nil && b.ahead.fault == nil
}

// turn is the batch's Turn. It fails once ctx has ended.
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
	default: // the batch before has been applied
	}
	return nil
}
