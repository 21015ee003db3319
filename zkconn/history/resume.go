package history

import (
	"context"

	"zkweb/zkconn/txnlog"
)

// livingQuery reads the znodes that are alive after the newest transaction, ?2.
var livingQuery = `
	SELECT p.path, p.id, l.id, l.born, coalesce(o.session, 0),
		coalesce(b.owner, 0), coalesce(b.czxid, 0), coalesce(b.mzxid, 0), coalesce(b.pzxid, 0), coalesce(b.ctime, 0), coalesce(b.mtime, 0),
		coalesce(b.version, 0), coalesce(b.cversion, 0), coalesce(b.aversion, 0),
		coalesce(bt.zxid, 0), coalesce(bt.time, 0), coalesce(k.type, 0), coalesce(k.ttl, 0),
		coalesce(d.n, 0), coalesce(d.type, 0), coalesce(d.version, 0), coalesce(d.value, b.value, 0), coalesce(dt.zxid, 0), coalesce(dt.time, 0),
		coalesce(a.version, -1), coalesce(f.acl, b.acl, 0)
	FROM life l CROSS JOIN path p ON p.id = l.path` + andACL + andStat + `
	LEFT JOIN change k ON l.born > 0 AND (k.n, k.op) = (SELECT n, op FROM change INDEXED BY change_path WHERE path = p.id AND n = l.born AND type IN (` + createKinds + `) ORDER BY op DESC LIMIT 1)
	WHERE l.died = ` + aliveText + " AND ?2 >= 0"

// loadState reads the tree as of a segment's newest transaction. The time that it takes depends on
// the number of znodes, not on how much was written.
func (s *segment) loadState(ctx context.Context) (*state, error) {
	t := newState()
	newest, err := s.last(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.rows(ctx, livingQuery, nil, newest)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	byID := map[int64]*live{}
	for rows.Next() {
		var path string
		var session, birth, birthTime, ttl, changed, changedZxid, changedTime int64
		var made, kind, version, aversion int32
		node := &live{depth: maxChain} // not known: the next value is stored complete
		st := &node.stat
		if err := rows.Scan(&path, &node.path, &node.life, &node.born, &session,
			&st.EphemeralOwner, &st.Czxid, &st.Mzxid, &st.Pzxid, &st.Ctime, &st.Mtime, &st.Version, &st.Cversion, &st.Aversion,
			&birth, &birthTime, &made, &ttl, &changed, &kind, &version, &node.value, &changedZxid, &changedTime, &aversion, &node.acl); err != nil {
			return nil, err
		}
		if node.born > 0 {
			st.Czxid = s.baseZxid + birth
		}
		if made != 0 { // else its creation is missing, in a gap
			st.Mzxid, st.Pzxid, st.Ctime, st.Mtime = st.Czxid, st.Czxid, s.baseTime+birthTime, s.baseTime+birthTime
			st.EphemeralOwner = ownerOf(made, session, ttl)
		}
		if sets(kind) {
			st.Version, st.Mzxid, st.Mtime = version, s.baseZxid+changedZxid, s.baseTime+changedTime
		}
		if aversion >= 0 {
			st.Aversion = aversion
		}
		t.add(path, node)
		byID[node.path] = node
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return t, s.loadFamilies(ctx, newest, byID)
}

// ownerOf returns the ephemeralOwner, as servers store it, of a znode that a kind of change
// created.
func ownerOf(made int32, session, ttl int64) int64 {
	switch txnlog.Type(made) {
	case txnlog.TypeCreateContainer:
		return containerOwner
	case txnlog.TypeCreateTTL:
		return ttlOwner | ttl
	}
	return session
}

// familiesAtOnce is the number of parents in one query.
const familiesAtOnce = 1_000

// loadFamilies adds to znodes, by the numbers of their paths, how many children were created and
// deleted below them.
func (s *segment) loadFamilies(ctx context.Context, newest int64, byID map[int64]*live) error {
	births := map[int64]int64{}
	ask := func() error {
		families, err := s.families(ctx, newest, births)
		for _, f := range families {
			st := &byID[f.id].stat
			st.Cversion, st.Pzxid = max(st.Cversion, f.made.Int32), max(st.Pzxid, f.last)
		}
		clear(births)
		return err
	}
	parents, err := s.parents(ctx)
	if err != nil {
		return err
	}
	for _, id := range parents {
		node := byID[id]
		if node == nil {
			continue
		}
		if births[id] = node.born; len(births) == familiesAtOnce {
			if err := ask(); err != nil {
				return err
			}
		}
	}
	return ask()
}

// parents returns the numbers of the paths of znodes that have or had children.
func (s *segment) parents(ctx context.Context) (ids []int64, err error) {
	rows, err := s.rows(ctx, "SELECT DISTINCT parent FROM life")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
