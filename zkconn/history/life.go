package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"zkweb/zkconn/znode"
)

// Life is one of the znodes that were at a path one after the other.
type Life struct {
	Path  znode.Path
	Czxid int64

	segment int64 // where it was met: the segment's baseZxid
	born    int64 // the number there of the transaction that it began with; 0 where it was there before
}

// LifeOf returns which znode a change was made to.
func LifeOf(c Change) Life { return Life{c.Path, c.Life, c.segment, c.born} }

// Life returns which znode it was.
func (w Was) Life() Life { return w.life }

// End is what is known of the end of a life.
type End struct {
	Ended bool
	Known bool        // the store has its last ACL
	ACL   []znode.ACL // in force until then, or where the store ends
}

// LastACLs returns how some lives ended, in their order.
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

// whereEnded returns the files in which it is looked how lives ended: first the newest, which
// tells of those that have not, and then from the first on in which one was met.
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

// endsQuery reads how lives ended in a segment, and the ACL that was the last there: of a JSON
// list of their places, paths, czxids and the numbers of the transactions that they began with
// there.
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

// ends tells of those open lives that ended in the segment, and closes them. With newest it
// closes those that go on behind it, too; else open says how they ended where a newer one does
// not have them.
func (s *segment) ends(ctx context.Context, lives []Life, newest bool, open map[int]End, ends []End) error {
	var asked [][4]any
	for i, life := range lives {
		_, is := open[i]
		switch {
		case !is || uint64(life.segment) > uint64(s.baseZxid): // it was there later
		case life.segment == s.baseZxid:
			asked = append(asked, [4]any{i, life.Path.String(), life.Czxid, life.born})
		default:
			asked = append(asked, [4]any{i, life.Path.String(), life.Czxid, 0})
		}
	}
	if len(asked) == 0 {
		return nil
	}
	list, _ := json.Marshal(asked) // numbers and texts
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
