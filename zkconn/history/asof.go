package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// AsOf is the tree as of a zxid.
type AsOf struct {
	store *Store
	Zxid  int64     // of the newest transaction up to the zxid that was asked for
	Time  time.Time // of that transaction
	asked int64
}

// At returns the tree as of a zxid. It fails with NotFound if the store begins later.
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

// with calls ask with the segment that has the tree, and the number of its newest transaction.
func (a *AsOf) with(ctx context.Context, ask func(segment *held, n int64) error) error {
	u, err := a.store.use()
	if err != nil {
		return err
	}
	ok, err := u.at(ctx, a.asked, ask)
	if err == nil && !ok {
		err = u.lacks()
	}
	return err
}

// Was is the past state of a path: the znode that was there, if any.
type Was struct {
	There bool // whether there was one; if not, the rest is zero
	Stat  znode.Stat
	ACL   []znode.ACL

	life      Life
	id, value int64
}

// livedThen joins the paths of a JSON list with the znodes that were alive at a moment.
const livedThen = `
	FROM json_each(?1) w
	CROSS JOIN path p ON p.path = w.value
	CROSS JOIN life l ON l.id = (SELECT id FROM life WHERE path = p.id AND born <= ?2 ORDER BY born DESC, id DESC LIMIT 1) AND l.died > ?2` + andACL

// Joins from the path p of a life l to the state of its znode after transaction ?2.
const (
	andACL = `
	LEFT JOIN base b ON b.life = l.id
	LEFT JOIN txn bt ON bt.n = l.born
	LEFT JOIN change f ON (f.n, f.op) = (SELECT n, op FROM change WHERE path = p.id AND n BETWEEN max(l.born, 1) AND ?2 ORDER BY n DESC, op DESC LIMIT 1)
	LEFT JOIN acl ac ON ac.id = coalesce(f.acl, b.acl)`
	andStat = `
	LEFT JOIN session o ON o.id = l.owner
	LEFT JOIN change d ON (d.n, d.op) = (SELECT n, op FROM change WHERE path = p.id AND n BETWEEN max(l.born, 1) AND ?2 AND value != -1 ORDER BY n DESC, op DESC LIMIT 1)
	LEFT JOIN txn dt ON dt.n = d.n
	LEFT JOIN change a ON (a.n, a.op) = (SELECT n, op FROM change INDEXED BY change_acl WHERE type = 7 AND path = p.id AND n BETWEEN max(l.born, 1) AND ?2 ORDER BY n DESC, op DESC LIMIT 1)`
)

// nodesQuery reads the znodes at the paths of a JSON list that were alive at a moment.
const nodesQuery = `
	SELECT p.path, p.id, l.born, coalesce(o.session, 0),
		coalesce(b.czxid, 0), coalesce(b.mzxid, 0), coalesce(b.pzxid, 0), coalesce(b.ctime, 0), coalesce(b.mtime, 0),
		coalesce(b.version, 0), coalesce(b.cversion, 0), coalesce(b.aversion, 0),
		coalesce(bt.zxid, 0), coalesce(bt.time, 0),
		coalesce(d.n, 0), CASE WHEN d.type IN (5, 16) THEN d.version ELSE 0 END, coalesce(d.value, b.value, 0), coalesce(dt.zxid, 0), coalesce(dt.time, 0),
		coalesce(a.version, -1), coalesce(ac.acl, ''), coalesce(v.size, 0), EXISTS (SELECT 1 FROM life WHERE parent = p.id)` + livedThen + andStat + `
	LEFT JOIN value v ON v.id = coalesce(d.value, b.value)`

// Nodes returns what was at some paths, in their order.
func (a *AsOf) Nodes(ctx context.Context, paths []znode.Path) (nodes []Was, err error) {
	if len(paths) == 0 {
		return nil, nil
	}
	err = a.with(ctx, func(segment *held, n int64) error {
		nodes, err = segment.nodes(ctx, n, paths)
		return err
	})
	return nodes, err
}

