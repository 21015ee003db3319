package watch

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// look is what was read of a znode at one moment.
type look struct {
	gone    bool
	stat    znode.Stat
	data    []byte
	unseen  bool // whether the data may not be read
	acl     []znode.ACL
	hasACL  bool
	changed int64 // for a missing znode, the Pzxid of its parent; 0 if unknown
	round   int
}

// scan reads the stats of everything that is watched, and marks what differs from what is known. It
// returns the time of the next scan.
func (w *watcher) scan(ctx context.Context) (next time.Time, err error) {
	if err := w.barrier(ctx); err != nil {
		return next, err
	}
	begun := time.Now()
	w.scanFrom, w.scanRound = w.Session.Seen(), w.rounds
	w.scans++
	w.denied = 0
	closed := map[znode.Path]bool{} // what is below these cannot be seen
	for _, root := range w.Paths {
		walked := walk.New(w.Session, root, walk.Options{Znodes: maxZnodes, Time: scanTime})
		for v := range walked.All(ctx) {
			if v.ChildrenErr != nil && znode.KindOf(v.ChildrenErr) != znode.NotFound {
				closed[v.Path] = true
			}
			if v.Err != nil {
				if znode.KindOf(v.Err) == znode.Denied {
					closed[v.Path] = true
				}
				continue
			}
			w.compare(v.Path, v.Stat)
		}
		w.denied += walked.Counts().Denied
		switch walked.Stopped() {
		case walk.AtEnd:
		case walk.AtZnodes:
			return next, ErrTooMany
		default:
			return next, cmp.Or(walked.Err(), errInterrupted)
		}
	}
	w.vanished(closed)
	if !w.begun {
		if err := w.ancestors(ctx); err != nil {
			return next, err
		}
	}
	if err := w.barrier(ctx); err != nil {
		return next, err
	}
	every := rescanEvery
	if w.polls {
		every = cmp.Or(w.pollEvery, pollEvery)
	}
	return time.Now().Add(max(every, (scanShare-1)*time.Since(begun))), nil
}

// compare marks a znode whose stat differs from what is known.
func (w *watcher) compare(path znode.Path, stat znode.Stat) {
	known := w.known[path.String()]
	if known == nil || !known.has(stat) {
		w.dirty[path.String()] = path
	}
	if known != nil {
		known.scan = w.scans
	}
}

// has reports whether a stat tells nothing new. A znode whose czxid in the store is later than its
// own existed before the store knew of it.
func (s *state) has(stat znode.Stat) bool {
	return stat.Czxid <= s.czxid && stat.Version == s.version && stat.Aversion == s.aversion
}

// vanished marks the known znodes that the scan did not see, except those that it cannot see.
func (w *watcher) vanished(closed map[znode.Path]bool) {
	for text, known := range w.known {
		if known.scan == w.scans {
			continue
		}
		path, err := znode.ParsePath(text)
		if err != nil || isClosed(path, closed) {
			continue
		}
		w.dirty[text] = path
	}
}

// isClosed reports whether a path or one of its ancestors is in closed.
func isClosed(path znode.Path, closed map[znode.Path]bool) bool {
	for !closed[path] {
		if path.IsRoot() {
			return false
		}
		path = path.Parent()
	}
	return true
}

// ancestors adds the ancestors of the watched znodes to the tree with which the store begins, with
// the ACLs that tell who may know of what is below. It does not read their data.
func (w *watcher) ancestors(ctx context.Context) error {
	for _, root := range w.Paths {
		for _, path := range root.Ancestors() {
			acl, stat, err := w.Session.GetACLs(ctx, path)
			switch znode.KindOf(err) {
			case "":
				w.base[path.String()] = history.Node{Path: path.String(), Unseen: true, ACL: acl, Stat: keptOf(stat)}
			case znode.NotFound, znode.Denied:
			default:
				return err
			}
		}
	}
	return nil
}

