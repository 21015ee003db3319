package history

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"zkweb/zkconn/recipes"
	"zkweb/zkconn/znode"
)

// Session is what is known of a ZooKeeper session. Its times are the leader's clock,
// milliseconds since 1970.
type Session struct {
	ID             int64
	Timeout        time.Duration // 0 where its beginning is not known
	Opened, Closed int64         // zxids; 0 where the store does not have it
	OpenedAt       int64
	ClosedAt       int64
	Expired        bool // it was not closed by its client
	By             Client
}

// Held is an ephemeral znode and for how long it was there.
type Held struct {
	Path     znode.Path
	Session  int64
	From, To int64 // zxids; To is 0 while it is there
	FromTime int64 // milliseconds since 1970
	ToTime   int64
	OrLater  bool   // of a holder: it began at From at the earliest, others may have stood before it
	By       Client // of Session
}

// maxHeld bounds the lives that are read at a time.
const maxHeld = 1_000

// Session returns what is known of a session. It is zero but for its id where the store has
// nothing of it.
func (s *Store) Session(ctx context.Context, id int64) (Session, error) {
	session := Session{ID: id}
	u, err := s.use()
	if err != nil {
		return session, err
	}
	err = u.newestFirst(func(segment *held) (more bool, err error) {
		err = segment.session(ctx, &session)
		return session.Opened == 0, err
	})
	return session, err
}

func (s *segment) session(ctx context.Context, session *Session) error {
	var by Client
	var opened, openedAt, closed, closedAt, timeout, cxid sql.NullInt64
	err := s.row(ctx, `SELECT o.zxid, o.time, c.zxid, c.time, s.timeout, c.cxid, coalesce(s.who, ''), coalesce(s.address, ''), coalesce(s.sure, '')
		FROM session s LEFT JOIN txn o ON o.n = s.opened LEFT JOIN txn c ON c.n = s.closed WHERE s.session = ?`,
		session.ID).Scan(&opened, &openedAt, &closed, &closedAt, &timeout, &cxid, &by.Who, &by.Address, &by.Sure)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if session.By == (Client{}) {
		session.By = by
	}
	if opened.Valid {
		session.Opened, session.OpenedAt = s.baseZxid+opened.Int64, s.baseTime+openedAt.Int64
		session.Timeout = time.Duration(timeout.Int64) * time.Millisecond
	}
	if closed.Valid {
		session.Closed, session.ClosedAt = s.baseZxid+closed.Int64, s.baseTime+closedAt.Int64
		session.Expired = cxid.Int64 == 0
	}
	return nil
}

// Ephemerals returns the ephemeral znodes of a session, some at a time, the newest of each
// segment first. It reads as the caller goes on, and may be left at any time.
func (s *Store) Ephemerals(ctx context.Context, of Session) iter.Seq2[[]Held, error] {
	return func(yield func([]Held, error) bool) {
		u, err := s.use()
		if err != nil {
			yield(nil, err)
			return
		}
		var newer newerHeld
		left := false
		err = u.newestFirst(func(segment *held) (more bool, err error) {
			for behind := newestLife; behind != noLife; {
				var found []Held
				if found, behind, err = segment.held(ctx, &newer, ofSession, of.ID, behind.born, behind.id); err != nil {
					return false, err
				}
				if left = !yield(found, nil); left {
					return false, nil
				}
			}
			newer.end(segment)
			return uint64(segment.baseZxid) > uint64(of.Opened), nil
		})
		if err != nil && !left {
			yield(nil, err)
		}
	}
}

// Which lives are asked for: those of a session, behind one, and the newest children of a
// path, which are mostly of sessions.
const (
	ofSession = "SELECT * FROM life WHERE owner = (SELECT id FROM session WHERE session = ?3) AND owner != 0 AND (born, id) < (?5, ?6) ORDER BY born DESC, id DESC LIMIT ?4"
	ofParent  = "SELECT * FROM life WHERE parent = (SELECT id FROM path WHERE path = ?3) ORDER BY died DESC LIMIT ?4"
)

// lifePlace is where a life stands among those of a segment.
type lifePlace struct{ born, id int64 }

