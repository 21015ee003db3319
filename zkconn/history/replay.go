package history

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"time"

	"zkweb/zkconn/txnlog"
)

// Receiver receives what Replay reads. A Writer of another store is one.
type Receiver interface {
	Begin(ctx context.Context, zxid, time int64, tree iter.Seq2[Node, error]) error
	Append(ctx context.Context, transactions []txnlog.Transaction, source string, proof txnlog.Proof) error
	Gap(ctx context.Context, gap txnlog.Gap) error
	// Identify tells the client of a session. It returns false if the receiver has no transactions
	// of that session.
	Identify(ctx context.Context, session int64, by Client) (known bool, err error)
}

// Replay sends a receiver what the store has after a zxid, in the order in which it was written:
// trees to begin with, transactions and gaps. If begun is false, the receiver is empty and gets the
// oldest tree first. Replay returns the zxid at which the receiver then ends. Checks in multis are
// not stored, so they are not replayed. Replay fails with ErrSkipped at skipped data. The clients
// of the newest segment's sessions are returned by Whose instead.
func (s *Store) Replay(ctx context.Context, after int64, begun bool, to Receiver) (last int64, has bool, err error) {
	return s.replay(ctx, &replaying{to: to, last: after, has: begun})
}

func (s *Store) replay(ctx context.Context, r *replaying) (last int64, has bool, err error) {
	u, err := s.use()
	if err != nil {
		return r.last, r.has, err
	}
	if r.has {
		u.files = u.files[u.since(r.last):]
	}
	err = u.oldestFirst(func(segment *held) (more bool, err error) {
		return true, r.segment(ctx, segment.segment, segment.file == u.files[len(u.files)-1])
	})
	return r.last, r.has, err
}

// replaying is the progress of a Replay.
type replaying struct {
	to   Receiver
	last int64
	has  bool
	gap  txnlog.Gap // the gap after last, if a segment that ends there was replayed

	skipped bool // whether what is kept of skipped data is replayed, too
}

// segment replays what comes after last in a segment.
func (r *replaying) segment(ctx context.Context, s *segment, newest bool) (err error) {
	if !r.has || uint64(s.baseZxid) > uint64(r.last) {
		if err := r.begin(ctx, s); err != nil {
			return err
		}
	}
	if r.last, err = s.replay(ctx, r.last, r.to, r.skipped); err != nil || newest {
		return err
	}
	if r.gap, err = s.gapBehind(ctx, r.last); err != nil {
		return err
	}
	return s.identify(ctx, r.to)
}

// begin replays the tree with which a segment begins, after a gap if the receiver has something
// before it.
func (r *replaying) begin(ctx context.Context, s *segment) error {
	if r.has {
		gap := r.gap
		if gap.After != r.last { // what was in between was dropped
			gap = txnlog.Gap{After: r.last, Cause: txnlog.GapPurged}
		}
		gap.Before = cmp.Or(gap.Before, s.baseZxid+1)
		if err := r.to.Gap(ctx, gap); err != nil {
			return err
		}
	}
	if err := r.to.Begin(ctx, s.baseZxid, s.baseTime, s.baseNodes(ctx, r.skipped)); err != nil {
		return err
	}
	r.last, r.has = s.baseZxid, true
	return nil
}

// since returns the index of the first file that may have something of a life, which does not exist
// before its czxid.
func (u *use) since(life int64) int {
	file, ok := u.behind(life - 1)
	if !ok || life == 0 {
		return 0
	}
	return slices.Index(u.files, file)
}

// identify replays the clients of the segment's sessions.
func (s *segment) identify(ctx context.Context, to Receiver) error {
	all, err := s.whose(ctx, maxWhose)
	for _, one := range all {
		if err == nil {
			_, err = to.Identify(ctx, one.Session, one.By)
		}
	}
	return err
}

// gapBehind returns the gap after a zxid, the segment's last, if the next segment begins with a
// later tree: the recorded gap, or else one without its end, as in Complete.
func (s *segment) gapBehind(ctx context.Context, last int64) (txnlog.Gap, error) {
	gaps, err := s.gaps(ctx, 1)
	if err == nil && len(gaps) == 1 && gaps[0].After == last {
		return gaps[0], nil
	}
	return txnlog.Gap{After: last, Cause: txnlog.GapSnapshot}, err
}

