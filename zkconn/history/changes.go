package history

import (
	"context"
	"fmt"
	"iter"

	"zkweb/zkconn/znode"
)

// Window is which changes are asked for: those of transactions from zxid From to zxid
// To, both among them; 0 is no bound.
type Window struct {
	From, To int64
	// Below the change After alone, in the order of what is given, where it is not nil:
	// to go on where another question ended.
	After *Place
}

// Place is where a change stands among all.
type Place struct {
	Zxid int64
	Op   int64 // its number in the transaction
}

// Place returns where the change stands.
func (c Change) Place() Place { return Place{c.Zxid, c.op} }

const (
	changesStep  = 500    // changes that are read at a time
	manyPaths    = 1_000  // paths from which a subtree is looked for by time
	manyOfPaths  = 20_000 // changes of fewer paths from which it is, too
	lastPathByte = "0"    // follows "/" in byte order
)

// Changes returns the changes at and below a path, the newest first. It reads as the
// caller goes on, and may be left at any time.
func (s *Store) Changes(ctx context.Context, path znode.Path, window Window) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		u, err := s.use()
		if err != nil {
			yield(Change{}, err)
			return
		}
		defer u.done()
		for i := len(u.segments) - 1; i >= 0; i-- {
			more, err := u.segments[i].changes(ctx, path, window, yield)
			if err != nil {
				yield(Change{}, err)
				return
			}
			if !more {
				return
			}
		}
	}
}

// changes hands over a segment's changes, and reports whether more are wanted.
func (s *held) changes(ctx context.Context, path znode.Path, window Window, yield func(Change, error) bool) (more bool, err error) {
	to, op := window.To, int64(alive)
	if window.After != nil && (to == 0 || uint64(window.After.Zxid) <= uint64(to)) {
		to, op = window.After.Zxid, window.After.Op-1
	}
	n, ok, err := s.upTo(ctx, to)
	if err != nil || !ok {
		return true, err
	}
	if to != 0 && op != alive {
		if zxid, err := s.zxidOf(ctx, n); err != nil || zxid != to {
			op = alive // it is in another segment
		}
	}
	from := int64(1)
	if window.From != 0 && uint64(window.From) > uint64(s.baseZxid) {
		if from, err = s.at(ctx, window.From-1); err != nil {
			return false, err
		}
		from++
	}
	query, args, err := s.below(ctx, path, from, n)
	if err != nil {
		return false, err
	}
	for {
		found, err := s.query(ctx, query, append(args, from, n, n, op, changesStep)...)
		if err != nil {
			return false, err
		}
		for _, c := range found {
			if !yield(c, nil) {
				return false, nil
			}
			n, op = c.n, c.op-1
		}
		if len(found) < changesStep {
			// from after the window's beginning, the older segments have nothing
			return window.From == 0 || uint64(window.From) <= uint64(s.baseZxid), nil
		}
	}
}

// below returns the query of the changes at and below a path, which goes by the paths
// where they are few, and else by time. Behind args it takes: from, to, n and op that
// the first is not behind, and how many.
func (s *segment) below(ctx context.Context, path znode.Path, from, to int64) (query string, args []any, err error) {
	const bounds = " c.n BETWEEN ? AND ? AND (c.n, c.op) <= (?, ?) ORDER BY c.n DESC, c.op DESC LIMIT ?) c"
	const order = " ORDER BY c.n DESC, c.op DESC"
	if path.IsRoot() {
		return "SELECT" + changeColumns + " FROM (SELECT c.* FROM change c WHERE" + bounds + changeTables + order, nil, nil
	}
	const within = "(p.path = ? OR p.path > ? AND p.path < ?)"
	args = []any{path.String(), path.String() + "/", path.String() + lastPathByte}
	var paths, changes int64
	if err := s.db.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM path p WHERE %s LIMIT %d)", within, manyPaths+1), args...).Scan(&paths); err != nil {
		return "", nil, err
	}
	if paths <= manyPaths {
		if err := s.db.QueryRowContext(ctx, fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM path p CROSS JOIN change c ON c.path = p.id WHERE %s AND c.n BETWEEN ? AND ? LIMIT %d)", within, manyOfPaths+1),
			append(args[:3:3], from, to)...).Scan(&changes); err != nil {
			return "", nil, err
		}
	}
	tables := "path p CROSS JOIN change c ON c.path = p.id" // by paths
	if paths > manyPaths || changes > manyOfPaths {
		tables = "change c CROSS JOIN path p ON p.id = c.path" // by time
	}
	return "SELECT" + changeColumns + " FROM (SELECT c.* FROM " + tables + " WHERE " + within + " AND" + bounds + changeTables + order, args, nil
}
