package history

import (
	"context"
	"database/sql"
	"errors"
	"math"

	"zkweb/zkconn/znode"
)

// InForce is the ACL at a path, and the period in which it was in force as far as one segment
// tells: from zxid From up to, but without, To.
type InForce struct {
	ACL      []znode.ACL // nil if there was no znode
	Life     Life        // of the znode; zero if there was none
	From, To int64
}

// Covers reports whether the ACL was in force at a zxid. The zero InForce covers none.
func (f InForce) Covers(zxid int64) bool {
	return uint64(f.From) <= uint64(zxid) && uint64(zxid) < uint64(f.To)
}

// ACLAt returns the ACL in force at a path at a zxid or, if the store begins later, at its
// beginning. For a znode that was deleted at that zxid, it is the last ACL.
func (s *Store) ACLAt(ctx context.Context, path znode.Path, zxid int64) (acl InForce, err error) {
	u, err := s.use()
	if err != nil {
		return InForce{}, err
	}
	if len(u.files) > 0 {
		if begin := beginOf(u.files[0]); uint64(zxid) < uint64(begin) {
			zxid = begin
		}
	}
	_, err = u.at(ctx, zxid, func(segment *held, n int64) error {
		acl, err = segment.inForce(ctx, path, n, math.MaxInt64)
		return err
	})
	return acl, err
}

// ACLWhen returns the ACL in force at a path when a change was made, even if the same transaction
// changes the ACL later. It is empty if the store does not have it.
func (s *Store) ACLWhen(ctx context.Context, path znode.Path, c Change) (acl InForce, err error) {
	u, err := s.use()
	if err != nil {
		return InForce{}, err
	}
	err = u.of(c.segment, func(segment *held) error {
		acl, err = segment.inForce(ctx, path, c.n, c.op)
		return err
	})
	if err == errDropped {
		return InForce{}, nil
	}
	return acl, err
}

// inForceQuery reads the ACL in force at a path after an op of a transaction, the numbers of the
// transaction that set it and of the next one that changed the znode at the path, and the number of
// the transaction that created the znode, with its czxid.
var inForceQuery = `
	SELECT coalesce(a.acl, (SELECT a.acl FROM life l JOIN base b ON b.life = l.id JOIN acl a ON a.id = b.acl WHERE l.path = p.id AND l.born = 0), ''),
		coalesce(c.n, 0), coalesce((SELECT n FROM change WHERE path = p.id AND (n, op) > (?2, ?4) ORDER BY n, op LIMIT 1), 0),
		coalesce(l.born, 0), coalesce(b.czxid, ?3 + bt.zxid, 0)
	FROM path p
	LEFT JOIN change c ON (c.n, c.op) = (SELECT n, op FROM change WHERE path = p.id AND (n, op) <= (?2, ?4) ORDER BY n DESC, op DESC LIMIT 1)
	LEFT JOIN acl a ON a.id = c.acl
	LEFT JOIN life l ON l.id = (SELECT id FROM life WHERE path = p.id AND born <= ?2 AND (born < ?2 OR (SELECT min(op) FROM change INDEXED BY change_path WHERE path = p.id AND n = ?2 AND type IN (` + createKinds + `)) <= ?4)
		ORDER BY born DESC, id DESC LIMIT 1)
	LEFT JOIN base b ON b.life = l.id
	LEFT JOIN txn bt ON bt.n = l.born
	WHERE p.path = ?1`

func (s *segment) inForce(ctx context.Context, path znode.Path, n, op int64) (f InForce, err error) {
	newest, err := s.last(ctx) // before asking what came after n
	if err != nil {
		return f, err
	}
	var text string
	var from, to, born, czxid int64
	err = s.row(ctx, inForceQuery, path.String(), n, s.baseZxid, op).Scan(&text, &from, &to, &born, &czxid)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	} else if f.ACL = parseACLText(text); czxid != 0 || born == 0 && path.IsRoot() {
		f.Life = Life{path, czxid, s.baseZxid, born}
	}
	if err == nil {
		f.From, err = s.zxidOf(ctx, from)
	}
	if err != nil {
		return f, err
	}
	if from == 0 {
		f.From++ // at this zxid the segment before may know a znode that was deleted then
	}
	if to > 0 {
		f.To, err = s.zxidOf(ctx, to)
		return f, err
	}
	f.To, err = s.zxidOf(ctx, max(n, newest))
	f.To++
	return f, err
}
