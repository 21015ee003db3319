package jobs

import (
	"context"
	"errors"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/tree/flight"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// KindACL is the kind of jobs that apply entries to the ACLs of all at and below a znode.
const KindACL = "acl"

// aclBatch is how many ACLs are set under one entry of the trail.
const aclBatch = 200

// ACLParams are the parameters of such a job. They are in a Secret, since an entry may contain the
// hash of a password.
type ACLParams struct {
	Path  string       `json:"path"`
	Mode  tree.ACLMode `json:"mode"`
	ACL   []znode.ACL  `json:"acl"`
	Spare []string     `json:"spare,omitempty"` // znodes that keep their ACLs, with everything below them
}

// setACLsBelow is the Work of KindACL.
func setACLsBelow(ctx context.Context, run *Run) error {
	b := &aclsBelow{run: run, told: run.reported()}
	if err := run.Params(&b.params); err != nil {
		return err
	}
	root, err := znode.ParsePath(b.params.Path)
	if err != nil {
		return err
	}
	for _, text := range b.params.Spare {
		path, err := znode.ParsePath(text)
		if err != nil {
			return err
		}
		b.spare = append(b.spare, path)
	}
	g, err := run.Guard(ctx)
	if err != nil {
		return err
	}
	b.own = g.IsOwn
	err = b.walk(ctx, root)
	if last := b.flight.Wait(); err == nil {
		err = last
	}
	return err
}

func (b *aclsBelow) walk(ctx context.Context, root znode.Path) error {
	w := walk.New(b.run, root, walk.Options{Want: func(znode.Path) walk.Want { return walk.ACL }})
	for visited := range w.All(ctx) {
		if err := b.visit(ctx, visited); err != nil {
			return err
		}
	}
	if w.Stopped() == walk.Lost {
		return w.Err()
	}
	if err := b.leave(ctx, nil); err != nil {
		return err
	}
	return b.flush(ctx)
}

// aclsBelow collects batches while the ACLs of earlier ones are set.
type aclsBelow struct {
	flight flight.Batches

	run    *Run
	params ACLParams
	spare  []znode.Path
	own    func(znode.ACL) bool
	told   map[place]bool // in the report already

	above []znode.Op // of the last znode and those above it
	lines []Line     // about znodes that do not change
	ops   []znode.Op
}

// visit decides what happens to a znode. Its ACL is set after those of all below it, when nobody
// needs to read it any more.
func (b *aclsBelow) visit(ctx context.Context, v walk.Visited) error {
	if err := b.leave(ctx, &v.Path); err != nil {
		return err
	}
	if b.told[place{path: v.Path.String()}] {
		return nil
	}
	for _, spared := range b.spare {
		if _, below := v.Path.Below(spared); below {
			return nil
		}
	}
	line := Line{Path: v.Path.String(), Outcome: NotChanged}
	verdict, after := tree.JudgeACL(v, func(acl []znode.ACL) []znode.ACL { return b.params.Mode.Of(acl, b.params.ACL, b.own) })
	switch verdict {
	case tree.ACLChanges:
		b.above = append(b.above, znode.Op{Kind: znode.OpSetACL, Path: v.Path, ACL: after, Was: v.ACL, Version: v.Stat.Aversion, Czxid: v.Stat.Czxid})
	case tree.ACLGone:
		line.Outcome = Gone
	case tree.ACLSame:
		line.Outcome = Same
	case tree.ACLEmpty:
		line.Outcome, line.Code = Left, znode.CodeACLWouldEmpty
	default:
		line.Code = znode.CodeACLAdmin
		if v.Err != nil {
			line.Code = why(v.Err).Code
		}
	}
	if verdict != tree.ACLChanges {
		b.lines = append(b.lines, line)
	}
	return b.flushFull(ctx)
}

// leave proceeds to the next znode: nothing more comes below those that it is not below.
func (b *aclsBelow) leave(ctx context.Context, next *znode.Path) error {
	for len(b.above) > 0 {
		last := b.above[len(b.above)-1]
		if next != nil {
			if _, below := next.Below(last.Path); below {
				return nil
			}
		}
		b.above = b.above[:len(b.above)-1]
		b.ops = append(b.ops, last)
		if err := b.flushFull(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (b *aclsBelow) flushFull(ctx context.Context) error {
	if len(b.ops)+len(b.lines) < aclBatch {
		return nil
	}
	return b.flush(ctx)
}

// flush begins to set the collected ACLs.
func (b *aclsBelow) flush(ctx context.Context) error {
	ops, lines := b.ops, b.lines
	b.ops, b.lines = nil, nil
	settings := map[string]string{"acl": guard.ShownACL(b.params.ACL), "mode": string(b.params.Mode)}
	var errs []error
	var try func(flight.Turn) error
	if len(ops) > 0 {
		try = func(turn flight.Turn) (err error) {
			errs, err = b.run.ApplyEachInTurn(ctx, turn, settings, ops)
			return err
		}
	}
	return b.flight.Begin(try, func(tried error) error {
		if errs == nil && znode.KindOf(tried) == znode.Unavailable { // not sent
			errs, tried = b.run.ApplyEach(ctx, settings, ops)
		}
		return b.report(ctx, ops, errs, lines, tried)
	})
}

// report reports the results of setting ACLs, together with lines, and returns err.
func (b *aclsBelow) report(ctx context.Context, ops []znode.Op, errs []error, lines []Line, err error) error {
	for i, op := range ops {
		if i < len(errs) && !again(errs[i]) {
			lines = append(lines, aclLine(op.Path, errs[i]))
		}
	}
	if failed := b.run.Report(ctx, lines...); failed != nil {
		return failed
	}
	return err
}

// aclLine returns the line for an ACL that was to be set.
func aclLine(path znode.Path, err error) Line {
	line := Line{Path: path.String(), Outcome: Changed}
	switch {
	case err == nil:
	case znode.KindOf(err) == znode.NotFound:
		line.Outcome = Gone
	default:
		line.Outcome, line.Code, line.Args = NotChanged, why(err).Code, why(err).Args
		switch {
		case znode.KindOf(err) == znode.Denied && !errors.Is(err, people.ErrPolicy):
			line.Code = znode.CodeACLAdmin
		case line.Code == znode.CodeBadVersion:
			line.Code = znode.CodeACLChanged
		}
	}
	return line
}
