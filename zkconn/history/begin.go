package history

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"zkweb/zkconn/txnlog"
)

// unfinishedSuffix marks a segment that is still being made.
const unfinishedSuffix = ".unfinished"

// Begin starts a new segment with the whole tree as of a zxid: the first of the store, or one after
// a gap. time belongs to that zxid, in milliseconds since 1970. What the store had before stays.
// Begin fails if the store has transactions after the zxid, or already begins there.
func (w *Writer) Begin(ctx context.Context, zxid, time int64, tree iter.Seq2[Node, error]) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken != nil {
		return w.broken
	}
	if w.segment != nil && (uint64(zxid) < uint64(w.last) || zxid == w.segment.baseZxid) {
		return fmt.Errorf("history: a tree as of %#x comes after %#x", zxid, w.last)
	}
	return w.startSegment(ctx, zxid, time, tree, nil)
}

// roll starts a new segment with the present tree. It copies the newest gaps, since the next
// transactions may come after one, and the tree differs from the ensemble's since an earlier one.
func (w *Writer) roll(ctx context.Context) error {
	_ = w.sealLate(ctx) // if it fails, Verify reports the missing hash
	gaps, err := w.segment.gaps(ctx, 2)
	if err != nil {
		return err
	}
	var time int64
	if err := w.segment.db.QueryRowContext(ctx, "SELECT time FROM txn WHERE n = ?", w.next.n).Scan(&time); err != nil {
		return err
	}
	return w.startSegment(ctx, w.last, w.segment.baseTime+time, w.nodes(ctx), gaps)
}

// Nodes returns the tree as of Last. Znodes whose data is not kept come without it. The writer must
// not be used for anything else in the meantime.
func (w *Writer) Nodes(ctx context.Context) iter.Seq2[Node, error] {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.nodes(ctx)
}

func (w *Writer) nodes(ctx context.Context) iter.Seq2[Node, error] {
	return func(yield func(Node, error) bool) {
		if w.segment == nil {
			return
		}
		old, t := w.segment, w.state
		acls := map[int64]string{}
		for _, path := range t.paths() {
			node, err := old.node(ctx, path, t.nodes[path], acls)
			if errors.Is(err, ErrSkipped) {
				node.Data, err = []byte{}, nil
			}
			if !yield(node, err) || err != nil {
				return
			}
		}
	}
}

// paths returns the paths of all znodes, a parent before its children.
func (t *state) paths() []string {
	paths := make([]string, 0, len(t.nodes))
	for path := range t.nodes {
		paths = append(paths, path)
	}
	sortPaths(paths)
	return paths
}

func sortPaths(paths []string) { slices.Sort(paths) }

// node reads from the segment what the state does not hold of a znode. If its data is not kept,
// node returns everything else, and ErrSkipped.
func (s *segment) node(ctx context.Context, path string, l *live, acls map[int64]string) (Node, error) {
	node := Node{Path: path, Stat: l.stat}
	data, err := s.value(ctx, l.value)
	switch {
	case errors.Is(err, ErrUnseen):
		node.Unseen, node.Data = true, []byte{}
	case errors.Is(err, ErrSkipped):
		if node.skipped, err = s.skipped(ctx, l.value); err != nil {
			return Node{}, err
		}
	case err != nil:
		return Node{}, err
	default:
		node.Data = data
	}
	text, ok := acls[l.acl]
	if !ok && l.acl != 0 {
		if err := s.row(ctx, "SELECT acl FROM acl WHERE id = ?", l.acl).Scan(&text); err != nil {
			return Node{}, err
		}
		acls[l.acl] = text
	}
	node.ACL = parseACLText(text)
	if node.skipped != nil {
		return node, ErrSkipped
	}
	return node, nil
}

// skipped reads the row of a value that is not kept.
func (s *segment) skipped(ctx context.Context, id int64) (*stored, error) {
	row := &stored{}
	err := s.row(ctx, "SELECT enc, size, bytes FROM value WHERE id = ?", id).Scan(&row.enc, &row.size, &row.bytes)
	return row, err
}

// startSegment writes a segment, with gaps, to a file of another name, and renames it once it is
// complete.
func (w *Writer) startSegment(ctx context.Context, zxid, time int64, tree iter.Seq2[Node, error], gaps []txnlog.Gap) (err error) {
	file := filepath.Join(w.dir, fileName(zxid))
	unfinished := file + unfinishedSuffix
	next := &Writer{dir: w.dir, options: w.options, state: newState(), last: zxid, clock: clock{time / 1000, time / 1000}, skipKey: w.skipKey}
	if next.skipKey == nil {
		next.skipKey = newSalt()
	}
	if next.segment, err = makeSegment(ctx, unfinished, w.options.Key, zxid, time, next.skipKey); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = next.segment.close()
			_ = removeSegment(unfinished)
		}
	}()
	if err := next.writeBase(ctx, tree, w.hash); err != nil {
		return err
	}
	for _, gap := range gaps {
		if err := next.Gap(ctx, gap); err != nil {
			return err
		}
	}
	if err := w.seal(ctx, next); err != nil {
		return err
	}
	if err := next.segment.close(); err != nil {
		return err
	}
	if err := os.Rename(unfinished, file); err != nil {
		return err
	}
	s, err := openSegment(file, w.options.Key, openToWrite)
	if err != nil {
		return err
	}
	if w.segment != nil {
		_ = w.segment.close()
	}
	w.broken = nil
	w.segment, w.state, w.next, w.last, w.clock, w.hash, w.skipKey = s, next.state, next.next, zxid, next.clock, next.hash, next.skipKey
	w.acls, w.sessions, w.marks = next.acls, next.sessions, next.marks
	return nil
}

