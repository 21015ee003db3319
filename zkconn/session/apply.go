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

// MaxData is the largest data that the console writes into one znode, in bytes. A request with it
// is smaller than the default of jute.maxbuffer, which is 1 MiB.
const MaxData = 1_000_000

// createVersionTimeout bounds the wait for a server's version, which determines how the stat of a
// new znode is obtained.
const createVersionTimeout = 500 * time.Millisecond

// writeTimeout bounds the wait for the answer to a change whose context has no deadline.
const writeTimeout = 10 * time.Second

var _ znode.Writer = (*Session)(nil)

// Apply implements znode.Writer. It sends one op by itself, and several as one multi. If ctx ends
// before they are sent, nothing is changed. After that it waits for the answer until ctx's
// deadline, even if ctx is cancelled, because only the answer tells whether the change was made.
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
	if len(ops) == 1 && ops[0].Kind != znode.OpCheck { // a server accepts a check within a multi only
		results, err := s.applyOne(ctx, l, requests[0])
		return s.applied(results), s.missing(ctx, ops[0].Path, err)
	}
	results, err := s.applyAll(ctx, l, requests)
	return s.applied(results), s.missing(ctx, ops[0].Path, err)
}

// applied records the zxid of a change, so that a new session sees the change even if this one
// expires.
func (s *Session) applied(results []znode.Result) []znode.Result {
	if len(results) > 0 {
		s.lastZxid.Changed(results[0].Zxid)
	}
	return results
}

// versionFor returns the server's version. If the ops depend on it, it waits for it for a short
// time.
func (s *Session) versionFor(ctx context.Context, l *wire.Link, ops []znode.Op) cluster.Version {
	if slices.ContainsFunc(ops, func(op znode.Op) bool { return op.Kind == znode.OpCreate }) {
		ctx, cancel := context.WithTimeout(ctx, createVersionTimeout)
		defer cancel()
		s.learnVersion(ctx, l)
	}
	return s.options.versions.Of(l.Server())
}

// check returns the op's path as the server knows it, or an error if the op cannot be sent.
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

// blame adds to an error which of several ops it is about.
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

// statOfNew returns the stat of a znode that the change zxid has created, for servers whose answer
// does not include it. It returns the zero Stat if the znode has changed since.
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
		case code == 0 || code == wire.CodeRuntimeInconsistency: // the error is of another op
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

// change sends one request that changes something, and waits for its answer.
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

// answered returns the error of a change that was sent. It is UnknownOutcome unless the server said
// that the change was not made.
func answered(err error) error {
	var code wire.Code
	if err == nil || errors.As(err, &code) && code.Refuses() {
		return err
	}
	return &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome, Cause: err}
}

// uncancelled returns a context that ends at ctx's deadline only, or after writeTimeout if there is
// none.
func uncancelled(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(writeTimeout)
	}
	return context.WithDeadline(context.WithoutCancel(ctx), deadline)
}
