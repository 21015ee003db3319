package history

import (
	"context"
	"database/sql"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// Verb is the kind of a Change.
type Verb string

// The verbs, named like the ops in zkweb's JSON.
const (
	Create Verb = "create"
	Set    Verb = "set"
	SetACL Verb = "acl"
	Delete Verb = "delete"
)

// Cause says why a znode was deleted without a request to delete it.
type Cause string

// The causes; "" means that there was a request.
const (
	Expired   Cause = "expired"   // its session expired
	Closed    Cause = "closed"    // its session was closed by the client
	Container Cause = "container" // ZooKeeper deleted an empty container or a TTL znode
)

// Change is what one transaction did to one znode.
type Change struct {
	Zxid    int64
	Time    int64 // the leader's clock, in milliseconds since 1970
	Session int64 // the session that requested it; 0 for ZooKeeper itself
	By      Client
	Cxid    int32
	Path    znode.Path
	Verb    Verb
	Cause   Cause
	Multi   int         // number of changes in the same transaction, including this one
	Version int32       // of the data after it; for a SetACL, of the ACL; for a Delete, of the data before it
	Length  int         // bytes of the data that a Create or a Set wrote
	Life    int64       // the znode's czxid, which tells it from other znodes at the path
	Owner   int64       // the session that owns an ephemeral znode; 0 for others
	ACL     []znode.ACL // in force after it; for a Delete, before it

	segment, value int64 // where the data is; segment is the segment's baseZxid
	n, op          int64
	born           int64 // as in Life
}

// HasData reports whether the change wrote data, which includes ZooKeeper's null.
func (c Change) HasData() bool { return c.value != noValue }

// Is reports whether both are the same change.
func (c Change) Is(other Change) bool {
	return c.segment == other.segment && c.n == other.n && c.op == other.op
}

const changeColumns = `
	c.n, c.op, c.type, c.version, c.value, t.zxid, t.time, coalesce(s.session, 0), coalesce(s.who, ''), coalesce(s.address, ''), coalesce(s.sure, ''), t.cxid, p.path, a.acl, coalesce(v.size, 0),
	(SELECT max(m.op) FROM change m WHERE m.n = c.n),
	l.born, coalesce(b.czxid, 0), coalesce(bt.zxid, 0), coalesce(o.session, 0)`

// changeTables joins a change c with what its numbers refer to.
const changeTables = `
	CROSS JOIN txn t ON t.n = c.n
	CROSS JOIN path p ON p.id = c.path
	LEFT JOIN session s ON s.id = t.session
	LEFT JOIN acl a ON a.id = c.acl
	LEFT JOIN value v ON v.id = c.value
	LEFT JOIN life l ON l.id = (SELECT id FROM life WHERE path = c.path AND born <= c.n AND died >= c.n ORDER BY born DESC, id DESC LIMIT 1)
	LEFT JOIN base b ON b.life = l.id
	LEFT JOIN txn bt ON bt.n = l.born
	LEFT JOIN session o ON o.id = l.owner`

// scanChange reads changeColumns. It returns false if the path is not valid in ZooKeeper.
func (s *segment) scanChange(rows *sql.Rows) (Change, bool, error) {
	c := Change{segment: s.baseZxid}
	var kind int32
	var path string
	var acl sql.NullString
	var born sql.NullInt64
	var czxid, birth int64
	if err := rows.Scan(&c.n, &c.op, &kind, &c.Version, &c.value, &c.Zxid, &c.Time, &c.Session, &c.By.Who, &c.By.Address, &c.By.Sure, &c.Cxid, &path, &acl, &c.Length, &c.Multi,
		&born, &czxid, &birth, &c.Owner); err != nil {
		return c, false, err
	}
	c.Zxid, c.Time = c.Zxid+s.baseZxid, c.Time+s.baseTime
	c.ACL, c.born = parseACLText(acl.String), born.Int64
	if c.Life = czxid; born.Int64 > 0 {
		c.Life = s.baseZxid + birth
	}
	switch {
	case creates(kind):
		c.Verb, c.Version = Create, 0
	case sets(kind):
		c.Verb = Set
	case kind == kindSetACL:
		c.Verb = SetACL
	default:
		c.Verb = Delete
	}
	switch kind {
	case kindExpired:
		c.Cause = Expired
	case kindClosed:
		c.Cause = Closed
	case int32(txnlog.TypeDeleteContainer):
		c.Cause = Container
	}
	var err error
	c.Path, err = znode.ParsePath(path)
	return c, err == nil, nil
}

// query returns the changes that a query of changeColumns finds.
func (s *segment) query(ctx context.Context, query string, args ...any) ([]Change, error) {
	return s.queryOn(ctx, &counted{}, query, args...)
}

// queryOn is like query, for one of several steps; multi carries the last count from step to step.
func (s *segment) queryOn(ctx context.Context, multi *counted, query string, args ...any) ([]Change, error) {
	changes, err := s.found(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return changes, s.countMultis(ctx, changes, multi)
}

// counted is the number of changes in the transaction that was counted last.
type counted struct {
	n     int64
	count int
}

// countMultis replaces each Multi, which holds the op of the transaction's last change, by the
// number of its changes. It counts once a transaction, since some have a hundred thousand changes.
func (s *segment) countMultis(ctx context.Context, changes []Change, multi *counted) error {
	for i := range changes {
		c := &changes[i]
		if c.Multi == 0 {
			c.Multi = 1
			continue
		}
		if c.n != multi.n {
			if err := s.row(ctx, "SELECT count(*) FROM change WHERE n = ?", c.n).Scan(&multi.count); err != nil {
				return err
			}
			multi.n = c.n
		}
		c.Multi = multi.count
	}
	return nil
}

func (s *segment) found(ctx context.Context, query string, args ...any) ([]Change, error) {
	rows, err := s.rows(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var changes []Change
	for rows.Next() {
		c, ok, err := s.scanChange(rows)
		if err != nil {
			return nil, err
		}
		if ok {
			changes = append(changes, c)
		}
	}
	return changes, rows.Err()
}

// Versions returns up to limit changes of one znode, the newest first, up to a zxid; 0 means no
// bound.
func (s *Store) Versions(ctx context.Context, path znode.Path, upTo int64, limit int) (changes []Change, err error) {
	u, err := s.use()
	if err != nil {
		return nil, err
	}
	err = u.newestFirst(func(segment *held) (more bool, err error) {
		n, ok, err := segment.upTo(ctx, upTo)
		if err != nil || !ok {
			return true, err
		}
		found, err := segment.query(ctx, "SELECT"+changeColumns+` FROM (
			SELECT c.* FROM change c WHERE c.path = (SELECT id FROM path WHERE path = ?) AND c.n <= ? ORDER BY c.n DESC, c.op DESC LIMIT ?) c`+
			changeTables+" ORDER BY c.n DESC, c.op DESC", path.String(), n, limit-len(changes))
		changes = append(changes, found...)
		return len(changes) < limit, err
	})
	return changes, err
}

// upTo returns the number of the newest transaction up to a zxid; 0 means no bound. It returns
// false if the segment begins later.
func (s *segment) upTo(ctx context.Context, zxid int64) (n int64, ok bool, err error) {
	if zxid == 0 {
		return alive, true, nil
	}
	if uint64(zxid) < uint64(s.baseZxid) {
		return 0, false, nil
	}
	n, err = s.at(ctx, zxid)
	return n, true, err
}

// Data returns what a change wrote. It fails with ErrSkipped if the data is not kept, and with
// ErrSealed if the store lacks its key.
func (s *Store) Data(ctx context.Context, c Change) (data []byte, err error) {
	u, err := s.use()
	if err != nil {
		return nil, err
	}
	err = u.of(c.segment, func(segment *held) error {
		data, err = segment.value(ctx, c.value)
		return err
	})
	return data, err
}

// Client is the client of a session, as far as it is known.
type Client struct {
	Who     string // IDs of ZooKeeper identities such as "alice", separated by commas; "" if not known
	Address string
	Sure    string // how it is known: "audit" (the servers' audit log), "address" (their lists of connections) or ""
}
