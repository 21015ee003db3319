package session

import (
	"bytes"
	"slices"
	"sync"

	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

const (
	// quietGlances is how many glances must have found nothing changed before one asks
	// whether that is still so, instead of asking for everything: where changes come
	// more often than glances, it would ask in vain.
	quietGlances = 3
	// quietMost is how many readings make no more than a request that could be spared.
	quietMost = 4
	// quietBytes and quietData bound what is kept for a session, and of one znode.
	quietBytes = 512 << 10
	quietData  = 64 << 10
)

// quiet is what the glances of a session have read over one link while nothing was
// changed. Each answer of ZooKeeper begins with the zxid of the last change that the
// server has applied, whoever made it. Servers up to 3.5 look it up after what was asked
// for, newer ones before; none reads while it applies a change, of which a multi is one.
// So what was read between two answers that begin with the same zxid is what is read as
// long as answers begin with that.
//
// What changes without a zxid of its own, such as what is used of a quota and the
// configuration, changes along with one that has. What ACLs let in is known of a link
// when it begins: its credentials and its address.
type quiet struct {
	mu       sync.Mutex
	link     *wire.Link
	zxid     int64
	glances  int // that began and ended with zxid
	bytes    int
	readings map[readingKey]*reading
}

// readingKey is what a reading was asked for as.
type readingKey struct {
	kind kind
	keep bool
	path znode.Path
}

func (r *reading) key() readingKey {
	if r.denied != nil { // it was asked for once more
		return readingKey{smallStat, r.keep, r.path}
	}
	return readingKey{r.kind, r.keep, r.path}
}

// sinceWhen notes what the link had told before anything is asked for.
func (g *glance) sinceWhen() {
	g.quietKey = g.options.memory.keyOf(quietKind, g.Session, znode.Root)
	g.quiet, _ = g.options.memory.get(g.quietKey).(*quiet)
	if g.quiet == nil {
		g.quiet = &quiet{}
	}
	if g.link = g.readyLink(); g.link != nil {
		g.since = g.link.LastZxid()
	}
}

// unchanged reports whether all that came since the glance began came over the link that
// was there, and tells of no change, nor of a database that was restored.
func (g *glance) unchanged() bool {
	return g.quietKey == g.options.memory.keyOf(quietKind, g.Session, znode.Root) &&
		g.link != nil && g.since > 0 && g.link == g.readyLink() && !g.link.Ended() && g.link.LastZxid() == g.since
}

// toAsk takes what is known to be as it was, and returns what must be asked for. It is
// known once this glance has had an answer that tells of no change: of the first round it
// asks for a stat for that, where the answer spares all of the round.
func (g *glance) toAsk(now []*reading) []*reading {
	if !g.asked {
		g.asked = true
		g.proven = len(now) > quietMost && g.unchanged() && g.quiet.has(g, now) && g.askUnchanged(now[0].path)
	}
	if !g.proven {
		return now
	}
	return g.quiet.take(g, now)
}

// askUnchanged asks for a stat, for the sake of the zxid that comes with it.
func (g *glance) askUnchanged(path znode.Path) bool {
	full, err := g.full(path)
	if err != nil || g.ctx.Err() != nil {
		return false
	}
	call, err := g.link.Start(wire.OpExists, pathBody(wire.OpExists, full))
	if err != nil {
		return false
	}
	reply, err := g.link.Wait(g.ctx, call)
	if err == nil {
		reply.Stat()
		err = reply.Finish()
	}
	return isAnswer(err) && g.unchanged()
}

// isAnswer reports whether the error, or none, is what ZooKeeper tells of a znode.
func isAnswer(err error) bool {
	kind := znode.KindOf(err)
	return err == nil || kind == znode.NotFound || kind == znode.Denied
}

// keepQuiet keeps what a round has read, if nothing was changed meanwhile.
func (g *glance) keepQuiet(now []*reading) {
	answered := slices.ContainsFunc(now, func(r *reading) bool { return isAnswer(r.Err) })
	if g.proven = answered && g.unchanged(); g.proven {
		g.options.memory.put(g.quietKey, g.quiet, g.quiet.keep(g, now))
	}
}

// of reports whether it is of what the glance sees. The mutex is held.
func (q *quiet) of(g *glance) bool { return q.link == g.link && q.zxid == g.since }

// has reports whether it has all the readings, and nothing was changed for a while.
func (q *quiet) has(g *glance, all []*reading) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.of(g) || q.glances < quietGlances {
		return false
	}
	for _, r := range all {
		if q.readings[r.key()] == nil {
			return false
		}
	}
	return true
}

// take fills in the readings that it has and returns the others.
func (q *quiet) take(g *glance, all []*reading) (others []*reading) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.of(g) {
		return all
	}
	for _, r := range all {
		if kept := q.readings[r.key()]; kept != nil {
			*r = *kept
			r.data = bytes.Clone(kept.data)
		} else {
			others = append(others, r)
		}
	}
	return others
}

// keep keeps readings in the place of any that are of another time, and returns how many
// bytes it takes now.
func (q *quiet) keep(g *glance, all []*reading) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.of(g) {
		q.link, q.zxid, q.glances, q.bytes, q.readings = g.link, g.since, 0, 0, nil
	}
	copies := make([]reading, len(all))
	for i, r := range all {
		size := r.size()
		if !isAnswer(r.Err) || size > quietData || r.newest() > q.zxid {
			continue
		}
		if q.bytes += size; q.readings == nil || q.bytes > quietBytes {
			q.readings, q.bytes = map[readingKey]*reading{}, size
		}
		copies[i] = *r
		copies[i].data = bytes.Clone(r.data) // which shares the whole answer
		q.readings[r.key()] = &copies[i]
	}
	return q.bytes
}

// glanced counts a glance that found nothing changed.
func (q *quiet) glanced(g *glance) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if g.proven && q.of(g) {
		q.glances++
	}
}

// newest returns the last zxid that the stat tells. No answer may be older.
func (r *reading) newest() int64 { return max(r.Stat.Czxid, r.Stat.Mzxid, r.Stat.Pzxid) }

// size returns about how much memory a reading takes.
func (r *reading) size() int {
	const beside, header = 400, 48 // of a reading, and of a name or an entry
	size := beside + len(r.path.String()) + len(r.data)
	for _, name := range r.names {
		size += header + len(name)
	}
	for _, entry := range r.acl {
		size += header + len(entry.Scheme) + len(entry.ID)
	}
	return size
}
