package guard

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// Moment is a moment of the past.
type Moment struct {
	Zxid int64     // of the newest transaction
	Time time.Time // of the newest transaction
}

// At returns a guard over the znodes of the past, as of a zxid, by the rules of Past. It can change
// nothing. It fails with NotFound if the history begins later.
func (p *Past) At(ctx context.Context, zxid int64) (*Guard, Moment, error) {
	tree, err := p.store.At(ctx, zxid)
	if err != nil {
		return nil, Moment{}, err
	}
	past := *p.Guard
	past.session = &pastSession{zookeeper: p.session, past: p, tree: tree}
	past.entry.Settings = withSettings(past.entry.Settings, map[string]string{"at": fmt.Sprintf("%#x", uint64(zxid))})
	return &past, Moment{tree.Zxid, tree.Time}, nil
}

// pastSession reads the tree of a moment of the past, and asks the person's own session for present
// permissions.
type pastSession struct {
	zookeeper
	past *Past
	tree *history.AsOf
}

// was is a past znode, and what the person may see of it.
type was struct {
	history.Was
	now   now         // what is there now
	known error       // why the person may not know whether it existed
	read  error       // why the person may not read its data, ACL and children
	end   history.End // of a znode that may be read but is gone or was replaced
}

// errGone means that there was no such znode.
var errGone = &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryGone}

// err returns why nothing of it may be shown. A server, too, gives a stat only to those with READ
// (3.8.4, 3.9.3).
func (w was) err() error {
	switch {
	case w.known != nil:
		return w.known
	case !w.There:
		return errGone
	}
	return w.read
}

// look reads znodes, and finds out what the person may see of them.
func (s *pastSession) look(ctx context.Context, paths ...znode.Path) ([]was, error) {
	reads := make([]znode.Read, len(paths))
	for i, path := range paths {
		reads[i] = znode.Read{Path: path, Kind: znode.ReadStat}
	}
	all, err := s.lookFor(ctx, reads)
	return all, history.Explain(err)
}

// lookFor is like look, but reads no stats for reads of names only.
func (s *pastSession) lookFor(ctx context.Context, reads []znode.Read) ([]was, error) {
	nodes, above, err := s.nodesFor(ctx, reads)
	if err != nil {
		return nil, err
	}
	var ask []znode.Path
	for _, read := range reads {
		ask = append(ask, read.Path, read.Path.Parent())
	}
	present, err := s.past.askNow(ctx, ask)
	if err != nil {
		return nil, err
	}
	all := make([]was, len(reads))
	for i, read := range reads {
		w := was{Was: nodes[i], now: present[read.Path]}
		parent := above[i]
		if read.Path.IsRoot() {
			parent = w.Was
		}
		if !present[read.Path.Parent()].reads || !parent.There || !s.past.lets(parent.ACL) {
			w.known = errPast
		}
		all[i] = w
	}
	if err := s.refuseBelow(ctx, reads, above, present, all); err != nil {
		return nil, err
	}
	if err := s.knowOfNone(ctx, reads, above, all); err != nil {
		return nil, err
	}
	return all, s.refuse(ctx, all)
}

// nodesFor returns the past znodes in the order of reads, and their parents. The parents, and
// znodes of which only the names are read, come without a stat.
func (s *pastSession) nodesFor(ctx context.Context, reads []znode.Read) (nodes, above []history.Was, err error) {
	var whole, lean, parents []znode.Path
	for _, read := range reads {
		real, err := s.past.inStore(read.Path)
		if err != nil {
			return nil, nil, err
		}
		if read.Kind == znode.ReadNames {
			lean = append(lean, real)
		} else {
			whole = append(whole, real)
		}
		parents = append(parents, real.Parent())
	}
	withStat, err := s.tree.Nodes(ctx, whole)
	if err != nil {
		return nil, nil, err
	}
	without, err := s.tree.ACLs(ctx, slices.Concat(lean, parents))
	if err != nil {
		return nil, nil, err
	}
	above = without[len(lean):]
	for _, read := range reads {
		from := &withStat
		if read.Kind == znode.ReadNames {
			from = &without
		}
		nodes, *from = append(nodes, (*from)[0]), (*from)[1:]
	}
	return nodes, above, nil
}

