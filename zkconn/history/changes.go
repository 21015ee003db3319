package history

import (
	"context"
	"iter"

	"zkweb/zkconn/znode"
)

// Window selects changes: those in transactions from zxid From to zxid To, inclusive; 0 is no
// bound.
type Window struct {
	From, To int64
	Newest   Change // the change of transaction To to begin with; zero for the newest
}

const (
	changesFirst = 110    // changes to read in the first step: a page
	changesStep  = 500    // the most to read in a later step
	manyPaths    = 1_000  // number of paths in a subtree from which it is searched by time
	manyOfPaths  = 10_000 // number of changes in a subtree from which it is searched by time
	lastPathByte = "0"    // follows "/" in byte order
)

// Changes returns the changes at and below a path, the newest first. It reads as the caller
// iterates.
func (s *Store) Changes(ctx context.Context, path znode.Path, window Window) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		u, err := s.use()
		if err != nil {
			yield(Change{}, err)
			return
		}
		left := false
		err = u.newestFirst(func(segment *held) (more bool, err error) {
			return segment.changes(ctx, path, window, func(c Change, err error) bool {
				left = !yield(c, err)
				return !left
			})
		})
		if err != nil && !left {
			yield(Change{}, err)
		}
	}
}

// changes yields a segment's changes, and reports whether more are wanted.
func (s *held) changes(ctx context.Context, path znode.Path, window Window, yield func(Change, error) bool) (more bool, err error) {
	n, ok, err := s.upTo(ctx, window.To)
	if err != nil || !ok {
		return true, err
	}
	op := int64(alive)
	if newest := window.Newest; newest.n != 0 && newest.segment == s.baseZxid {
		n, op = newest.n, newest.op
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
	var multi counted
	for step := changesFirst; ; step = min(2*step, changesStep) {
		found, err := s.queryOn(ctx, &multi, query, append(args, from, n, op, step)...)
		if err != nil {
			return false, err
		}
		for _, c := range found {
			if !yield(c, nil) {
				return false, nil
			}
			n, op = c.n, c.op-1
		}
		if len(found) < step {
			// if the segment begins before the window, older segments have nothing
			return window.From == 0 || uint64(window.From) <= uint64(s.baseZxid), nil
		}
	}
}

// The common parts of queries for the changes at and below ?1: the paths below it are between ?2
// and ?3, ?4 is the number of the first transaction, (?5, ?6) is the newest change, and ?7 is the
// limit.
const (
	within = "(p.path = ?1 OR p.path > ?2 AND p.path < ?3)"
	bounds = "c.n >= ?4 AND (c.n, c.op) <= (?5, ?6)" // both are bounds of an index
	newest = " ORDER BY c.n DESC, c.op DESC"
	limit  = newest + " LIMIT ?7"
	pathID = "(SELECT id FROM path WHERE path = ?1)"
)

// The queries: for the whole tree, by paths, and by time.
const (
	changesOfAll   = "SELECT" + changeColumns + " FROM (SELECT c.* FROM change c WHERE " + bounds + limit + ") c" + changeTables + newest
	changesByPaths = "SELECT" + changeColumns + " FROM (SELECT c.* FROM path p CROSS JOIN change c ON c.path = p.id WHERE " + within + " AND " + bounds + limit + ") c" + changeTables + newest
	// changesByTime goes through the stretches in which something below the path changed.
	changesByTime = "SELECT" + changeColumns + ` FROM (
		SELECT * FROM (SELECT c.* FROM change c WHERE c.path = ` + pathID + " AND " + bounds + limit + `)
		UNION ALL SELECT * FROM (
			SELECT c.* FROM below b CROSS JOIN change c ON c.n >= max(?4, b.stretch * ` + stretchText + ` + 1) AND
				(c.n, c.op) <= (min(?5, (b.stretch + 1) * ` + stretchText + "), iif(?5 <= (b.stretch + 1) * " + stretchText + ", ?6, " + aliveText + `))
			CROSS JOIN path p ON p.id = c.path AND p.path > ?2 AND p.path < ?3
			WHERE b.path = ` + pathID + " AND b.stretch BETWEEN (?4 - 1) / " + stretchText + " AND (?5 - 1) / " + stretchText + `
			ORDER BY b.stretch DESC, c.n DESC, c.op DESC LIMIT ?7)
		ORDER BY n DESC, op DESC LIMIT ?7) c` + changeTables + newest
)

// below returns the query for the changes at and below a path, and its first arguments. It searches
// by paths if there are few, and by time otherwise.
func (s *segment) below(ctx context.Context, path znode.Path, from, to int64) (query string, args []any, err error) {
	args = []any{path.String(), path.String() + "/", path.String() + lastPathByte}
	if path.IsRoot() {
		return changesOfAll, args, nil
	}
	var paths, changes int64
	if err := s.row(ctx, "SELECT count(*) FROM (SELECT 1 FROM path p WHERE "+within+" LIMIT ?4)", append(args[:3:3], manyPaths+1)...).Scan(&paths); err != nil {
		return "", nil, err
	}
	if paths > manyPaths {
		return changesByTime, args, nil
	}
	if err := s.row(ctx, "SELECT count(*) FROM (SELECT 1 FROM path p CROSS JOIN change c ON c.path = p.id WHERE "+within+" AND c.n BETWEEN ?4 AND ?5 LIMIT ?6)",
		append(args[:3:3], from, to, manyOfPaths+1)...).Scan(&changes); err != nil {
		return "", nil, err
	}
	if changes > manyOfPaths {
		return changesByTime, args, nil
	}
	return changesByPaths, args, nil
}
