package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"zkweb/zkconn/znode"
)

// Life identifies one of the znodes that were at a path, one after the other.
type Life struct {
	Path  znode.Path
	Czxid int64

	segment int64 // where it was found: the segment's baseZxid
	born    int64 // number there of the transaction that created it; 0 if it existed before
}

// LifeOf returns the life of the znode that a change was made to.
func LifeOf(c Change) Life { return Life{c.Path, c.Life, c.segment, c.born} }

// Life returns the life of the znode.
func (w Was) Life() Life { return w.life }

// End is what is known about the end of a life.
type End struct {
	Ended bool
	Known bool        // whether the store has its last ACL
	ACL   []znode.ACL // in force at its end, or at the end of the store
}

// LastACLs returns how lives ended, in their order.
func (s *Store) LastACLs(ctx context.Context, lives []Life) ([]End, error) {
	ends := make([]End, len(lives))
	if len(lives) == 0 {
		return ends, nil
	}
	u, err := s.use()
	if err != nil {
		return nil, err
	}
	u.files = u.whereEnded(lives)
	newest, open := true, map[int]End{}
	for i := range lives {
		open[i] = End{}
	}
	err = u.oldestFirst(func(segment *held) (more bool, err error) {
		err = segment.ends(ctx, lives, newest, open, ends)
		newest = false
		return len(open) > 0, err
	})
	for i, met := range open { // it ended in a gap
		ends[i] = met
	}
	return ends, err
}

// whereEnded returns the files in which to look for the ends of lives: first the newest, which
// tells which have not ended, then all from the first in which one of them was found.
func (u *use) whereEnded(lives []Life) []string {
	last := len(u.files) - 1
	if last < 1 {
		return u.files
	}
	met := lives[0].segment
	for _, life := range lives {
		if uint64(life.segment) < uint64(met) {
			met = life.segment
		}
	}
	file, _ := u.behind(met)
	first := min(last, max(0, slices.Index(u.files, file)))
	return append([]string{u.files[last]}, u.files[first:last]...)
}

// endsQuery reads how lives ended in a segment, and their last ACLs there. Its argument is a JSON
// list of their indexes, paths, czxids and the numbers of the transactions that created them there.
var endsQuery = `
	WITH w(at, path, czxid, born) AS MATERIALIZED (
		SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]') FROM json_each(?1))
	SELECT w.at, l.died, a.acl
	FROM w CROSS JOIN path p ON p.path = w.path
	CROSS JOIN life l ON l.path = p.id AND l.born = w.born
	LEFT JOIN base b ON b.life = l.id AND l.born = 0
	LEFT JOIN change c ON (c.n, c.op) = (
		SELECT n, op FROM change INDEXED BY change_path WHERE path = p.id AND n <= l.died AND (n < l.died OR type IN (` + deleteKinds + `)) ORDER BY n DESC, op DESC LIMIT 1)
	LEFT JOIN acl a ON a.id = coalesce(c.acl, b.acl)
	WHERE l.born > 0 OR b.czxid = w.czxid
	ORDER BY l.id`

// ends finds those of the open lives that ended in the segment, and closes them. With newest, it
// also closes those that have not ended. For the others it stores how they stood at the end of the
// segment, in case a newer one does not have them.
func (s *segment) ends(ctx context.Context, lives []Life, newest bool, open map[int]End, ends []End) error {
	var asked [][4]any
	for i, life := range lives {
		_, is := open[i]
		switch {
		case !is || uint64(life.segment) > uint64(s.baseZxid): // it was found in a later segment
		case life.segment == s.baseZxid:
			asked = append(asked, [4]any{i, life.Path.String(), life.Czxid, life.born})
		default:
			asked = append(asked, [4]any{i, life.Path.String(), life.Czxid, 0})
		}
	}
	if len(asked) == 0 {
		return nil
	}
	list, _ := json.Marshal(asked) // numbers and strings cannot fail
	rows, err := s.rows(ctx, endsQuery, string(list))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var at int
		var died int64
		var acl sql.NullString
		if err := rows.Scan(&at, &died, &acl); err != nil {
			return err
		}
		end := End{Ended: died != alive || !newest, Known: true, ACL: parseACLText(acl.String)}
		if died != alive || newest {
			ends[at] = end
			delete(open, at)
		} else {
			open[at] = end
		}
	}
	return rows.Err()
}
