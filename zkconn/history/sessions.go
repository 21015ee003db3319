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

// Session is what is known about a ZooKeeper session. Its times are those of the leader's clock, in
// milliseconds since 1970.
type Session struct {
	ID             int64
	Timeout        time.Duration // 0 if its beginning is not known
	Opened, Closed int64         // zxids; 0 if the store does not have them
	OpenedAt       int64
	ClosedAt       int64
	Expired        bool // whether it ended without being closed by its client
	By             Client
}

// Held is an ephemeral znode and the time for which it existed or, from Holders, was held.
type Held struct {
	Path     znode.Path
	Session  int64
	From, To int64 // zxids; To is 0 if it still exists
	FromTime int64 // milliseconds since 1970
	ToTime   int64
	OrLater  bool   // from Holders: it was held from From at the earliest, since others may have come before it
	By       Client // the client of Session
}

// maxHeld bounds how many lives are read at a time.
const maxHeld = 1_000

// Session returns what is known about a session. If the store has nothing about it, only the ID is
// set.
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

// Ephemerals returns the ephemeral znodes of a session in batches, the newest of each segment
// first. It reads as the caller iterates.
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

// Queries for lives: those of a session, after a given one, and the newest children of a path.
const (
	ofSession = "SELECT * FROM life WHERE owner = (SELECT id FROM session WHERE session = ?3) AND owner != 0 AND (born, id) < (?5, ?6) ORDER BY born DESC, id DESC LIMIT ?4"
	ofParent  = "SELECT * FROM life WHERE parent = (SELECT id FROM path WHERE path = ?3) ORDER BY died DESC LIMIT ?4"
)

// lifePlace is the position of a life in a segment.
type lifePlace struct{ born, id int64 }

var (
	newestLife = lifePlace{math.MaxInt64, math.MaxInt64} // before all others
	noLife     = lifePlace{}
)

// newerHeld collects what was found in newer segments.
type newerHeld struct {
	known      map[string]bool // by path and czxid
	zxid, time int64           // at which the oldest of these segments begins; 0 if there is none
}

// end records that a segment has been searched.
func (n *newerHeld) end(s *held) { n.zxid, n.time = s.baseZxid, s.baseTime }

// add reports whether a znode was not found before. If it is alive at the end of its segment but
// missing from the newer ones, it was deleted in the gap between them, and its end is set to the
// end of the gap.
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

// held returns the ephemeral znodes among the lives of a query, the newest first, without those in
// newer segments, and the place of the last life; noLife if there are no more.
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

// Holders returns who held a lock, was the leader, or had a lease of a semaphore, going by the
// children of its znode. It returns the ephemeral children that are named as contenders are, while
// they were first in line: present holders first, then the newest. It only looks at the last
// thousand children. If all of these still exist, it returns none, since others may be ahead of
// them.
func (s *Store) Holders(ctx context.Context, lock znode.Path) ([]Held, error) {
	u, err := s.use()
	if err != nil {
		return nil, err
	}
	var contenders []Held
	var newer newerHeld
	unseen := int64(0) // zxid up to which children may have been deleted that are not looked at
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

// gone returns the zxid of its deletion, or the highest of all while it exists.
func (h Held) gone() uint64 {
	if h.To == 0 {
		return math.MaxUint64
	}
	return uint64(h.To)
}

// contender is a znode in a line.
type contender struct {
	Held
	turn recipes.Turn
}

// holders returns the contenders that came to hold, in each of their lines. Others that are not
// among them may have been ahead of them up to the zxid unseen.
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

// holdersOf returns the holders of one line. A contender holds as soon as no contender with a
// smaller number exists; a reader, as soon as no such writer exists; a lease, at once.
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
			continue // still waiting, or gave up before its turn
		case uint64(c.From) < uint64(wait.gone):
			c.From, c.FromTime = wait.gone, wait.time
		}
		c.OrLater = c.turn.Kind != recipes.LineLeases && uint64(c.From) < uint64(unseen)
		held = append(held, c.Held)
	}
	slices.Reverse(held)
	return held
}

// Granted returns those leases of a Curator semaphore that were granted, each from that moment on.
// locks are the Holders of the lock beside them: a client that holds the lock adds a lease, and keeps
// the lock until the lease is granted or given up.
func Granted(leases, locks []Held) []Held {
	var granted []Held
	for _, lease := range leases {
		at := slices.IndexFunc(locks, func(lock Held) bool {
			return lock.Session == lease.Session && uint64(lock.From) < uint64(lease.From) && uint64(lease.From) < lock.gone()
		})
		if at < 0 { // nothing is known of its lock
			granted = append(granted, lease)
			continue
		}
		if lock := locks[at]; lock.gone() < lease.gone() {
			lease.From, lease.FromTime = lock.To, lock.ToTime
			granted = append(granted, lease)
		}
	}
	return granted
}

// ahead sums up the contenders with smaller numbers.
type ahead struct {
	there      bool  // whether one of them still exists
	gone, time int64 // deletion of the last of the others: zxid, and milliseconds since 1970
}

func (a *ahead) add(h Held) {
	switch {
	case h.To == 0:
		a.there = true
	case uint64(h.To) > uint64(a.gone):
		a.gone, a.time = h.To, h.ToTime
	}
}

// Whose names the client of a session, as far as it is known.
type Whose struct {
	Session int64
	By      Client
}

// maxWhose bounds the number of sessions for which clients are returned.
const maxWhose = 1_000_000

// Whose returns the clients of up to most sessions of the newest segment, the newest first.
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
