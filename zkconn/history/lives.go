package history

import (
	"cmp"
	"context"
	"slices"

	"zkweb/zkconn/znode"
)

// Earlier is a znode that was at a path before another.
type Earlier struct {
	Czxid int64
	Whose Life // the znode at whose when it began
}

// LivesBefore returns the znodes that were at a path before the one with a czxid, the oldest first.
// It returns only those during whose time the znode at whose had an ACL for which lets returns
// true.
func (s *Store) LivesBefore(ctx context.Context, path znode.Path, czxid int64, whose znode.Path, lets func([]znode.ACL) bool) (known []Earlier, err error) {
	u, err := s.use()
	if err != nil {
		return nil, err
	}
	err = u.oldestFirst(func(segment *held) (more bool, err error) {
		if uint64(segment.baseZxid) >= uint64(czxid) {
			return false, nil
		}
		lives, err := segment.livesBefore(ctx, path, czxid, whose)
		if err != nil || len(lives) == 0 {
			return true, err
		}
		verdicts, err := segment.verdicts(ctx, whose, lets)
		for _, l := range lives {
			if verdicts.during(l) && (len(known) == 0 || known[len(known)-1].Czxid != l.Czxid) { // it may have begun in the segment before
				known = append(known, l.Earlier)
			}
		}
		return true, err
	})
	return known, err
}

// lived is the time of a znode within one segment, in numbers of transactions.
type lived struct {
	Earlier
	born, died int64
}

func (s *segment) livesBefore(ctx context.Context, path znode.Path, czxid int64, whose znode.Path) (lives []lived, err error) {
	rows, err := s.rows(ctx, `
		SELECT coalesce(b.czxid, ?2 + t.zxid) AS czxid, l.born, l.died, coalesce(w.born, 0), coalesce(wb.czxid, ?2 + wt.zxid, 0)
		FROM path p CROSS JOIN life l ON l.path = p.id LEFT JOIN base b ON b.life = l.id LEFT JOIN txn t ON t.n = l.born
		LEFT JOIN life w ON w.id = (SELECT id FROM life WHERE path = (SELECT id FROM path WHERE path = ?4) AND born <= l.born ORDER BY born DESC, id DESC LIMIT 1)
		LEFT JOIN base wb ON wb.life = w.id LEFT JOIN txn wt ON wt.n = w.born
		WHERE p.path = ?1 AND coalesce(b.czxid, ?2 + t.zxid) < ?3 ORDER BY l.born, l.id`, path.String(), s.baseZxid, czxid, whose.String())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		l := lived{Earlier: Earlier{Whose: Life{Path: whose, segment: s.baseZxid}}}
		if err := rows.Scan(&l.Czxid, &l.born, &l.died, &l.Whose.born, &l.Whose.Czxid); err != nil {
			return nil, err
		}
		lives = append(lives, l)
	}
	return lives, rows.Err()
}

// verdict is what lets returned for the ACL in force after a transaction.
type verdict struct {
	n    int64
	lets bool
}

// verdicts are those on a znode's ACLs in their order, without repetitions.
type verdicts []verdict

// aclsOfAll reads the ACLs that the znodes at a path had, in the order in which they came into
// force: those at the start of the segment, those of creates, and those of sets of the ACL.
const aclsOfAll = `
	WITH one AS (SELECT id FROM path WHERE path = ?1)
	SELECT 0 AS n, -1 AS op, a.acl FROM one JOIN life l ON l.path = one.id AND l.born = 0 JOIN base b ON b.life = l.id JOIN acl a ON a.id = b.acl
	UNION ALL SELECT c.n, c.op, a.acl FROM one CROSS JOIN life l ON l.path = one.id AND l.born > 0 CROSS JOIN change c INDEXED BY change_path ON c.path = one.id AND c.n = l.born CROSS JOIN acl a ON a.id = c.acl
	UNION ALL SELECT c.n, c.op, a.acl FROM one CROSS JOIN change c INDEXED BY change_acl ON c.path = one.id AND c.type = 7 CROSS JOIN acl a ON a.id = c.acl
	ORDER BY n, op`

// verdicts calls lets with the ACLs that the znodes at a path had.
func (s *segment) verdicts(ctx context.Context, path znode.Path, lets func([]znode.ACL) bool) (all verdicts, err error) {
	rows, err := s.rows(ctx, aclsOfAll, path.String())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n, op int64
		var acl string
		if err := rows.Scan(&n, &op, &acl); err != nil {
			return nil, err
		}
		all = all.add(verdict{n, lets(parseACLText(acl))})
	}
	return all, rows.Err()
}

// add adds the verdict on the next ACL. Of several in one transaction, the last counts.
func (all verdicts) add(v verdict) verdicts {
	if last := len(all) - 1; last >= 0 && all[last].n == v.n {
		all = all[:last]
	}
	if last := len(all) - 1; last >= 0 && all[last].lets == v.lets {
		return all
	}
	return append(all, v)
}

// during reports whether an ACL with a positive verdict was in force during a life.
func (all verdicts) during(l lived) bool {
	at, exact := slices.BinarySearchFunc(all, l.born, func(v verdict, n int64) int { return cmp.Compare(v.n, n) })
	if !exact && at > 0 {
		at-- // the one in force when the life began
	}
	// An ACL of the transaction that ended the life may have come after the end.
	for ; at < len(all) && (all[at].n < l.died || all[at].n <= l.born); at++ {
		if all[at].lets {
			return true
		}
	}
	return false
}