var (
	newestLife = lifePlace{math.MaxInt64, math.MaxInt64} // before all
	noLife     = lifePlace{}
)

// newerHeld is what was found in segments that are newer than another.
type newerHeld struct {
	known      map[string]bool // by path and czxid
	zxid, time int64           // at which the oldest of them begins; 0 where there is none
}

// end says that a segment was looked through.
func (n *newerHeld) end(s *held) { n.zxid, n.time = s.baseZxid, s.baseTime }

// add reports whether a znode was not found before. Of those that are alive where their
// segment ends, what no newer one has went in a gap: when that one began it was gone.
func (n *newerHeld) add(h *Held) bool {
	key := h.Path.String() + strconv.FormatInt(h.From, 16)
	if n.known[key] {
		return false
	}
	if n.known == nil {
		n.known = map[string]bool{}
	}
	n.known[key] = true
	if h.To == 0 {
		h.To, h.ToTime = n.zxid, n.time
	}
	return true
}

// held returns the ephemeral znodes among the lives of a query, the newest first, but for
// those that newer segments have, and the place of the last life; noLife where it was the
// last of all.
func (s *segment) held(ctx context.Context, newer *newerHeld, lives string, key any, behind ...any) (found []Held, last lifePlace, err error) {
	rows, err := s.rows(ctx, `
		SELECT p.path, o.session, coalesce(o.who, ''), coalesce(o.address, ''), coalesce(o.sure, ''),
			coalesce(b.czxid - ?1, t.zxid), coalesce(b.ctime - ?2, t.time), d.zxid, d.time, l.born, l.id
		FROM (`+lives+`) l CROSS JOIN path p ON p.id = l.path CROSS JOIN session o ON o.id = l.owner
		LEFT JOIN base b ON b.life = l.id LEFT JOIN txn t ON t.n = l.born LEFT JOIN txn d ON d.n = l.died
		ORDER BY l.born DESC, l.id DESC`, append([]any{s.baseZxid, s.baseTime, key, maxHeld}, behind...)...)
	if err != nil {
		return nil, noLife, err
	}
	defer rows.Close()
	count := 0
	for ; rows.Next(); count++ {
		var path string
		var died, diedAt sql.NullInt64
		var h Held
		if err := rows.Scan(&path, &h.Session, &h.By.Who, &h.By.Address, &h.By.Sure, &h.From, &h.FromTime, &died, &diedAt, &last.born, &last.id); err != nil {
			return nil, noLife, err
		}
		if h.Path, err = znode.ParsePath(path); err != nil {
			continue
		}
		h.From, h.FromTime = s.baseZxid+h.From, s.baseTime+h.FromTime
		if died.Valid {
			h.To, h.ToTime = s.baseZxid+died.Int64, s.baseTime+diedAt.Int64
		}
		if newer.add(&h) {
			found = append(found, h)
		}
	}
	if count < maxHeld {
		last = noLife
	}
	return found, last, rows.Err()
}

// Holders returns who held a lock, led, or had a lease of a semaphore, by the children
// of its znode: those that were ephemeral, named as contenders are, and first in their
// line while they had it, those that do first, then the newest. It looks at those of the
// thousand children that were there last, and tells of none where all of these are there
// still: others may stand before them. Who came before the oldest of those went may have
// waited for another.
func (s *Store) Holders(ctx context.Context, lock znode.Path) ([]Held, error) {
	u, err := s.use()
	if err != nil {
		return nil, err
	}
	var contenders []Held
	var newer newerHeld
	unseen := int64(0) // zxid up to which others may have gone that are not looked at
	err = u.newestFirst(func(segment *held) (more bool, err error) {
		found, last, err := segment.held(ctx, &newer, ofParent, lock.String())
		if last != noLife && !slices.ContainsFunc(found, func(h Held) bool { return h.To != 0 }) {
			unseen = newer.zxid
			return false, err
		}
		slices.SortStableFunc(found, func(a, b Held) int { return cmp.Compare(b.gone(), a.gone()) })
		room := maxHeld - len(contenders)
		switch {
		case len(found) > room:
			unseen, found = int64(found[room].gone()), found[:room]
		case last != noLife:
			unseen = int64(found[len(found)-1].gone())
		case len(found) == room:
			unseen = segment.baseZxid
		}
		contenders = append(contenders, found...)
		newer.end(segment)
		return unseen == 0, err
	})
	return holders(contenders, unseen), err
}

