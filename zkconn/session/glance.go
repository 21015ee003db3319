package session

import (
	"context"
	"strconv"
	"sync"

	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// Glance implements znode.Reader. In the first round it asks for the znode, the lists, and the
// stats of the children that were last shown of each list. Mostly that is all, in one multi-read. A
// second round asks for what is missing. It returns only what is current: something that was kept
// is used only if a new answer proves that it is unchanged, by its stat or because nothing at all
// has changed (see quiet).
func (s *Session) Glance(ctx context.Context, question znode.Question) znode.Answer {
	g := &glance{
		Session: s, ctx: ctx, question: question,
		shapes: s.shapes(),
		aclKey: s.options.memory.keyOf(aclKind, s, question.Path),
		lists:  make([]glanceList, len(question.Lists)),
	}
	g.guess()
	g.sinceWhen()
	g.askFirst()
	g.settleNode()
	g.askData()
	g.settleLists()
	g.readRows()
	g.readValues()
	g.large.Wait()
	return g.answer()
}

// glance is the state of answering a Question.
type glance struct {
	*Session
	ctx      context.Context
	question znode.Question
	shapes   shapes

	node   *reading       // the stat, and the data unless that is read by itself; nil if not asked for
	data   *reading       // node itself if its size was known before
	large  sync.WaitGroup // waits for large data, which is read by itself
	aclKey sessionKey
	acl    *reading // nil while the kept one may serve
	lists  []glanceList
	stats  map[znode.Path]*reading
	wanted []znode.Path            // paths whose stats are part of the answer
	values map[znode.Path]*reading // data of rows
	next   []*reading              // readings of the next round
	spare  []reading               // readings that are not used yet

	quiet    *quiet
	quietKey sessionKey
	link     *wire.Link // link when the glance began; nil if there was none
	since    int64      // last zxid of that link at this time
	asked    bool       // whether the first round has been sent
	proven   bool       // whether an answer of this glance shows that nothing has changed since
}

// add adds a reading to the next round.
func (g *glance) add(kind kind, path znode.Path) *reading {
	r := g.reading(kind, path)
	g.next = append(g.next, r)
	return r
}

// guess looks up what was last shown, and allocates the readings of the first round.
func (g *glance) guess() {
	const beside = 4 // the znode, its ACL, and a few new children
	number := beside + len(g.lists)
	for i, path := range g.question.Lists {
		if g.question.Rows != nil {
			g.lists[i].last = g.shapes.lastShown(path, path == g.question.Path)
		}
		number += len(g.lists[i].last)
	}
	g.spare = make([]reading, number)
	g.stats = make(map[znode.Path]*reading, number)
	g.next = make([]*reading, 0, number)
}

// reading returns a new reading. It allocates several at once.
func (g *glance) reading(kind kind, path znode.Path) *reading {
	if len(g.spare) == 0 {
		g.spare = make([]reading, 32)
	}
	r := &g.spare[0]
	g.spare = g.spare[1:]
	r.kind, r.path = kind, path
	r.keep = kind == smallStat && g.question.Values != nil && !path.IsRoot() && path.Parent() == g.question.Path
	return r
}

// addStat adds the stat of a znode to the next round, unless it was added before.
func (g *glance) addStat(kind kind, path znode.Path) *reading {
	if g.node != nil && path == g.question.Path {
		return g.node
	}
	r := g.stats[path]
	if r == nil {
		r = g.add(kind, path)
		g.stats[path] = r
	}
	return r
}

// round sends all readings that were added.
func (g *glance) round() {
	now := g.next
	g.next = nil
	if now = g.toAsk(now); len(now) > 0 {
		g.readAll(g.ctx, now)
		g.keepQuiet(now)
	}
}

func statKind(s sizes) kind {
	if s.is(known) && !s.is(notSmall) {
		return smallStat
	}
	return statOf
}

func (g *glance) askFirst() {
	q := g.question
	own := g.shapes.sizesOf(q.Path)
	if !own.is(known) {
		own = g.shapes.guess(q.Path.Parent())
	}
	if q.ACL && g.options.memory.aclOf(g.aclKey) == nil {
		g.acl = g.add(aclOf, q.Path)
	}
	switch {
	case q.Data && own.is(known) && !own.is(largeData):
		g.node = g.add(dataOf, q.Path)
		g.data = g.node
	case q.Data && g.acl != nil:
		g.node = g.acl // the answer also has the stat; the data is read when its size is known
	case q.Data || q.ACL || q.Stat:
		g.node = g.add(statOf, q.Path)
	}
	for i, path := range q.Lists {
		g.askList(&g.lists[i], path)
	}
	for _, l := range g.lists {
		for _, child := range l.last {
			g.addStat(statKind(child.sizes), child.path)
		}
	}
	g.round()
}

// askData asks for data that was not asked for yet because its size was unknown: with the next
// round or, if it is large, by itself.
func (g *glance) askData() {
	if !g.question.Data || g.data != nil || g.node.Err != nil {
		return
	}
	if g.node.Stat.DataLength <= largeBytes {
		g.data = g.add(dataOf, g.question.Path)
		return
	}
	g.data = g.reading(dataOf, g.question.Path)
	g.large.Go(func() { g.readLarge(g.ctx, g.data, g.node.Stat) })
}

// settleNode adds the stat if the data may not be read, and the ACL if the kept one is out of date.
func (g *glance) settleNode() {
	if g.node == nil {
		return
	}
	if znode.KindOf(g.node.Err) == znode.Denied && g.node.kind != statOf {
		g.node = g.add(statOf, g.question.Path)
		if g.data == nil { // its size must be known first
			g.round()
		}
	}
	if g.question.ACL && g.acl == nil {
		kept := g.options.memory.aclOf(g.aclKey)
		if znode.KindOf(g.node.Err) == znode.NotFound {
			g.acl = g.node
			return
		}
		if g.node.kind == statOf && g.data != nil || g.node.Err != nil || kept == nil || !sameACL(kept.stat, g.node.Stat) {
			g.acl = g.add(aclOf, g.question.Path)
			return
		}
		g.acl = &reading{kind: aclOf, acl: kept.acl, StatResult: znode.StatResult{Stat: g.node.Stat}}
	}
}

// readRows asks for the stats to be shown that have not been read yet, and for anything else that
// is missing.
func (g *glance) readRows() {
	var unknown [][]*reading // for each list
	if g.question.Rows != nil {
		for i, rows := range g.question.Rows(g.answerLists()) {
			if i < len(g.lists) {
				g.lists[i].wanted = rows
			}
			g.wanted = append(g.wanted, rows...)
			unknown = append(unknown, g.addRows(rows))
		}
	}
	g.readUnknown(unknown)
}

// readUnknown reads the stats of znodes whose size cannot be guessed, together with the next round:
// a few of each list by exists, and the others in the way that suits the size of these. For a level
// above, which has few rows, one is enough.
func (g *glance) readUnknown(lists [][]*reading) {
	rest := make([][]*reading, len(lists))
	large := make([]func() bool, len(lists))
	for i, list := range lists {
		n := 1
		if i < len(g.lists) && g.question.Lists[i] == g.question.Path {
			n = probes
		}
		var chosen []*reading
		chosen, rest[i] = spread(list, n)
		for _, r := range chosen {
			r.kind = statOf
		}
		g.next = append(g.next, chosen...)
		large[i] = func() bool { return averageData(chosen) > smallBytes }
	}
	g.round()
	for i, list := range rest {
		if len(list) > unknownStep {
			g.readStats(g.ctx, list)
			continue
		}
		for _, r := range list {
			if large[i]() {
				r.kind = statOf
			}
			g.next = append(g.next, r)
		}
	}
	g.round()
}

// spread takes n readings out of all, as far apart as possible.
func spread(all []*reading, n int) (chosen, rest []*reading) {
	n = min(n, len(all))
	for i, r := range all {
		if len(chosen) < n && i == (2*len(chosen)+1)*len(all)/(2*n) {
			chosen = append(chosen, r)
		} else {
			rest = append(rest, r)
		}
	}
	return chosen, rest
}

// addRows adds the missing stats of rows to the next round, and returns those of znodes whose size
// cannot be guessed.
func (g *glance) addRows(rows []znode.Path) (unknown []*reading) {
	if len(rows) == 0 {
		return nil
	}
	like, added := g.shapes.guess(rows[0].Parent()), 0
	for _, row := range rows {
		if g.stats[row] != nil || g.node != nil && row == g.question.Path {
			continue
		}
		own := g.shapes.sizesOf(row)
		switch {
		case own.is(known):
			g.addStat(statKind(own), row)
		case like.is(known) && added < unknownStep:
			g.addStat(statKind(like), row)
			added++
		default:
			r := g.reading(smallStat, row)
			g.stats[row] = r
			unknown = append(unknown, r)
		}
	}
	return unknown
}

func (g *glance) answer() znode.Answer {
	a := znode.Answer{Lists: g.answerLists(), Values: g.answerValues()}
	if g.node != nil {
		a.DataErr = g.node.Err
		if znode.KindOf(g.node.Err) == znode.Denied && g.acl != nil && g.acl.Err == nil {
			g.node = g.acl // from 3.8 on a stat needs READ, an ACL needs READ or ADMIN
		}
		a.Stat, a.StatErr = g.node.Stat, g.node.Err
	}
	a.Stats = g.answerStats()
	if g.data != nil {
		a.Data, a.DataErr = g.data.data, g.data.Err
		if a.DataErr == nil {
			a.Stat = g.data.Stat // the stat that came with the data
		}
		if g.data.Err != nil && g.node.Err == nil && g.node.Stat.DataLength > largeBytes && znode.KindOf(a.DataErr) == znode.Unavailable {
			a.DataErr = unavailable(znode.CodeDataSlow, znode.Args{"bytes": strconv.Itoa(int(g.node.Stat.DataLength))}, g.data.Err)
		}
	}
	if g.acl != nil {
		a.ACL, a.ACLErr = g.acl.acl, g.acl.Err
	}
	g.remember()
	g.quiet.glanced(g)
	return a
}

// remember keeps what helps to answer later questions.
func (g *glance) remember() {
	path := g.question.Path
	if g.acl != nil && g.acl.Err == nil && g.node.Err == nil && sameACL(g.acl.Stat, g.node.Stat) {
		g.options.memory.keepACL(g.aclKey, g.acl.acl, g.acl.Stat)
	}
	switch {
	case g.node == nil:
	case g.node.Err == nil:
		g.shapes.rememberOwn(path, sizesOf(g.node.Stat))
	}
	for i, l := range g.lists {
		if l.reading.Err == nil && l.wanted != nil {
			g.shapes.remember(g.question.Lists[i], g.question.Lists[i] == path, l.wanted, g.stats)
		}
	}
}
