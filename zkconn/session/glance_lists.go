package session

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"zkweb/zkconn/znode"
)

// sharedTimeout bounds the read of a list that several callers share.
const sharedTimeout = 10 * time.Second

// glanceList is the state of one list of children.
type glanceList struct {
	key     sessionKey
	bigKey  sessionKey
	big     *tooLarge                  // the record that it was too large before
	last    []shapeChild               // the rows that were shown last
	reading *reading                   // nil while other names may serve
	kept    *keptNames                 // names that were read before, later those of reading; nil if none are worth keeping
	shared  <-chan singleflight.Result // names that are read for all present callers; nil if they are not
	proof   *reading                   // the stat that shows whether these names still hold
	natural func() []string            // returns the names in natural order
	wanted  []znode.Path
}

func (g *glance) askList(l *glanceList, path znode.Path) {
	own := g.shapes.sizesOf(path)
	l.key = g.options.memory.keyOf(namesKind, g.Session, path)
	l.kept = g.options.memory.namesOf(l.key)
	l.bigKey = g.options.memory.keyOf(tooLargeKind, g.Session, path)
	l.big = g.options.memory.tooLargeAs(l.bigKey)
	unlisted := l.big != nil && l.big.sure
	if l.kept == nil && !unlisted && own.is(manyChildren) {
		l.shared = g.shareNames(path)
	}
	if l.kept != nil || l.shared != nil || unlisted {
		l.proof = g.addStat(statKind(own), path)
		return
	}
	l.reading = g.add(namesOf, path)
}

// shareNames reads a large list once for all callers at this time, so that copies do not fill the
// memory. Callers that joined later need a proof that the names still hold.
func (s *Session) shareNames(path znode.Path) <-chan singleflight.Result {
	return s.sharing.DoChan(path.String(), func() (any, error) {
		ctx, cancel := context.WithTimeout(s.dialing, sharedTimeout)
		defer cancel()
		r := &reading{kind: namesStat, path: path}
		s.readAll(ctx, []*reading{r})
		return newKeptNames(r.names, r.Stat), r.Err
	})
}

// settleLists reads the lists whose kept names are out of date.
func (g *glance) settleLists() {
	unsettled := false
	for i := range g.lists {
		l, path := &g.lists[i], g.question.Lists[i]
		if !g.settle(l, path) {
			l.reading, l.kept, unsettled = g.add(namesStat, path), nil, true
		}
	}
	if unsettled {
		g.round()
	}
	for i := range g.lists {
		g.keepList(&g.lists[i])
	}
}

// settle sets a list's names from what was read or is kept, and reports whether these hold.
func (g *glance) settle(l *glanceList, path znode.Path) bool {
	if !g.options.memory.holds(l.key) {
		l.kept, l.big = nil, nil // their proof came over another connection
	}
	if l.kept == nil && l.shared == nil && l.proof != nil { // it was too large
		if l.big.holds(l.proof) {
			l.reading = &reading{kind: namesStat, path: path, StatResult: znode.StatResult{Err: l.big.err}}
		} else {
			l.shared = g.shareNames(path)
		}
	}
	if l.shared != nil {
		g.takeShared(l, path)
	}
	if l.reading != nil {
		return true
	}
	if l.kept == nil || l.proof.Err != nil {
		return false
	}
	if sameChildren(l.kept.stat, l.proof.Stat) {
		l.reading = namesRead(l.kept.names, l.proof.Stat)
		l.kept = l.kept.with(l.proof.Stat)
		return true
	}
	// The list is large and has changed. It is read once for all present callers.
	now := namesIn(g.sharedNames(g.shareNames(path)))
	if now == nil || now.stat.Czxid != l.proof.Stat.Czxid || now.stat.Pzxid < l.proof.Stat.Pzxid {
		return false
	}
	l.reading, l.kept = namesRead(now.names, now.stat), now
	return true
}

// keepList keeps the names of a settled list, if they are worth it.
func (g *glance) keepList(l *glanceList) {
	if l.kept == nil {
		l.kept = newKeptNames(l.reading.names, l.reading.Stat)
	}
	if l.reading.Err == nil && l.reading.kind == namesStat {
		g.options.memory.keepNames(l.key, l.kept)
	}
	if l.kept != nil {
		l.natural = l.kept.natural
	} else {
		l.natural = sync.OnceValue(func() []string { return znode.NaturalOrder(l.reading.names) })
	}
}

func namesRead(names []string, stat znode.Stat) *reading {
	return &reading{kind: namesStat, names: names, StatResult: znode.StatResult{Stat: stat}}
}

// takeShared takes the names that are read for all callers. If they are too large, that is the
// answer, provided that it was asked for after this glance began. Another read would make ZooKeeper
// write them all again.
func (g *glance) takeShared(l *glanceList, path znode.Path) {
	result := g.sharedNames(l.shared)
	if isTooLarge(result) && result.Shared { // it may have been asked for before
		result = g.sharedNames(g.shareNames(path))
	}
	if isTooLarge(result) {
		if l.proof.Err == nil {
			sure := l.big != nil && sameChildren(l.big.stat, l.proof.Stat)
			g.options.memory.put(l.bigKey, &tooLarge{l.proof.Stat, result.Err, sure}, 0)
		}
		l.reading = &reading{kind: namesStat, path: path, StatResult: znode.StatResult{Err: result.Err}}
	}
	l.kept = namesIn(result)
}

// sharedNames waits for the result of shareNames.
func (g *glance) sharedNames(shared <-chan singleflight.Result) singleflight.Result {
	select {
	case result := <-shared:
		return result
	case <-g.ctx.Done():
		return singleflight.Result{Err: g.ctx.Err()}
	}
}

// namesIn returns the names of a result; nil if there are none, or none that are worth keeping.
func namesIn(result singleflight.Result) *keptNames {
	if result.Err != nil {
		return nil
	}
	return result.Val.(*keptNames)
}

func isTooLarge(result singleflight.Result) bool { return znode.KindOf(result.Err) == znode.TooLarge }

func (g *glance) answerLists() []znode.List {
	lists := make([]znode.List, len(g.lists))
	for i, l := range g.lists {
		lists[i] = znode.List{Path: g.question.Lists[i], Names: l.reading.names, Err: l.reading.Err, InOrder: l.natural}
	}
	return lists
}