func (s *segment) nodes(ctx context.Context, n int64, paths []znode.Path) ([]Was, error) {
	list, places := listOf(paths)
	rows, err := s.rows(ctx, nodesQuery, list, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	nodes := make([]Was, len(paths))
	acls := map[string][]znode.ACL{}
	births, byID := map[int64]int64{}, map[int64][]int{}
	for rows.Next() {
		r, err := s.scanWas(rows)
		if err != nil {
			return nil, err
		}
		if _, known := acls[r.acl]; !known {
			acls[r.acl] = parseACLText(r.acl)
		}
		r.ACL = acls[r.acl]
		if r.parent {
			births[r.id] = r.born
		}
		for _, at := range places[r.path] {
			nodes[at] = r.Was
			nodes[at].life = Life{paths[at], r.Stat.Czxid, s.baseZxid, r.born}
			byID[r.id] = append(byID[r.id], at)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return nodes, s.children(ctx, n, nodes, births, byID)
}

// wasRow is a row of nodesQuery.
type wasRow struct {
	Was              // without ACL and life
	path, acl string // acl as a segment stores it
	born      int64  // number of the transaction that created the znode; 0 if it existed before
	parent    bool   // whether it has or had children
}

func (s *segment) scanWas(rows *sql.Rows) (r wasRow, err error) {
	var birth, birthTime, changed, changedZxid, changedTime int64
	var version, aversion int32
	st := &r.Stat
	if err := rows.Scan(&r.path, &r.id, &r.born, &st.EphemeralOwner, &st.Czxid, &st.Mzxid, &st.Pzxid, &st.Ctime, &st.Mtime,
		&st.Version, &st.Cversion, &st.Aversion, &birth, &birthTime, &changed, &version, &r.value, &changedZxid, &changedTime,
		&aversion, &r.acl, &st.DataLength, &r.parent); err != nil {
		return r, err
	}
	r.There = true
	if r.born > 0 {
		st.Czxid, st.Ctime = s.baseZxid+birth, s.baseTime+birthTime
		st.Mzxid, st.Mtime, st.Pzxid = st.Czxid, st.Ctime, st.Czxid
	}
	if changed > 0 {
		st.Version, st.Mzxid, st.Mtime = version, s.baseZxid+changedZxid, s.baseTime+changedTime
	}
	if aversion >= 0 {
		st.Aversion = aversion
	}
	return r, nil
}

// aclsQuery is nodesQuery without the columns of a stat.
const aclsQuery = "SELECT p.path, l.born, coalesce(b.czxid, 0), coalesce(bt.zxid, 0), coalesce(ac.acl, '')" + livedThen

// ACLs is like Nodes, but of the Stat it fills in only the Czxid.
func (a *AsOf) ACLs(ctx context.Context, paths []znode.Path) (nodes []Was, err error) {
	nodes = make([]Was, len(paths))
	list, places := listOf(paths)
	acls := map[string][]znode.ACL{}
	err = a.with(ctx, func(segment *held, n int64) error {
		rows, err := segment.rows(ctx, aclsQuery, list, n)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var path, acl string
			var born, czxid, birth int64
			if err := rows.Scan(&path, &born, &czxid, &birth, &acl); err != nil {
				return err
			}
			if born > 0 {
				czxid = segment.baseZxid + birth
			}
			if _, known := acls[acl]; !known {
				acls[acl] = parseACLText(acl)
			}
			for _, at := range places[path] {
				nodes[at] = Was{There: true, Stat: znode.Stat{Czxid: czxid}, ACL: acls[acl], life: Life{paths[at], czxid, segment.baseZxid, born}}
			}
		}
		return rows.Err()
	})
	return nodes, err
}

// familiesQuery reads, for the parents of a JSON list, what their children say about them. Each
// parent comes with the number of the transaction that created its znode.
var familiesQuery = "WITH " + levels + `, w(id, born) AS MATERIALIZED (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?1))
	SELECT q.*, coalesce(bt.zxid, 0), coalesce(dt.zxid, 0) FROM (SELECT w.id,
		(SELECT count(*) FROM levels v CROSS JOIN life l ON ` + fmt.Sprintf(wasThere, "w.id") + ` AND l.born >= w.born),
		(SELECT c.version FROM life l CROSS JOIN change c INDEXED BY change_path ON c.path = l.path AND c.n = l.born AND c.type IN (` + createKinds + `)
			WHERE l.id = ` + fmt.Sprintf(newestChild, "l.id") + ` ORDER BY c.op DESC LIMIT 1),
		coalesce(` + fmt.Sprintf(newestChild, "l.born") + `, 0) AS born,
		coalesce((SELECT max(died) FROM life WHERE parent = w.id AND died BETWEEN max(w.born, 1) AND ?2), 0) AS died
	FROM w) q LEFT JOIN txn bt ON bt.n = q.born LEFT JOIN txn dt ON dt.n = q.died`

// createdQuery reads the newest child of a parent, ?1, that began with transaction ?3, whose
// creation is known.
var createdQuery = `SELECT max(c.version), coalesce(max(t.zxid), 0) FROM life l
	CROSS JOIN change c INDEXED BY change_path ON c.path = l.path AND c.n = l.born AND c.type IN (` + createKinds + `) CROSS JOIN txn t ON t.n = c.n
	WHERE l.parent = ?1 AND l.born BETWEEN max(?3, 1) AND ?2`

// newestChild is a column of the newest life among w's children.
const newestChild = `(SELECT max((SELECT %s FROM life l WHERE l.parent = w.id AND l.level = v.level AND l.born BETWEEN max(w.born, 1) AND ?2
	ORDER BY l.born DESC, l.id DESC LIMIT 1)) FROM levels v)`

// listOf returns the paths as a JSON list, and the indexes at which each of them stands.
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
	marshalled, _ := json.Marshal(texts) // strings cannot fail
	return string(marshalled), places
}

// namesQuery reads the children of the paths of a JSON list.
var namesQuery = "WITH " + levels + ` SELECT w.value, c.path FROM json_each(?1) w
	CROSS JOIN path p ON p.path = w.value AND EXISTS (SELECT 1 FROM life WHERE parent = p.id)
	CROSS JOIN levels v CROSS JOIN life l ON ` + fmt.Sprintf(wasThere, "p.id") + `
	CROSS JOIN path c ON c.id = l.path`

// Data returns the data of znodes, in their order. For data that was not kept, or that is encrypted
// with a key that the store lacks, errs has an error in its place.
func (a *AsOf) Data(ctx context.Context, nodes []Was) (data [][]byte, errs []error, err error) {
	if len(nodes) == 0 {
		return nil, nil, nil
	}
	data, errs = make([][]byte, len(nodes)), make([]error, len(nodes))
	ids := make([]int64, len(nodes))
	for i, node := range nodes {
		ids[i] = node.value
	}
	err = a.with(ctx, func(segment *held, _ int64) error {
		rows, err := segment.valueRows(ctx, ids)
		if err != nil {
			return err
		}
		for i, id := range ids {
			if data[i], err = segment.unpacked(ctx, id, rows, nil); unreadable(err) {
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

// Explain turns ErrSkipped, ErrUnseen, ErrSealed and an expired deadline into an error that can be
// shown to a person. It returns all other errors unchanged.
func Explain(err error) error {
	var code znode.Code
	switch {
	case IsSlow(err):
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeHistorySlow, Cause: err}
	case errors.Is(err, ErrSkipped):
		code = znode.CodeHistorySkipped
	case errors.Is(err, ErrUnseen):
		code = znode.CodeHistoryUnseen
	case errors.Is(err, ErrSealed):
		code = znode.CodeHistorySealed
	default:
		return err
	}
	return &znode.Error{Kind: znode.NotFound, Code: code, Cause: err}
}

// IsSlow reports whether the deadline expired while a history was read. Errors of ZooKeeper and of
// the trail have their own codes.
func IsSlow(err error) bool {
	_, known := errors.AsType[*znode.Error](err)
	return !known && errors.Is(err, context.DeadlineExceeded)
}

// Made is the way in which a znode was created.
type Made struct {
	Mode znode.CreateMode // never sequential
	TTL  time.Duration    // for ModeTTL
}

// madeQuery reads, for the lives of a JSON list, their owners and how they were created; ?2 and ?3
// are the kinds of change that create a container and a TTL znode.
const madeQuery = `
	SELECT DISTINCT l.id, l.owner, coalesce(b.owner, 0), coalesce(k.type, 0), coalesce(k.ttl, 0) FROM json_each(?1) w
	CROSS JOIN life l ON l.id = w.value
	LEFT JOIN base b ON b.life = l.id
	LEFT JOIN change k INDEXED BY change_path ON k.path = l.path AND k.n = l.born AND k.type IN (?2, ?3)`

// Made returns how the znodes of Nodes were created, in their order. A stat does not tell
// containers and TTL znodes from others.
func (a *AsOf) Made(ctx context.Context, nodes []Was) (made []Made, err error) {
	lives := make([]int64, len(nodes))
	places := map[int64][]int{}
	for i, node := range nodes {
		lives[i] = node.id
		places[node.id] = append(places[node.id], i)
	}
	list, _ := json.Marshal(lives) // numbers cannot fail
	made = make([]Made, len(nodes))
	err = a.with(ctx, func(segment *held, _ int64) error {
		rows, err := segment.rows(ctx, madeQuery, string(list), txnlog.TypeCreateContainer, txnlog.TypeCreateTTL)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var life, session, owner, ttl int64
			var kind int32
			if err := rows.Scan(&life, &session, &owner, &kind, &ttl); err != nil {
				return err
			}
			for _, at := range places[life] {
				made[at] = madeOf(session != 0, owner, txnlog.Type(kind), ttl)
			}
		}
		return rows.Err()
	})
	return made, err
}

// madeOf derives how a znode was created: from whether a session owns it, from its ephemeralOwner
// as servers store it, and from the type of the transaction that created it. owner and kind are 0
// if not known.
func madeOf(owned bool, owner int64, kind txnlog.Type, ttl int64) Made {
	switch {
	case owned:
		return Made{Mode: znode.ModeEphemeral}
	case kind == txnlog.TypeCreateContainer, owner == containerOwner:
		return Made{Mode: znode.ModeContainer}
	case kind == txnlog.TypeCreateTTL:
		return Made{znode.ModeTTL, time.Duration(ttl) * time.Millisecond}
	case owner&ttlOwner == ttlOwner:
		return Made{znode.ModeTTL, time.Duration(owner&^ttlOwner) * time.Millisecond}
	}
	return Made{Mode: znode.ModePersistent}
}
