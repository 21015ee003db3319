package cluster

import (
	"context"
	"strings"
	"sync"
	"time"

	"zkweb/zkconn/znode"
)

// maxWatches bounds the watches that are kept, over all servers.
const maxWatches = 1_000_000

// Watchers tell which session watches which path, as servers tell it by wchp or wchc. Servers tell
// watches on data and on the existence of znodes, but not those on lists of children.
type Watchers struct {
	Asked     time.Time
	BySession map[int64][]string // paths that each session watches, as the servers have them
	ByPath    map[string][]int64
	Missing   []Missing
}

// Watchers asks all servers for their watches, at most once in censusEvery. A server does nothing
// else while it answers, so call it only if somebody asks for exactly this. It returns nil if ctx
// ends before the answers are there.
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

// readWatchersOf asks by path; if the server refuses that, by session; and if it refuses both,
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
