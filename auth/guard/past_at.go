package guard

import (
	"context"
	"fmt"
	"maps"
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
	past.entry.Settings = with(past.entry.Settings, map[string]string{"at": fmt.Sprintf("%#x", uint64(zxid))})
	return &past, Moment{tree.Zxid, tree.Time}, nil
}

// with returns settings of an entry and some more.
func with(settings, more map[string]string) map[string]string {
	if len(settings) == 0 {
		return more
	}
	all := maps.Clone(settings)
	maps.Copy(all, more)
	return all
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
	return s.lookFor(ctx, reads)
}

// lookFor is like look, and reads no stat of the znodes of which only the names are asked.
func (s *pastSession) lookFor(ctx context.Context, reads []znode.Read) ([]was, error) {
	var whole, lean, parents, ask []znode.Path
	for _, read := range reads {
		real, err := s.past.inStore(read.Path)
		if err != nil {
			return nil, err
		}
		if read.Kind == znode.ReadNames {
			lean = append(lean, real)
		} else {
			whole = append(whole, real)
		}
		parents = append(parents, real.Parent())
		ask = append(ask, read.Path, read.Path.Parent())
	}
	nodes, err := s.tree.Nodes(ctx, whole)
	if err != nil {
		return nil, err
	}
	others, err := s.tree.ACLs(ctx, slices.Concat(lean, parents))
	if err != nil {
		return nil, err
	}
	above := others[len(lean):]
	present, err := s.past.askNow(ctx, ask)
	if err != nil {
		return nil, err
	}
	all := make([]was, len(reads))
	for i, read := range reads {
		w := was{now: present[read.Path]}
		if read.Kind == znode.ReadNames {
			w.Was, others = others[0], others[1:]
		} else {
			w.Was, nodes = nodes[0], nodes[1:]
		}
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

// Exists implements znode.Reader.
func (s *pastSession) Exists(ctx context.Context, path znode.Path) (znode.Stat, error) {
	w, err := s.lookAt(ctx, path)
	if err == nil {
		err = w.err()
	}
	if err != nil {
		return znode.Stat{}, err
	}
	return w.Stat, nil
}

// Get implements znode.Reader.
func (s *pastSession) Get(ctx context.Context, path znode.Path) ([]byte, znode.Stat, error) {
	r := s.ReadMany(ctx, []znode.Read{{Path: path, Kind: znode.ReadData}})[0]
	return r.Data, r.Stat, r.Err
}

// GetChildren implements znode.Reader.
func (s *pastSession) GetChildren(ctx context.Context, path znode.Path) ([]string, znode.Stat, error) {
	w, err := s.lookAt(ctx, path)
	if err == nil {
		err = w.err()
	}
	if err != nil {
		return nil, znode.Stat{}, err
	}
	names, err := s.names(ctx, []znode.Path{path})
	if err != nil {
		return nil, znode.Stat{}, err
	}
	return names[0], w.Stat, nil
}

func (s *pastSession) names(ctx context.Context, paths []znode.Path) ([][]string, error) {
	real := make([]znode.Path, len(paths))
	for i, path := range paths {
		var err error
		if real[i], err = s.past.inStore(path); err != nil {
			return nil, err
		}
	}
	return s.tree.Names(ctx, real)
}

// GetACLs implements znode.Reader. Digests are hidden from those without ADMIN, then and
// now.
func (s *pastSession) GetACLs(ctx context.Context, path znode.Path) ([]znode.ACL, znode.Stat, error) {
	r := s.ReadMany(ctx, []znode.Read{{Path: path, Kind: znode.ReadACL}})[0]
	return r.ACL, r.Stat, r.Err
}

// Stats implements znode.Reader.
func (s *pastSession) Stats(ctx context.Context, paths []znode.Path) []znode.StatResult {
	results := make([]znode.StatResult, len(paths))
	all, err := s.look(ctx, paths...)
	for i := range results {
		if results[i].Err = err; err == nil {
			results[i] = znode.StatResult{Stat: all[i].Stat, Err: all[i].err()}
		}
		if results[i].Err != nil {
			results[i].Stat = znode.Stat{}
		}
	}
	return results
}

// ReadMany implements znode.Reader.
func (s *pastSession) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	results := make([]znode.ReadResult, len(reads))
	if err := s.readMany(ctx, reads, results); err != nil {
		for i := range results {
			results[i] = znode.ReadResult{Err: err}
		}
	}
	return results
}

func (s *pastSession) readMany(ctx context.Context, reads []znode.Read, results []znode.ReadResult) error {
	all, err := s.lookFor(ctx, reads)
	if err != nil {
		return err
	}
	var lists []znode.Path
	var listed, valued []int
	var values []history.Was
	for i, read := range reads {
		w, r := all[i], &results[i]
		if r.Err = w.err(); r.Err != nil {
			continue
		}
		switch r.Stat = w.Stat; read.Kind {
		case znode.ReadACL:
			if r.ACL = w.ACL; !s.administers(w) {
				r.ACL = HideDigests(w.ACL)
			}
		case znode.ReadNames:
			r.Stat = znode.Stat{}
			lists, listed = append(lists, read.Path), append(listed, i)
		case znode.ReadData:
			values, valued = append(values, w.Was), append(valued, i)
		}
	}
	names, err := s.names(ctx, lists)
	if err != nil {
		return err
	}
	for j, i := range listed {
		results[i].Names = znode.NamesOf(names[j])
	}
	data, errs, err := s.tree.Data(ctx, values)
	if err != nil {
		return err
	}
	for j, i := range valued {
		if results[i].Data, results[i].Err = data[j], errs[j]; errs[j] != nil {
			results[i].Stat = znode.Stat{}
		}
	}
	return nil
}

// Glance implements znode.Reader.
func (s *pastSession) Glance(ctx context.Context, q znode.Question) znode.Answer {
	answer := znode.Answer{Stats: znode.Stats{}, Lists: make([]znode.List, len(q.Lists))}
	if q.Stat || q.Data || q.ACL {
		r := s.ReadMany(ctx, []znode.Read{{Path: q.Path, Kind: znode.ReadStat}, {Path: q.Path, Kind: znode.ReadData}, {Path: q.Path, Kind: znode.ReadACL}})
		answer.Stat, answer.StatErr = r[0].Stat, r[0].Err
		answer.Data, answer.DataErr = r[1].Data, r[1].Err
		answer.ACL, answer.ACLErr = r[2].ACL, r[2].Err
	}
	lists := make([]znode.Read, len(q.Lists))
	for i, path := range q.Lists {
		lists[i] = znode.Read{Path: path, Kind: znode.ReadNames}
	}
	for i, r := range s.ReadMany(ctx, lists) {
		answer.Lists[i] = znode.List{Path: q.Lists[i], Err: r.Err}
		for j := range r.Names.Len() {
			answer.Lists[i].Names = append(answer.Lists[i].Names, r.Names.At(j))
		}
	}
	if q.Rows != nil {
		var rows []znode.Path
		for _, some := range q.Rows(answer.Lists) {
			rows = append(rows, some...)
		}
		for i, result := range s.Stats(ctx, rows) {
			answer.Stats[rows[i]] = &result
		}
	}
	if q.Values != nil {
		answer.Values = s.values(ctx, q.Values(answer.Stats), answer.Stats)
	}
	return answer
}

// values reads the data of rows that is not large.
func (s *pastSession) values(ctx context.Context, rows []znode.Path, stats znode.Stats) map[znode.Path]znode.Value {
	var reads []znode.Read
	for _, path := range rows {
		if stats.Of(path).Stat.DataLength <= znode.MaxValue {
			reads = append(reads, znode.Read{Path: path, Kind: znode.ReadData})
		}
	}
	values := map[znode.Path]znode.Value{}
	for i, r := range s.ReadMany(ctx, reads) {
		values[reads[i].Path] = znode.Value{Data: r.Data, Err: r.Err}
	}
	return values
}

// Sync implements zookeeper: the past does not move.
func (*pastSession) Sync(context.Context, znode.Path) error { return nil }

func (*pastSession) Synced(context.Context, znode.Path) (int64, error) { return 0, nil }

// Apply implements znode.Writer.
func (*pastSession) Apply(context.Context, ...znode.Op) ([]znode.Result, error) {
	return nil, &znode.Error{Kind: znode.Denied, Code: znode.CodeHistoryPast}
}
