package history

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

// AsOf is the tree as of a zxid.
type AsOf struct {
	store *Store
	Zxid  int64     // of the newest transaction up to the one that was asked for
	Time  time.Time // of that transaction
	asked int64
}

// At returns the tree as of a zxid. It fails with NotFound where the store begins
// later.
func (s *Store) At(ctx context.Context, zxid int64) (*AsOf, error) {
	a := &AsOf{store: s, asked: zxid}
	err := a.with(ctx, func(segment *held, n int64) (err error) {
		var ms int64
		a.Zxid, ms, err = segment.moment(ctx, n)
		a.Time = time.UnixMilli(ms).UTC()
		return err
	})
	return a, err
}

// with calls ask with the segment that has the tree, and the number of the newest
// transaction up to it.
func (a *AsOf) with(ctx context.Context, ask func(segment *held, n int64) error) error {
	u, err := a.store.use()
	if err != nil {
		return err
	}
	defer u.done()
	segment, n, ok, err := u.at(ctx, a.asked)
	if err != nil {
		return err
	}
	if !ok {
		return &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryBefore}
	}
	return ask(segment, n)
}

// ACLAt returns the ACL in force at a path at a zxid; nil where there was none.
func (s *Store) ACLAt(ctx context.Context, path znode.Path, zxid int64) (acl []znode.ACL, err error) {
	tree := &AsOf{store: s, asked: zxid}
	err = tree.with(ctx, func(segment *held, n int64) error {
		acl, err = segment.aclOf(ctx, path, n)
		return err
	})
	return acl, err
}

// Was is a znode as it was.
type Was struct {
	There bool // there was one; else the rest is zero
	Stat  znode.Stat
	ACL   []znode.ACL

	id, value int64
}

// nodesQuery reads the znodes that lived at a moment, of the paths of a JSON list.
const nodesQuery = `
	SELECT p.path, p.id, l.born, coalesce(o.session, 0),
		coalesce(b.czxid, 0), coalesce(b.mzxid, 0), coalesce(b.pzxid, 0), coalesce(b.ctime, 0), coalesce(b.mtime, 0),
		coalesce(b.version, 0), coalesce(b.cversion, 0), coalesce(b.aversion, 0),
		coalesce(bt.zxid, 0), coalesce(bt.time, 0),
		coalesce(d.n, 0), CASE WHEN d.type IN (5, 16) THEN d.version ELSE 0 END, coalesce(d.value, b.value, 0), coalesce(dt.zxid, 0), coalesce(dt.time, 0),
		coalesce(a.version, -1), coalesce(ac.acl, ''), coalesce(v.size, 0)
	FROM json_each(?1) w
	CROSS JOIN path p ON p.path = w.value
	CROSS JOIN life l ON l.id = (SELECT id FROM life WHERE path = p.id AND born <= ?2 AND died > ?2 ORDER BY born DESC, id DESC LIMIT 1)
	LEFT JOIN base b ON b.life = l.id
	LEFT JOIN session o ON o.id = l.owner
	LEFT JOIN txn bt ON bt.n = l.born
	LEFT JOIN change d ON (d.n, d.op) = (SELECT n, op FROM change WHERE path = p.id AND n BETWEEN max(l.born, 1) AND ?2 AND value != -1 ORDER BY n DESC, op DESC LIMIT 1)
	LEFT JOIN txn dt ON dt.n = d.n
	LEFT JOIN change a ON (a.n, a.op) = (SELECT n, op FROM change INDEXED BY change_acl WHERE type = 7 AND path = p.id AND n BETWEEN max(l.born, 1) AND ?2 ORDER BY n DESC, op DESC LIMIT 1)
	LEFT JOIN change f ON (f.n, f.op) = (SELECT n, op FROM change WHERE path = p.id AND n BETWEEN max(l.born, 1) AND ?2 ORDER BY n DESC, op DESC LIMIT 1)
	LEFT JOIN acl ac ON ac.id = coalesce(f.acl, b.acl)
	LEFT JOIN value v ON v.id = coalesce(d.value, b.value)`

// Nodes returns what the znodes of some paths were, in their order.
func (a *AsOf) Nodes(ctx context.Context, paths []znode.Path) (nodes []Was, err error) {
	err = a.with(ctx, func(segment *held, n int64) error {
		nodes, err = segment.nodes(ctx, n, paths)
		return err
	})
	return nodes, err
}