// gaps returns up to most of the segment's gaps, the newest first.
func (s *segment) gaps(ctx context.Context, most int) (gaps []txnlog.Gap, err error) {
	rows, err := s.rows(ctx, "SELECT after, before, cause FROM gap ORDER BY after DESC, before DESC LIMIT ?", most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var gap txnlog.Gap
		if err := rows.Scan(&gap.After, &gap.Before, &gap.Cause); err != nil {
			return nil, err
		}
		gaps = append(gaps, gap)
	}
	return gaps, rows.Err()
}

// baseNodes returns the tree with which the segment begins, a parent before its children. Without
// skipped, it ends with ErrSkipped at a znode whose data is not kept.
func (s *segment) baseNodes(ctx context.Context, skipped bool) iter.Seq2[Node, error] {
	return func(yield func(Node, error) bool) {
		t := newState()
		if err := s.loadBase(ctx, t); err != nil {
			yield(Node{}, err)
			return
		}
		acls := map[int64]string{}
		for _, path := range t.paths() {
			node, err := s.node(ctx, path, t.nodes[path], acls)
			if skipped && errors.Is(err, ErrSkipped) {
				err = nil
			}
			if !yield(node, err) || err != nil {
				return
			}
		}
	}
}

// The size of a batch.
const (
	replayBatch = 500      // transactions
	replayBytes = 16 << 20 // bytes of changes, including data; the transaction that exceeds it is the last
	opBytes     = 256      // bytes, roughly, for a change beside its path and data
)

// replay replays the segment's transactions after a zxid, and returns the zxid of the last one.
// Without skipped, it fails with ErrSkipped at data that is not kept.
func (s *segment) replay(ctx context.Context, last int64, to Receiver, skipped bool) (int64, error) {
	n, err := s.at(ctx, last)
	if err != nil {
		return last, err
	}
	spans, causes, err := s.spans(ctx)
	if err != nil {
		return last, err
	}
	recent := newRecentValues()
	for {
		transactions, err := s.transactions(ctx, n, recent, skipped)
		if err != nil || len(transactions) == 0 {
			return last, err
		}
		n += int64(len(transactions))
		for len(transactions) > 0 {
			first := transactions[0].Zxid
			at := slices.IndexFunc(spans, func(span txnlog.Span) bool { return uint64(first) <= uint64(span.Last) })
			if at < 0 {
				return last, nil // written since the spans were read
			}
			span, count := spans[at], 0
			for count < len(transactions) && uint64(transactions[count].Zxid) <= uint64(span.Last) {
				count++
			}
			if cause := causes[first]; cause != "" {
				if err := to.Gap(ctx, txnlog.Gap{After: last, Before: first, Cause: cause}); err != nil {
					return last, err
				}
			}
			if err := to.Append(ctx, transactions[:count], span.Source, span.Proof); err != nil {
				return last, err
			}
			last, transactions = transactions[count-1].Zxid, transactions[count:]
		}
	}
}

