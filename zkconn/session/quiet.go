package session

import (
	"bytes"
	"slices"
	"sync"

	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

const (
	// quietGlances is how many glances must have found no change before a glance asks whether that
	// still holds, instead of asking for everything. If changes are more frequent than glances,
	// that question would be in vain.
	quietGlances = 3
	// quietMost is the number of readings up to which that question would not save anything.
	quietMost = 4
	// quietBytes and quietData bound what is kept of a session, and of a znode.
	quietBytes = 512 << 10
	quietData  = 64 << 10
)

// quiet keeps what the glances of a session have read over one link while nothing changed. Each
// answer of ZooKeeper begins with the zxid of the last change that the server has applied, whoever
// made it. Servers up to 3.5 take it after the read, newer ones before. None reads while it applies
// a change, and a multi is one change. So what was read between two answers with the same zxid is
// current as long as answers begin with that zxid.
//
// Things that change without a zxid of their own, such as the use of a quota and the configuration,
// change together with one that has a zxid. Whom ACLs admit depends on the credentials and the
// address of a link, which are known when it begins.
type quiet struct {
	mu       sync.Mutex
	link     *wire.Link
	zxid     int64
	glances  int // number of glances that began and ended with zxid
	bytes    int
	readings map[readingKey]*reading
}

// readingKey identifies what a reading asked for.
type readingKey struct {
	kind kind
	keep bool
	path znode.Path
}

func (r *reading) key() readingKey {
	if r.denied != nil { // it was sent a second time as another kind
		return readingKey{smallStat, r.keep, r.path}
	}
	return readingKey{r.kind, r.keep, r.path}
}

// sinceWhen records the zxid of the link before anything is sent.
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

// unchanged reports whether everything since the glance began came over the same link, and shows
// neither a change nor a restored database.
func (g *glance) unchanged() bool {
	return g.quietKey == g.options.memory.keyOf(quietKind, g.Session, znode.Root) &&
		g.link != nil && g.since > 0 && g.link == g.readyLink() && !g.link.Ended() && g.link.LastZxid() == g.since
}

// toAsk fills in the readings that are known to be unchanged, and returns the others, which must be
// sent. They are known once this glance has had an answer that shows no change. In the first round
// it asks for one stat for that purpose, if its answer can replace the whole round.
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

// askUnchanged asks for a stat, for the sake of the zxid in its answer.
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

// isAnswer reports whether err is an answer of ZooKeeper about a znode, such as nil.
func isAnswer(err error) bool {
	kind := znode.KindOf(err)
	return err == nil || kind == znode.NotFound || kind == znode.Denied
}

// keepQuiet keeps what a round has read if nothing changed meanwhile.
func (g *glance) keepQuiet(now []*reading) {
	answered := slices.ContainsFunc(now, func(r *reading) bool { return isAnswer(r.Err) })
	if g.proven = answered && g.unchanged(); g.proven {
		g.options.memory.put(g.quietKey, g.quiet, g.quiet.keep(g, now))
	}
}

// of reports whether q is about the link and the zxid of the glance. The caller holds the mutex.
func (q *quiet) of(g *glance) bool { return q.link == g.link && q.zxid == g.since }

// has reports whether q has all of the readings, and nothing has changed for a while.
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

// take fills in the readings that q has, and returns the others.
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

// keep stores readings, in place of those of another link or zxid, and returns the size of q in
// bytes.
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
		copies[i].data = bytes.Clone(r.data) // the data shares the memory of the whole answer
		q.readings[r.key()] = &copies[i]
	}
	return q.bytes
}

// glanced counts a glance that found no change.
func (q *quiet) glanced(g *glance) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if g.proven && q.of(g) {
		q.glances++
	}
}

// newest returns the largest zxid in the stat. The answer cannot be older than that.
func (r *reading) newest() int64 { return max(r.Stat.Czxid, r.Stat.Mzxid, r.Stat.Pzxid) }

// size returns the approximate size of a reading in memory.
func (r *reading) size() int {
	const beside, header = 400, 48 // of a reading, and of a name or an entry of an ACL
	size := beside + len(r.path.String()) + len(r.data)
	for _, name := range r.names {
		size += header + len(name)
	}
	for _, entry := range r.acl {
		size += header + len(entry.Scheme) + len(entry.ID)
	}
	return size
}