func makeSegment(ctx context.Context, file string, key Key, zxid, time int64, skipKey []byte) (*segment, error) {
	db, err := create(file)
	if err != nil {
		return nil, err
	}
	none := notes{}
	metas := map[string]any{"salt": newSalt(), "zxid": zxid, "time": time, "skip_key": skipKey, metaNotes: none[:]}
	if forgotten, err := readForgotten(filepath.Dir(file)); err != nil {
		return nil, errors.Join(err, db.Close())
	} else if len(forgotten) > 0 { // the tree lacks what was forgotten
		metas[metaForgotten] = 1
	}
	for name, value := range metas {
		if _, err := db.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES (?, ?)", name, value); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return openSegment(file, key, openToWrite)
}

// writeBase writes the tree with which a segment begins, and chains it to the hash of the segment
// before.
func (w *Writer) writeBase(ctx context.Context, tree iter.Seq2[Node, error], before []byte) (err error) {
	b, err := w.begin(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = b.tx.Rollback()
		}
	}()
	for node, err := range tree {
		if err != nil {
			return err
		}
		if err := b.baseNode(node); err != nil {
			return err
		}
	}
	if err := b.exec("INSERT INTO since (second, n) VALUES (?, 0)", b.clock.newest); err != nil {
		return err
	}
	if before == nil {
		before = []byte{}
	}
	if err := b.exec("INSERT INTO meta (name, value) VALUES ('previous', ?)", before); err != nil {
		return err
	}
	if err := b.chain.metas(ctx, b.tx); err != nil {
		return err
	}
	w.hash = before
	return b.end()
}

func (b *block) baseNode(node Node) (err error) {
	st := node.Stat
	r := baseRow{
		czxid: st.Czxid, mzxid: st.Mzxid, pzxid: st.Pzxid, ctime: st.Ctime, mtime: st.Mtime, owner: st.EphemeralOwner,
		version: st.Version, cversion: st.Cversion, aversion: st.Aversion, pathText: node.Path,
	}
	path, err := b.pathID(node.Path)
	if err != nil {
		return err
	}
	parent, err := b.pathID(parentOf(node.Path))
	if err != nil {
		return err
	}
	if r.acl, err = b.aclID(aclText(node.ACL)); err != nil {
		return err
	}
	if node.skipped != nil {
		r.value, err = b.keepSkipped(*node.skipped)
	} else {
		r.value, _, err = b.keep(node.Path, node.Data, node.Unseen, nil)
	}
	if err != nil {
		return err
	}
	session := int64(0)
	if isSession(st.EphemeralOwner) {
		if session, err = b.sessionID(st.EphemeralOwner); err != nil {
			return err
		}
	}
	b.next.life++
	r.life = b.next.life
	b.chain.base(r)
	if err := b.exec("INSERT INTO life (id, path, parent, born, died, level, owner) VALUES (?, ?, ?, 0, ?, ?, ?)", r.life, path, parent, alive, aliveLevel, session); err != nil {
		return err
	}
	if err := b.exec("INSERT INTO base (life, czxid, mzxid, pzxid, ctime, mtime, version, cversion, aversion, owner, value, acl) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		r.life, r.czxid, r.mzxid, r.pzxid, r.ctime, r.mtime, r.version, r.cversion, r.aversion, r.owner, r.value, r.acl); err != nil {
		return err
	}
	st.DataLength, st.NumChildren = 0, 0
	b.state.add(node.Path, &live{path: path, life: r.life, stat: st, value: r.value, acl: r.acl})
	return nil
}

// seal ends the newest segment. Nothing is written to its file any more, and the next segment holds
// its hash.
func (w *Writer) seal(ctx context.Context, next *Writer) error {
	if w.segment == nil {
		return nil
	}
	whole, err := w.segment.settle(ctx)
	if err != nil {
		return err
	}
	w.broken = errors.New("history: no segment follows the last one, open the store again") // cleared if one follows
	if err := w.segment.db.Close(); err != nil {
		return err
	}
	if !whole { // its blocks have hashes, and sealLate will try again
		return nil
	}
	return holdSum(ctx, next.segment, w.segment.file)
}

func hashFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, file)
	return sum.Sum(nil), err
}