func (s *segment) nodes(ctx context.Context, n int64, paths []znode.Path) ([]Was, error) {
	list, places := listOf(paths)
	rows, err := s.db.QueryContext(ctx, nodesQuery, list, n)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name(), err)
	}
	defer rows.Close()
	nodes := make([]Was, len(paths))
	births, byID := map[int64]int64{}, map[int64][]int{}
	for rows.Next() {
		var path, acl string
		var born, birth, birthTime, changed, changedZxid, changedTime int64
		var version, aversion int32
		var w Was
		st := &w.Stat
		if err := rows.Scan(&path, &w.id, &born, &st.EphemeralOwner, &st.Czxid, &st.Mzxid, &st.Pzxid, &st.Ctime, &st.Mtime,
			&st.Version, &st.Cversion, &st.Aversion, &birth, &birthTime, &changed, &version, &w.value, &changedZxid, &changedTime,
			&aversion, &acl, &st.DataLength); err != nil {
			return nil, err
		}
		w.There, w.ACL = true, parseACLText(acl)
		if born > 0 {
			st.Czxid, st.Ctime = s.baseZxid+birth, s.baseTime+birthTime
			st.Mzxid, st.Mtime, st.Pzxid = st.Czxid, st.Ctime, st.Czxid
		}
		if changed > 0 {
			st.Version, st.Mzxid, st.Mtime = version, s.baseZxid+changedZxid, s.baseTime+changedTime
		}
		if aversion >= 0 {
			st.Aversion = aversion
		}
		births[w.id] = born
		for _, at := range places[path] {
			nodes[at] = w
			byID[w.id] = append(byID[w.id], at)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return nodes, s.children(ctx, n, nodes, births, byID)
}

// family is what a znode's lives of children say of it.
type family struct{ id, living, made, last int64 }

// children adds to the stats what they say of children.
func (s *segment) children(ctx context.Context, n int64, nodes []Was, births map[int64]int64, byID map[int64][]int) error {
	families, err := s.families(ctx, n, births)
	if err != nil {
		return err
	}
	for _, f := range families {
		pzxid := int64(0)
		if f.last > 0 {
			if pzxid, err = s.zxidOf(ctx, f.last); err != nil {
				return err
			}
		}
		for _, at := range byID[f.id] {
			st := &nodes[at].Stat
			st.NumChildren = int32(f.living)
			st.Cversion += int32(f.made)
			st.Pzxid = max(st.Pzxid, pzxid)
		}
	}
	for i := range nodes { // as servers show it: what was created and what was deleted
		nodes[i].Stat.Cversion = nodes[i].Stat.Cversion*2 - nodes[i].Stat.NumChildren
	}
	return nil
}

func (s *segment) families(ctx context.Context, n int64, births map[int64]int64) (families []family, err error) {
	parents := make([][2]int64, 0, len(births))
	for id, born := range births {
		parents = append(parents, [2]int64{id, born})
	}
	list, _ := json.Marshal(parents) // numbers
	rows, err := s.db.QueryContext(ctx, `
		SELECT l.parent, sum(l.born <= ?2 AND l.died > ?2), sum(l.born > 0 AND l.born <= ?2),
			max(CASE WHEN l.died <= ?2 THEN l.died WHEN l.born <= ?2 THEN l.born ELSE 0 END)
		FROM json_each(?1) w CROSS JOIN life l ON l.parent = json_extract(w.value, '$[0]') AND l.born >= json_extract(w.value, '$[1]')
		GROUP BY l.parent`, string(list), n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f family
		if err := rows.Scan(&f.id, &f.living, &f.made, &f.last); err != nil {
			return nil, err
		}
		families = append(families, f)
	}
	return families, rows.Err()
}

// listOf is paths as a JSON list, and where each of them stands.
func listOf(paths []znode.Path) (list string, places map[string][]int) {
	places = map[string][]int{}
	texts := make([]string, 0, len(paths))
	for i, path := range paths {
		text := path.String()
		if places[text] == nil {
			texts = append(texts, text)
		}
		places[text] = append(places[text], i)
	}
	marshalled, _ := json.Marshal(texts) // texts
	return string(marshalled), places
}

// Names returns the names of the children that the znodes of some paths had, in the
// paths' order.
func (a *AsOf) Names(ctx context.Context, paths []znode.Path) (names [][]string, err error) {
	names = make([][]string, len(paths))
	list, places := listOf(paths)
	err = a.with(ctx, func(segment *held, n int64) error {
		rows, err := segment.db.QueryContext(ctx, `
			SELECT w.value, c.path FROM json_each(?1) w
			CROSS JOIN path p ON p.path = w.value
			CROSS JOIN life l ON l.parent = p.id AND l.died > ?2 AND l.born <= ?2
			CROSS JOIN path c ON c.id = l.path`, list, n)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var parent, child string
			if err := rows.Scan(&parent, &child); err != nil {
				return err
			}
			for _, at := range places[parent] {
				names[at] = append(names[at], child[strings.LastIndexByte(child, '/')+1:])
			}
		}
		return rows.Err()
	})
	for i := range names {
		slices.Sort(names[i])
	}
	return names, err
}

// Data returns the data that znodes had, in their order. Of what is not kept, or
// encrypted without its key, it gives an error in its place.
func (a *AsOf) Data(ctx context.Context, nodes []Was) (data [][]byte, errs []error, err error) {
	data, errs = make([][]byte, len(nodes)), make([]error, len(nodes))
	err = a.with(ctx, func(segment *held, _ int64) error {
		for i, node := range nodes {
			var err error
			if data[i], err = segment.value(ctx, node.value); errors.Is(err, ErrSkipped) || errors.Is(err, ErrSealed) {
				errs[i], err = Explain(err), nil
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return data, errs, err
}

// Explain is ErrSkipped or ErrSealed as a person may be told of it.
func Explain(err error) error {
	code := znode.CodeHistorySealed
	if errors.Is(err, ErrSkipped) {
		code = znode.CodeHistorySkipped
	}
	return &znode.Error{Kind: znode.NotFound, Code: code, Cause: err}
}
