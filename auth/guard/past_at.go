package guard

import (
	"context"
	"fmt"
	"slices"
	"time"

	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// Moment is when a tree of the past was.
type Moment struct {
	Zxid int64     // of the newest transaction
	Time time.Time // of it
}

// At returns a guard whose znodes are those of the past, as of a zxid, by the rules of
// Past. Nothing can be changed by it. It fails with NotFound where the history begins
// later.
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

// pastSession reads the tree of a moment of the past; whose it is, it asks of the
// person's own session.
type pastSession struct {
	zookeeper
	past *Past
	tree *history.AsOf
}

// was is a znode of the past and what the person may see of it.
type was struct {
	history.Was
	now   now         // what is there now
	known error       // why it may not be known whether there was one
	read  error       // why its data, ACL and children may not be read
	end   history.End // of a znode that may be read, where another is there now, or none
}

// errGone tells that there was no such znode.
var errGone = &znode.Error{Kind: znode.NotFound, Code: znode.CodeHistoryGone}

// err returns why nothing of it may be shown: a server, too, gives a stat to those alone who
// have READ (3.8.4, 3.9.3).
func (w was) err() error {
	switch {
	case w.known != nil:
		return w.known
	case !w.There:
		return errGone
	}
	return w.read
}

// look reads znodes and finds out what the person may see of them.
func (s *pastSession) look(ctx context.Context, paths ...znode.Path) ([]was, error) {
	reads := make([]znode.Read, len(paths))
	for i, path := range paths {
		reads[i] = znode.Read{Path: path, Kind: znode.ReadStat}
	}
	all, err := s.lookFor(ctx, reads)
	return all, history.Explain(err)
}

// lookFor is like look, and reads no stat of the znodes of which only the names are asked.
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

// nodesFor returns, in the order of reads, the znodes as they were and their parents, these and
// the znodes of which only the names are asked without a stat.
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

// knowOfNone lets whoever may know that a znode was not there know as well that there was none
// below it. above are those above the znodes asked for, as they were.
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

// highestGone returns the first znode on the way to one that was not there, itself at last,
// that was not there.
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

// refuseBelow refuses what was below a znode that is gone, and did not let the person list it
// when it went, or of which they may not know. above are those as they were.
func (s *pastSession) refuseBelow(ctx context.Context, reads []znode.Read, above []history.Was, present map[znode.Path]now, all []was) error {
	var lives []history.Life
	at := map[znode.Path]int{} // of a parent among them
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
	refused := make([]bool, len(ends)) // what was below
	for parent, j := range at {
		if refused[j] = ends[j].Known && !s.past.lets(ends[j].ACL); !refused[j] {
			w, err := s.lookAt(ctx, parent) // that there was a parent is told by what was below it
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

// administers reports whether the person had ADMIN on a znode that they may read, until its
// end, and has it now.
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
