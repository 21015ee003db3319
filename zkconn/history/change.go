package history

import (
	"context"
	"database/sql"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// Verb says what a Change did to its znode.
type Verb string

// The verbs, as the ops of zkweb's JSON.
const (
	Create Verb = "create"
	Set    Verb = "set"
	SetACL Verb = "acl"
	Delete Verb = "delete"
)

// Cause says why a znode was deleted without a delete of its own.
type Cause string

// The causes; "" is a request's own.
const (
	Expired   Cause = "expired"   // the session that it belonged to expired
	Closed    Cause = "closed"    // the session that it belonged to was closed by its client
	Container Cause = "container" // ZooKeeper deletes empty containers, and TTL znodes
)

// Change is what one transaction did to one znode.
type Change struct {
	Zxid    int64
	Time    int64 // the leader's clock, milliseconds since 1970
	Session int64 // whose request it was; 0 for ZooKeeper itself
	By      Client
	Cxid    int32
	Path    znode.Path
	Verb    Verb
	Cause   Cause
	Multi   int         // changes of the same transaction, this one among them
	Version int32       // of the data after it; of a SetACL, of the ACL; of a Delete, of the data before it
	Length  int         // of the data that a Create or a Set wrote, in bytes
	Life    int64       // the znode's czxid, which tells it from others that were at the path before or after
	Owner   int64       // session that an ephemeral znode belongs to; 0 for others
	ACL     []znode.ACL // in force after it; of a Delete, before it

	segment, value int64 // where the data is: the segment's baseZxid
	n, op          int64
	born           int64 // as Life has it
}

// HasData reports whether the change wrote data, which may be ZooKeeper's null.
func (c Change) HasData() bool { return c.value != noValue }

// Is reports whether two are the same change.
func (c Change) Is(other Change) bool {
	return c.segment == other.segment && c.n == other.n && c.op == other.op
}

const changeColumns = `
	c.n, c.op, c.type, c.version, c.value, t.zxid, t.time, coalesce(s.session, 0), coalesce(s.who, ''), coalesce(s.address, ''), coalesce(s.sure, ''), t.cxid, p.path, a.acl, coalesce(v.size, 0),
	(SELECT max(m.op) FROM change m WHERE m.n = c.n),
	l.born, coalesce(b.czxid, 0), coalesce(bt.zxid, 0), coalesce(o.session, 0)`

// changeTables join a change c with what its numbers stand for.
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

// scanChange reads changeColumns; false where the path is none of ZooKeeper's.
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

// queryOn is like query, for one step of several: multi is what was counted in the steps before.
func (s *segment) queryOn(ctx context.Context, multi *counted, query string, args ...any) ([]Change, error) {
	changes, err := s.found(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return changes, s.countMultis(ctx, changes, multi)
}

// counted is how many changes the transaction has that was counted last.
type counted struct {
	n     int64
	count int
}

// countMultis makes each Multi, which is the op of the last change of the transaction, the
// number of its changes: one count a transaction, for some have a hundred thousand.
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

// Versions returns the changes of one znode up to a zxid, the newest first, at most
// limit; 0 is the newest zxid.
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

// upTo returns at, the newest zxid for 0; false where the segment begins later.
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

// Data returns what a change wrote. It fails with ErrSkipped where that is not kept,
// and with ErrSealed without its key.
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
	Who     string // an id of a ZooKeeper identity, such as "alice", several with commas between; "" when it is not known
	Address string
	Sure    string // how: "audit" for the servers' audit log, "address" for their connections; "" for nothing
}