// transactions reads a batch of transactions after number n.
func (s *segment) transactions(ctx context.Context, n int64, recent *recentValues, skipped bool) (all []txnlog.Transaction, err error) {
	rows, err := s.rows(ctx, `
		SELECT t.zxid, t.time, coalesce(s.session, 0), t.cxid, t.type, t.err, t.digest
		FROM txn t LEFT JOIN session s ON s.id = t.session WHERE t.n > ? AND t.n <= ? ORDER BY t.n`, n, n+replayBatch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t txnlog.Transaction
		var digest sql.NullInt64
		if err := rows.Scan(&t.Zxid, &t.Time, &t.Session, &t.Cxid, &t.Type, &t.Err, &digest); err != nil {
			return nil, err
		}
		t.Zxid, t.Time = t.Zxid+s.baseZxid, t.Time+s.baseTime
		if digest.Valid {
			t.Digest = txnlog.Digest{Version: digestVersion, Value: digest.Int64}
		}
		switch t.Type {
		case txnlog.TypeCreateSession:
			t.Ops = []txnlog.Op{{Type: t.Type, Timeout: time.Duration(t.Err) * time.Millisecond}}
			t.Err = 0
		case txnlog.TypeCloseSession:
			t.Ops = []txnlog.Op{{Type: t.Type, PathsKnown: true}}
		}
		all = append(all, t)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return s.fillOps(ctx, n, all, recent, skipped)
}

// digestVersion is the version of all stored digests (DigestCalculator.DIGEST_VERSION).
const digestVersion = 2

// fillOps adds the changes to the transactions after number n, and returns as many of them as fit
// into a batch.
func (s *segment) fillOps(ctx context.Context, n int64, all []txnlog.Transaction, recent *recentValues, skipped bool) ([]txnlog.Transaction, error) {
	rows, err := s.rows(ctx, `
		SELECT c.n, p.path, c.type, c.version, c.value, coalesce(a.acl, ''), coalesce(c.ttl, 0),
			coalesce(v.enc, 0), coalesce(v.base, 0), coalesce(v.size, 0), v.bytes
		FROM change c JOIN path p ON p.id = c.path LEFT JOIN acl a ON a.id = c.acl LEFT JOIN value v ON v.id = c.value
		WHERE c.n > ? AND c.n <= ? ORDER BY c.n, c.op`, n, n+int64(len(all)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	size, last := 0, n
	for rows.Next() {
		var c replayed
		if err := c.scan(rows); err != nil {
			return nil, err
		}
		if size > replayBytes && c.n != last {
			return all[:c.n-n-1], nil
		}
		last = c.n
		size += opBytes + len(c.path)
		t := &all[c.n-n-1]
		if c.kind == kindExpired || c.kind == kindClosed {
			t.Ops[0].Paths = append(t.Ops[0].Paths, c.path)
			continue
		}
		op := c.op(t.Type)
		if c.value != noValue {
			if op.Data, err = s.unpackedNext(ctx, c.value, c.packed, recent); errors.Is(err, ErrUnseen) {
				op.Unseen, err = true, nil
			} else if skipped && errors.Is(err, ErrSkipped) {
				op.Skipped, err = &txnlog.Skipped{Size: c.packed.size, Hash: c.packed.bytes}, nil
			}
			if err != nil {
				return nil, err
			}
			size += len(op.Data)
		}
		t.Ops = append(t.Ops, op)
	}
	return all, rows.Err()
}

// replayed is a row of change, with the path, ACL and value that it refers to.
type replayed struct {
	n, value, ttl int64
	path, acl     string
	kind, version int32
	packed        stored
}

func (c *replayed) scan(rows *sql.Rows) error {
	return rows.Scan(&c.n, &c.path, &c.kind, &c.version, &c.value, &c.acl, &c.ttl, &c.packed.enc, &c.packed.base, &c.packed.size, &c.packed.bytes)
}

// op returns the change, without its data, in a transaction of the given type.
func (c *replayed) op(of txnlog.Type) txnlog.Op {
	op := txnlog.Op{Type: txnlog.Type(c.kind), Path: c.path, TTL: time.Duration(c.ttl) * time.Millisecond}
	if c.kind == kindCreateEphemeral {
		op.Type, op.Ephemeral = txnlog.TypeCreate, true
	}
	if op.Type.Creates() && of.Creates() {
		op.Type = of
	}
	switch {
	case creates(c.kind):
		op.ACL, op.ParentCversion = parseACLText(c.acl), c.version
	case c.kind == kindSetACL:
		op.ACL, op.Version = parseACLText(c.acl), c.version
	case sets(c.kind):
		op.Version = c.version
	}
	return op
}

// unpackedNext unpacks a value of which the next value of its znode may be a delta.
func (s *segment) unpackedNext(ctx context.Context, id int64, packed stored, recent *recentValues) ([]byte, error) {
	packed.id = id
	read := map[int64]stored{id: packed}
	if packed.bytes == nil {
		read = nil // a missing value is an error
	}
	data, err := s.unpacked(ctx, id, read, recent)
	if err == nil && id != nullValue {
		recent.drop(packed.base)
		recent.put(id, data)
	}
	return data, err
}
