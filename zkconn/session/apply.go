package session

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// MaxData is the most bytes of data the console writes into one znode: with the
// rest of the request it stays below jute.maxbuffer, which is 1 MiB unless a
// server was told otherwise.
const MaxData = 1_000_000

// createVersionTimeout bounds the wait for a server's version, which tells how to ask
// for a new znode's stat.
const createVersionTimeout = 500 * time.Millisecond

// writeTimeout bounds the wait for the answer to a change whose context has no
// deadline.
const writeTimeout = 10 * time.Second

var _ znode.Writer = (*Session)(nil)

// Apply implements znode.Writer. One op is sent by itself, several as one multi.
// ctx may end before they are sent, and nothing is changed then. After that the
// wait for the answer ends at ctx's deadline, but not when ctx is cancelled: only
// the answer tells what became of the change.
func (s *Session) Apply(ctx context.Context, ops ...znode.Op) ([]znode.Result, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	full := make([]string, len(ops))
	for i, op := range ops {
		var err error
		if full[i], err = s.check(op, len(ops)); err != nil {
			return nil, blame(i, len(ops), err)
		}
	}
	l, err := s.connected(ctx)
	if err != nil {
		return nil, err
	}
	version := s.versionFor(ctx, l, ops)
	requests := make([]request, len(ops))
	for i, op := range ops {
		if requests[i], err = newRequest(op, full[i], l.Server(), version); err != nil {
			return nil, blame(i, len(ops), err)
		}
	}
	if len(ops) == 1 && ops[0].Kind != znode.OpCheck { // a server takes a check within a multi only
		results, err := s.applyOne(ctx, l, requests[0])
		return s.applied(results), s.missing(ctx, ops[0].Path, err)
	}
	results, err := s.applyAll(ctx, l, requests)
	return s.applied(results), s.missing(ctx, ops[0].Path, err)
}

// applied keeps in mind that something was changed, so that it is seen over the next
// session as well, should this one expire.
func (s *Session) applied(results []znode.Result) []znode.Result {
	if len(results) > 0 {
		s.lastZxid.Changed(results[0].Zxid)
	}
	return results
}

// versionFor returns the server's version where it matters how the ops are sent: it
// is waited for, but not for long.
func (s *Session) versionFor(ctx context.Context, l *wire.Link, ops []znode.Op) cluster.Version {
	if slices.ContainsFunc(ops, func(op znode.Op) bool { return op.Kind == znode.OpCreate }) {
		ctx, cancel := context.WithTimeout(ctx, createVersionTimeout)
		defer cancel()
		s.learnVersion(ctx, l)
	}
	return s.options.versions.Of(l.Server())
}

// check returns the op's path as the server knows it, or why the op cannot be
// sent.
func (s *Session) check(op znode.Op, all int) (string, error) {
	if len(op.Data) > MaxData {
		return "", &znode.Error{Kind: znode.TooLarge, Code: znode.CodeDataTooLarge,
			Args: znode.Args{"bytes": strconv.Itoa(len(op.Data)), "limit": strconv.Itoa(MaxData)}}
	}
	if op.Kind == znode.OpSetACL && all > 1 {
		return "", &znode.Error{Kind: znode.Invalid, Code: znode.CodeSetACLAlone}
	}
	return s.full(op.Path)
}

// blame says which of several ops an error is about.
func blame(i, all int, err error) error {
	if all == 1 {
		return err
	}
	return &znode.OpError{Index: i, Err: err}
}

func (s *Session) applyOne(ctx context.Context, l *wire.Link, r request) ([]znode.Result, error) {
	reply, err := s.change(ctx, l, r.operation, r.encode)
	if err != nil {
		return nil, r.refused(err)
	}
	result, err := s.result(r, r.operation, reply)
	if err != nil {
		return nil, answered(err)
	}
	result.Zxid = reply.Zxid
	if r.operation == wire.OpCreate {
		result.Stat = s.statOfNew(ctx, result.Path, reply.Zxid)
	}
	return []znode.Result{result}, nil
}

// statOfNew returns the stat of a znode that the change zxid has made, asked for
// afterwards because the server's answer had none; zero unless it is still as it
// was made.
func (s *Session) statOfNew(ctx context.Context, path znode.Path, zxid int64) znode.Stat {
	stat, err := s.Exists(ctx, path)
	if err != nil || stat.Czxid != zxid || stat.Mzxid != zxid || stat.Pzxid != zxid || stat.Aversion != 0 {
		return znode.Stat{}
	}
	return stat
}

func (s *Session) applyAll(ctx context.Context, l *wire.Link, requests []request) ([]znode.Result, error) {
	reply, err := s.change(ctx, l, wire.OpMulti, func(e *jute.Encoder) {
		for _, r := range requests {
			wire.MultiHeader(e, r.operation)
			r.encode(e)
		}
		wire.MultiEnd(e)
	})
	if err != nil {
		return nil, err
	}
	results := make([]znode.Result, len(requests))
	var failed error
	for i, r := range requests {
		operation, code := wire.MultiResult(&reply.Decoder)
		switch {
		case operation != wire.OpError:
			if results[i], err = s.result(r, operation, reply); err != nil {
				return nil, answered(err)
			}
			results[i].Zxid = reply.Zxid
		case code == 0 || code == wire.CodeRuntimeInconsistency: // another op is to blame
		case failed == nil:
			failed = blame(i, len(requests), r.refused(answered(code.Meaning())))
		}
	}
	if err := reply.Finish(); err != nil {
		return nil, answered(err)
	}
	if failed != nil {
		return nil, failed
	}
	return results, nil
}

// change sends one request that changes something and waits for its answer.
func (s *Session) change(ctx context.Context, l *wire.Link, operation int32, body func(*jute.Encoder)) (*wire.Reply, error) {
	if ctx.Err() != nil {
		return nil, unavailable(znode.CodeNotSent, nil, ctx.Err())
	}
	c, err := l.Start(operation, body)
	if err != nil {
		return nil, err
	}
	ctx, cancel := uncancelled(ctx)
	defer cancel()
	reply, err := l.Wait(ctx, c)
	if errors.Is(err, wire.ErrDropped) && !s.takes(ctx, c.Bytes) {
		return nil, &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeDroppedLarge,
			Args: znode.Args{"bytes": strconv.Itoa(c.Bytes)}, Cause: err}
	}
	return reply, answered(err)
}

// answered returns the error of a change that was sent: UnknownOutcome unless the
// server said that it was not made.
func answered(err error) error {
	var code wire.Code
	if err == nil || errors.As(err, &code) && code.Refuses() {
		return err
	}
	return &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome, Cause: err}
}

// uncancelled returns a context that ends at ctx's deadline only; after
// writeTimeout when it has none.
func uncancelled(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(writeTimeout)
	}
	return context.WithDeadline(context.WithoutCancel(ctx), deadline)
}