// gone returns the zxid that it went with, the highest of all while it is there.
func (h Held) gone() uint64 {
	if h.To == 0 {
		return math.MaxUint64
	}
	return uint64(h.To)
}

// contender is a znode that stood in a line.
type contender struct {
	Held
	turn recipes.Turn
}

// holders finds out which of contenders held, in each of the lines that they stood in. Up to
// a zxid others may have gone that stood before them.
func holders(contenders []Held, unseen int64) []Held {
	lines := map[string][]contender{}
	for _, c := range contenders {
		if turn, ok := recipes.TurnOf(c.Path.Name()); ok {
			lines[turn.Line] = append(lines[turn.Line], contender{c, turn})
		}
	}
	var held []Held
	for _, line := range slices.Sorted(maps.Keys(lines)) {
		held = append(held, holdersOf(lines[line], unseen)...)
	}
	slices.SortStableFunc(held, func(a, b Held) int {
		if holds := a.To == 0; holds != (b.To == 0) {
			return map[bool]int{true: -1, false: 1}[holds]
		}
		return cmp.Compare(uint64(b.From), uint64(a.From))
	})
	return held
}

// holdersOf sweeps over a line. Each begins to hold when it is there and none with a
// smaller number is; readers, when no writer is; leases, at once.
func holdersOf(line []contender, unseen int64) []Held {
	slices.SortFunc(line, func(a, b contender) int { return cmp.Compare(a.turn.Number.Rank(), b.turn.Number.Rank()) })
	var held []Held
	var before, writers ahead
	for _, c := range line {
		wait := before
		switch {
		case c.turn.Kind == recipes.LineLeases:
			wait = ahead{}
		case c.turn.Reads:
			wait = writers
		}
		before.add(c.Held)
		if !c.turn.Reads {
			writers.add(c.Held)
		}
		switch {
		case wait.there, c.To != 0 && uint64(c.To) <= uint64(wait.gone):
			continue // it waits, or gave up before its turn
		case uint64(c.From) < uint64(wait.gone):
			c.From, c.FromTime = wait.gone, wait.time
		}
		c.OrLater = c.turn.Kind != recipes.LineLeases && uint64(c.From) < uint64(unseen)
		held = append(held, c.Held)
	}
	slices.Reverse(held)
	return held
}

// ahead are the contenders with smaller numbers.
type ahead struct {
	there      bool  // one still is
	gone, time int64 // when the last of the others went: its zxid, and milliseconds since 1970
}

func (a *ahead) add(h Held) {
	switch {
	case h.To == 0:
		a.there = true
	case uint64(h.To) > uint64(a.gone):
		a.gone, a.time = h.To, h.ToTime
	}
}

// Whose says which client a session belongs to, as far as that is known.
type Whose struct {
	Session int64
	By      Client
}

// maxWhose bounds the sessions of a segment whose clients are returned.
const maxWhose = 1_000_000

// Whose returns the clients of the newest segment's sessions, the newest first, at most
// so many.
func (s *Store) Whose(ctx context.Context, most int) (all []Whose, err error) {
	u, err := s.use()
	if err != nil {
		return nil, err
	}
	_, err = u.newest(func(s *held) error {
		all, err = s.whose(ctx, most)
		return err
	})
	if err == errDropped {
		err = nil
	}
	return all, err
}

func (s *segment) whose(ctx context.Context, most int) (all []Whose, err error) {
	rows, err := s.rows(ctx, "SELECT session, coalesce(who, ''), coalesce(address, ''), sure FROM session WHERE sure != '' ORDER BY id DESC LIMIT ?", most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one Whose
		if err := rows.Scan(&one.Session, &one.By.Who, &one.By.Address, &one.By.Sure); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
