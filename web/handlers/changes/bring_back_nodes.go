package changes

import (
	"context"
	"io"
	"iter"
	"slices"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// pastNodes reads a znode and all below it as of a moment of the past. It is an export.Reader whose
// nodes also tell which znodes had a TTL or were containers, which their stats do not.
type pastNodes struct {
	ctx     context.Context
	root    znode.Path
	lasting *site.Lasting
	walk    *walk.Walk
	next    func() (walk.Visited, bool)
	stop    func()
	alone   bool // without the znodes below the root
	ready   []export.Node
	ended   bool
}

// nodesTogether is the number of znodes for which one question asks how they were created.
const nodesTogether = 200

func newPastNodes(ctx context.Context, lasting *site.Lasting, root znode.Path, alone bool) *pastNodes {
	whole := lasting.As(func(g *guard.Guard) walk.Reader { return guard.Whole{Guard: g} })
	n := &pastNodes{ctx: ctx, root: root, lasting: lasting, alone: alone, walk: walk.New(whole, root, walk.Options{Want: export.Want})}
	n.next, n.stop = iter.Pull(n.walk.All(ctx))
	return n
}

// Next implements export.Reader.
func (n *pastNodes) Next() (export.Node, error) {
	if len(n.ready) == 0 && !n.ended {
		if err := n.fill(); err != nil {
			return export.Node{}, err
		}
	}
	if len(n.ready) == 0 {
		return export.Node{}, io.EOF
	}
	node := n.ready[0]
	n.ready = n.ready[1:]
	return node, nil
}

func (n *pastNodes) fill() error {
	var paths []znode.Path
	n.ready = nil
	for bytes := 0; len(paths) < nodesTogether && bytes < maxCopyAtOnce; {
		if n.alone && len(paths) > 0 {
			n.ended = true
			break
		}
		v, more := n.next()
		if !more {
			n.ended = true
			break
		}
		node := export.Of(v, n.root)
		node.Why = whyNotWhole(v)
		n.ready, paths = append(n.ready, node), append(paths, v.Path)
		bytes += len(v.Data)
	}
	if n.ended && !n.alone && n.walk.Stopped() == walk.Lost {
		return n.walk.Err()
	}
	past, err := n.lasting.Guard(n.ctx)
	if err != nil {
		return err
	}
	made, err := past.Made(n.ctx, paths)
	for i := range made {
		switch made[i].Mode {
		case znode.ModeContainer:
			n.ready[i].Kind = znode.Container
		case znode.ModeTTL:
			n.ready[i].Kind, n.ready[i].TTL = export.TTL, made[i].TTL
		}
	}
	return err
}

// whyNotWhole returns why a znode cannot be brought back as it was, or nil if it can.
func whyNotWhole(v walk.Visited) error {
	for _, err := range []error{v.Err, v.DataErr, v.ACLErr} {
		if err != nil {
			return err
		}
	}
	if slices.ContainsFunc(v.ACL, znode.ACL.Hidden) {
		return &znode.Error{Kind: znode.Denied, Code: znode.CodeHistoryDigest}
	}
	return nil
}