// knowOfNone makes those who may know that a znode did not exist also know that there was nothing
// below it. above are the past ancestors of the znodes.
func (s *pastSession) knowOfNone(ctx context.Context, reads []znode.Read, above []history.Was, all []was) error {
	known := map[znode.Path]error{} // by the parent
	for i, read := range reads {
		if above[i].There || read.Path.IsRoot() {
			continue
		}
		parent := read.Path.Parent()
		if _, asked := known[parent]; !asked {
			highest, err := s.highestGone(ctx, parent)
			if err != nil {
				return err
			}
			w, err := s.lookAt(ctx, highest)
			if err != nil {
				return err
			}
			known[parent] = w.known
		}
		all[i].known = known[parent]
	}
	return nil
}

// highestGone returns the highest znode that did not exist among the ancestors of one that did not
// exist, and that one itself.
func (s *pastSession) highestGone(ctx context.Context, path znode.Path) (znode.Path, error) {
	way := append(path.Ancestors(), path)
	real := make([]znode.Path, len(way))
	for i, level := range way {
		var err error
		if real[i], err = s.past.inStore(level); err != nil {
			return znode.Path{}, err
		}
	}
	levels, err := s.tree.ACLs(ctx, real)
	if err != nil {
		return znode.Path{}, err
	}
	return way[slices.IndexFunc(levels, func(level history.Was) bool { return !level.There })], nil
}

// refuseBelow refuses what was below a znode that is gone, if that did not let the person list it
// at its end, or if the person may not know of it. above are the past ancestors.
func (s *pastSession) refuseBelow(ctx context.Context, reads []znode.Read, above []history.Was, present map[znode.Path]now, all []was) error {
	var lives []history.Life
	at := map[znode.Path]int{} // by parent among these
	for i, read := range reads {
		parent := read.Path.Parent()
		_, asked := at[parent]
		if w := above[i]; !asked && all[i].known == nil && !read.Path.IsRoot() && present[parent].czxid != w.Stat.Czxid {
			at[parent] = len(lives)
			lives = append(lives, w.Life())
		}
	}
	ends, err := s.past.store.LastACLs(ctx, lives)
	if err != nil {
		return err
	}
	refused := make([]bool, len(ends)) // for each of ends: what was below it
	for parent, j := range at {
		if refused[j] = ends[j].Known && !s.past.lets(ends[j].ACL); !refused[j] {
			w, err := s.lookAt(ctx, parent) // what was below a parent tells that it existed
			if err != nil {
				return err
			}
			refused[j] = w.known != nil
		}
	}
	for i, read := range reads {
		if j, asked := at[read.Path.Parent()]; asked && !read.Path.IsRoot() && refused[j] {
			all[i].known = errPast
		}
	}
	return nil
}

// refuse finds out which znodes the person may not read.
func (s *pastSession) refuse(ctx context.Context, all []was) error {
	var lives []history.Life
	var at []int
	for i := range all {
		w := &all[i]
		switch {
		case !w.There:
		case !w.now.reads || !s.past.lets(w.ACL):
			w.read = errPast
		case w.now.czxid != w.Stat.Czxid:
			lives, at = append(lives, w.Life()), append(at, i)
		}
	}
	ends, err := s.past.store.LastACLs(ctx, lives)
	for j, end := range ends {
		w := &all[at[j]]
		if w.end = end; end.Known && !s.past.lets(end.ACL) {
			w.read = errPast
		}
	}
	return err
}

// administers reports whether the person had ADMIN on a znode that they may read, until its end,
// and has it now.
func (s *pastSession) administers(w was) bool {
	return w.now.admin && s.past.administers(w.ACL) && (!w.end.Known || s.past.administers(w.end.ACL))
}

func (s *pastSession) lookAt(ctx context.Context, path znode.Path) (was, error) {
	all, err := s.look(ctx, path)
	if err != nil {
		return was{}, err
	}
	return all[0], nil
}