// keptOf returns a stat with the Cversion that servers keep, which counts only creates.
func keptOf(stat znode.Stat) znode.Stat {
	stat.Cversion = (stat.Cversion + stat.NumChildren) / 2
	return stat
}

// read reads everything that is marked, at most readsPerSecond.
func (w *watcher) read(ctx context.Context) error {
	paths := slices.SortedFunc(maps.Values(w.dirty), func(a, b znode.Path) int {
		if a.Before(b) {
			return -1
		}
		return 1
	})
	for chunk := range slices.Chunk(paths, readAtOnce) {
		begun := time.Now()
		reads, err := w.readSome(ctx, chunk)
		if err != nil {
			return err
		}
		for _, path := range chunk {
			delete(w.dirty, path.String())
		}
		if w.bytes > maxBytes {
			return ErrTooMany
		}
		if len(w.dirty) > 0 {
			sleep(ctx, time.Duration(reads)*time.Second/readsPerSecond-time.Since(begun))
		}
	}
	return nil
}

// readSome adds a look at each path to pending, and returns the number of reads.
func (w *watcher) readSome(ctx context.Context, paths []znode.Path) (reads int, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	looks := make([]look, len(paths))
	reads = 2 * len(paths)
	again, err := w.readEach(ctx, paths, looks)
	if err != nil {
		return reads, err
	}
	reads += len(again)
	if err := w.readAgain(ctx, again, looks); err != nil {
		return reads, err
	}
	for i, path := range paths {
		if l := looks[i]; l.gone || l.stat != (znode.Stat{}) {
			p := w.pendingAt(path)
			p.looks = append(p.looks, l)
			w.bytes += len(l.data)
		}
	}
	return reads, nil
}

// statRead is a read of a stat for the look with index at.
type statRead struct {
	path znode.Path
	at   int
}

// readEach reads the data and the ACL of each path into its look. It returns the stats to read
// next: those of znodes whose data may not be read, and of the parents of missing znodes.
func (w *watcher) readEach(ctx context.Context, paths []znode.Path, looks []look) (again []statRead, err error) {
	asks := make([]znode.Read, 0, 2*len(paths))
	for _, path := range paths {
		asks = append(asks, znode.Read{Path: path, Kind: znode.ReadData}, znode.Read{Path: path, Kind: znode.ReadACL})
	}
	for i, got := range w.Session.ReadMany(ctx, asks) {
		at, isData := i/2, i%2 == 0
		l, path := &looks[at], paths[at]
		switch kind := znode.KindOf(got.Err); {
		case kind != "" && kind != znode.NotFound && kind != znode.Denied && kind != znode.TooLarge:
			return nil, got.Err
		case kind == znode.NotFound:
			if l.gone, l.round = true, w.rounds; isData && w.known[path.String()] != nil && !path.IsRoot() {
				again = append(again, statRead{path.Parent(), at})
			}
		case isData && kind != "":
			l.unseen = true
			again = append(again, statRead{path, at})
		case isData:
			l.stat, l.data = got.Stat, got.Data
		case kind == "" && (l.unseen || got.Stat.Czxid == l.stat.Czxid):
			l.acl, l.hasACL = got.ACL, true
			l.stat.Aversion = got.Stat.Aversion
		}
	}
	return again, nil
}

// readAgain reads the stats that readEach has returned into their looks.
func (w *watcher) readAgain(ctx context.Context, again []statRead, looks []look) error {
	asks := make([]znode.Read, len(again))
	for i, read := range again {
		asks[i] = znode.Read{Path: read.path, Kind: znode.ReadStat}
	}
	for i, got := range w.Session.ReadMany(ctx, asks) {
		l := &looks[again[i].at]
		switch kind := znode.KindOf(got.Err); {
		case kind != "" && kind != znode.NotFound && kind != znode.Denied:
			return got.Err
		case l.gone:
			l.changed = got.Stat.Pzxid
		case kind == "":
			aversion := l.stat.Aversion
			if l.stat = got.Stat; l.hasACL {
				l.stat.Aversion = aversion
			}
		}
	}
	return nil
}
