package history

import (
	"context"
	"database/sql"
	"errors"

	"zkweb/zkconn/txnlog"
)

// derived checks the rows of a segment that only serve its queries, and are covered by no hash,
// against the transactions.
type derived struct {
	ctx     context.Context
	s       *segment
	lives   map[string]life // live znodes by path
	count   int64           // lives so far
	second  int64           // the latest so far
	seconds int64           // rows of clock so far
	since   []sinceRow      // so far
	spans   []txnlog.Span   // not passed yet
	within  bool            // whether the first of them has begun
	session map[int64]known // by ID
	marks   marks           // found in the present stretch
	now     row
}

// life is the time of a znode.
type life struct{ born, owner int64 }

// known is what the transactions tell about a session.
type known struct{ opened, closed, timeout int64 }

var (
	errLives    = errors.New("when znodes began and ended, and whose they were, is not as the transactions tell it")
	errClock    = errors.New("when the transactions were is not as they tell it")
	errBelow    = errors.New("where something was changed is not as the transactions tell it")
	errSessions = errors.New("when sessions were opened and closed is not as the transactions tell it")
)

func newDerived(ctx context.Context, s *segment) *derived {
	return &derived{ctx: ctx, s: s, lives: map[string]life{}, session: map[int64]known{}, second: s.baseTime / 1000, since: []sinceRow{{s.baseTime / 1000, 0}}}
}

func (d *derived) seeBase(r baseRow) {
	owner := int64(0)
	if isSession(r.owner) {
		owner = r.owner
	}
	d.lives[r.pathText] = life{0, owner}
	d.count++
}

func (d *derived) seeTxn(r row) (err error) {
	if d.now.n == 0 {
		if d.spans, _, err = d.s.spans(d.ctx); err != nil {
			return err
		}
	}
	d.now = r
	if err := d.spanned(d.s.baseZxid + r.zxid); err != nil {
		return err
	}
	switch known := d.session[r.session]; txnlog.Type(r.kind) {
	case txnlog.TypeCreateSession:
		known.opened, known.timeout = r.n, int64(r.err)
		d.session[r.session] = known
	case txnlog.TypeCloseSession:
		known.closed = r.n
		d.session[r.session] = known
	}
	return d.ticked((d.s.baseTime+r.time)/1000, r.n)
}

func ignoreNone(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// spanned advances to the span of the next transaction.
func (d *derived) spanned(zxid int64) error {
	if d.within && len(d.spans) > 0 && uint64(zxid) > uint64(d.spans[0].Last) {
		d.spans, d.within = d.spans[1:], false
	}
	switch {
	case len(d.spans) == 0, !d.within && d.spans[0].First != zxid:
		return errSpans
	}
	d.within = true
	return nil
}

func (d *derived) seeChange(c changeRow) error {
	lived, there := d.lives[c.pathText]
	if creates(c.kind) || !there {
		if there { // its deletion is missing, in a gap
			if err := d.died(c, lived); err != nil {
				return err
			}
		}
		lived = life{born: c.n}
		if c.kind == kindCreateEphemeral {
			lived.owner = d.now.session
		}
		d.lives[c.pathText] = lived
		d.count++
	}
	if err := d.marked(parentOf(c.pathText), stretchOf(c.n)); err != nil {
		return err
	}
	if !deletes(c.kind) {
		return nil
	}
	delete(d.lives, c.pathText)
	return d.died(c, lived)
}

// marked checks that a path and its ancestors are recorded as changed below in a stretch.
func (d *derived) marked(path string, stretch int64) error {
	if d.marks.paths == nil || d.marks.stretch != stretch {
		d.marks = marks{stretch, map[string]bool{}}
	}
	for ; path != "" && !d.marks.paths[path]; path = parentOf(path) {
		var marked bool
		err := d.s.row(d.ctx, "SELECT EXISTS (SELECT 1 FROM below WHERE path = (SELECT id FROM path WHERE path = ?) AND stretch = ?)", path, stretch).Scan(&marked)
		if err != nil || !marked {
			return errors.Join(errBelow, err)
		}
		d.marks.paths[path] = true
	}
	return nil
}

// died checks the row of a life that a change has ended.
func (d *derived) died(c changeRow, lived life) error {
	var level, owner int64
	var parent string
	err := d.s.row(d.ctx, `SELECT l.level, coalesce(o.session, 0), coalesce(p.path, '') FROM life l LEFT JOIN session o ON o.id = l.owner LEFT JOIN path p ON p.id = l.parent
		WHERE l.path = ? AND l.born = ? AND l.died = ?`, c.path, lived.born, c.n).Scan(&level, &owner, &parent)
	if err != nil || level != levelOf(lived.born, c.n) || owner != lived.owner || parent != parentOf(c.pathText) {
		return errors.Join(errLives, ignoreNone(err))
	}
	return nil
}

// ended checks what can be checked only at the end of the segment.
func (d *derived) ended() error {
	if len(d.spans) > 1 || len(d.spans) == 1 && d.spans[0].Last != d.s.baseZxid+d.now.zxid {
		return errSpans
	}
	var lives int64
	if err := d.s.row(d.ctx, "SELECT count(*) FROM life").Scan(&lives); err != nil {
		return err
	}
	if lives != d.count {
		return errLives
	}
	if err := d.clocks(); err != nil {
		return err
	}
	if err := d.living(); err != nil {
		return err
	}
	return d.sessions()
}

// living compares the lives that have not ended.
func (d *derived) living() error {
	rows, err := d.s.rows(d.ctx, `SELECT l.born, l.level, coalesce(o.session, 0), p.path, coalesce(above.path, '')
		FROM life l JOIN path p ON p.id = l.path LEFT JOIN session o ON o.id = l.owner LEFT JOIN path above ON above.id = l.parent WHERE l.died = ?`, alive)
	if err != nil {
		return err
	}
	defer rows.Close()
	count := 0
	for rows.Next() {
		var lived life
		var level int64
		var path, above string
		if err := rows.Scan(&lived.born, &level, &lived.owner, &path, &above); err != nil {
			return err
		}
		if was, there := d.lives[path]; !there || was != lived || level != aliveLevel || above != parentOf(path) {
			return errLives
		}
		count++
	}
	if count != len(d.lives) {
		return errors.Join(errLives, rows.Err())
	}
	return rows.Err()
}

// sessions compares when sessions were opened and closed.
func (d *derived) sessions() error {
	rows, err := d.s.rows(d.ctx, "SELECT session, coalesce(opened, 0), coalesce(closed, 0), coalesce(timeout, 0) FROM session")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var stored known
		if err := rows.Scan(&id, &stored.opened, &stored.closed, &stored.timeout); err != nil {
			return err
		}
		if d.session[id] != stored {
			return errSessions
		}
		delete(d.session, id)
	}
	if delete(d.session, 0); len(d.session) > 0 {
		return errors.Join(errSessions, rows.Err())
	}
	return rows.Err()
}
