package cluster

import (
	"context"
	"strings"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// maxWatches bounds the watches that are kept of all servers.
const maxWatches = 1_000_000

// Watchers are who watches what, as servers tell of it with wchp or wchc. They tell of
// watches on data and on whether a znode is there, not of those on lists of children.
type Watchers struct {
	Asked     time.Time
	BySession map[int64][]string // the paths that a session watches, as servers have them
	ByPath    map[string][]int64
	Missing   []Missing
}

// Watchers asks all servers who watches what, at most once in censusEvery. A server stops
// while it answers, so call it only when somebody asks for just this. It returns nil when
// ctx ends before they have answered.
func (k *Clients) Watchers(ctx context.Context, c Cluster) *Watchers {
	return k.watchers.get(ctx, c, k.readWatchers)
}

func (k *Clients) readWatchers(c Cluster) *Watchers {
	ctx, cancel := context.WithTimeout(context.Background(), 2*wordTimeout)
	defer cancel()
	w := &Watchers{Asked: time.Now(), BySession: map[int64][]string{}, ByPath: map[string][]int64{}}
	var mu sync.Mutex
	kept := 0
	note := func(session int64, path string) {
		mu.Lock()
		defer mu.Unlock()
		if kept < maxWatches {
			kept++
			w.BySession[session] = append(w.BySession[session], path)
			w.ByPath[path] = append(w.ByPath[path], session)
		}
	}
	missing := make([]Missing, len(c.Servers))
	var asking sync.WaitGroup
	for i, address := range c.Servers {
		asking.Go(func() { missing[i] = k.readWatchersOf(ctx, c, address, note) })
	}
	asking.Wait()
	w.Missing = told(missing)
	if kept == maxWatches {
		w.Missing = append(w.Missing, Missing{Word: "wchp", Why: znode.CodeWordCut})
	}
	return w
}

// readWatchersOf asks by path, where that is not allowed by session, and where that is not
// AdminServer.
func (k *Clients) readWatchersOf(ctx context.Context, c Cluster, address string, note func(int64, string)) Missing {
	byPath := k.asker.lines(ctx, c, address, "wchp")
	path := ""
	for line := range byPath.lines {
		if below, ok := strings.CutPrefix(line, "\t"); !ok {
			path = line
		} else if session, ok := parseSession(below); ok && strings.HasPrefix(path, "/") {
			note(session, path)
		}
	}
	if !asksAdmin(byPath.why) {
		return Missing{Server: address, Word: "wchp", Why: byPath.why}
	}
	bySession := k.asker.lines(ctx, c, address, "wchc")
	session, known := int64(0), false
	for line := range bySession.lines {
		if below, ok := strings.CutPrefix(line, "\t"); !ok {
			session, known = parseSession(line)
		} else if known && strings.HasPrefix(below, "/") {
			note(session, below)
		}
	}
	if !asksAdmin(bySession.why) {
		return Missing{Server: address, Word: "wchc", Why: bySession.why}
	}
	var told adminWatchers
	missing := Missing{Server: address, Word: "wchp", Why: bySession.why}
	missing.ask(k.askAdmin(c, address, func() (AdminAnswer, error) {
		return k.asker.Admin(ctx, c, address, "watches_by_path", maxWordReply, &told)
	}))
	for path, sessions := range told.ByPath {
		for _, session := range sessions {
			if strings.HasPrefix(path, "/") {
				note(session, path)
			}
		}
	}
	return missing
}
