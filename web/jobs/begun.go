package jobs

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync"

	"zkweb/zkconn/znode"
)

// begunFile records what a job begins.
const begunFile = "begun.jsonl"

// maxBegun bounds that file, in bytes. Above it, the file is rewritten without what is in the
// report.
const maxBegun = 1 << 20

// begun has the changes that a job has begun and that are not in its report yet. They are written
// to a file before they are made, so that a change by a console that ended, or by an attempt that
// failed, is known to be the job's.
type begun struct {
	name string

	mu     sync.Mutex
	file   *os.File // nil while nothing is written
	size   int64
	open   map[place]begunChange // by their places in the report
	before map[place]begunChange // open when this attempt began
}

// begunChange is a set of what was begun with a znode.
type begunChange uint8

const (
	begunDelete begunChange = 1 << iota
	begunOther
)

// begunLine is a line of the file: the changes of one transaction.
type begunLine struct {
	Cluster string   `json:"cluster,omitempty"` // as in Line
	Deletes []string `json:"deletes,omitempty"`
	Others  []string `json:"others,omitempty"`
}

// addTo adds the changes of a line to a map.
func (l begunLine) addTo(open map[place]begunChange) {
	for _, path := range l.Deletes {
		open[place{l.Cluster, path}] |= begunDelete
	}
	for _, path := range l.Others {
		open[place{l.Cluster, path}] |= begunOther
	}
}

// add adds a change at a place in the line's cluster.
func (l *begunLine) add(at place, begun begunChange) {
	l.Cluster = at.cluster
	if begun&begunDelete != 0 {
		l.Deletes = append(l.Deletes, at.path)
	}
	if begun&begunOther != 0 {
		l.Others = append(l.Others, at.path)
	}
}

// add records that ops in one cluster are begun. where returns the place in the report of each.
func (b *begun) add(ops []znode.Op, where func(znode.Path) place) error {
	var all begunLine
	for _, op := range ops {
		switch op.Kind {
		case znode.OpCheck:
		case znode.OpDelete:
			all.add(where(op.Path), begunDelete)
		default:
			all.add(where(op.Path), begunOther)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	all.addTo(b.open)
	return b.write(all)
}

// write appends a line to the file. The mutex must be held.
func (b *begun) write(all begunLine) error {
	if b.size > maxBegun {
		return b.rewrite()
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	if b.file == nil {
		if b.file, err = openAppend(b.name); err != nil {
			return err
		}
	}
	text = append(text, '\n')
	if _, err := b.file.Write(text); err != nil { // the disk is full: leave no partial line
		return errors.Join(err, b.file.Truncate(b.size))
	}
	b.size += int64(len(text))
	return nil
}

// rewrite writes the file anew, with what is open.
func (b *begun) rewrite() error {
	clusters := map[string]*begunLine{}
	for at, begun := range b.open {
		if clusters[at.cluster] == nil {
			clusters[at.cluster] = &begunLine{}
		}
		clusters[at.cluster].add(at, begun)
	}
	var text []byte
	for _, all := range clusters {
		line, err := json.Marshal(all)
		if err != nil {
			return err
		}
		text = append(append(text, line...), '\n')
	}
	if err := os.WriteFile(b.name+".new", text, 0o600); err != nil {
		return err
	}
	if err := os.Rename(b.name+".new", b.name); err != nil {
		return err
	}
	if b.file != nil {
		_ = b.file.Close() // the old file, which has no name any more
		b.file = nil
	}
	b.size = int64(len(text))
	return nil
}

// reported records that a line is in the report.
func (b *begun) reported(line Line) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if line.Outcome == Copied && b.open[line.place()]&begunDelete != 0 { // it is deleted next
		b.open[line.place()] = begunDelete
		return
	}
	delete(b.open, line.place())
}

// attempt starts the work again.
func (b *begun) attempt() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before = maps.Clone(b.open)
}

// made reports whether an earlier attempt has begun a change of a znode that is not in the report.
func (b *begun) made(at place) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.before[at] != 0
}

// deletions returns the znodes that an earlier attempt has begun to delete and that are not in the
// report.
func (b *begun) deletions() (paths []znode.Path) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for at, begun := range b.before {
		if path, err := znode.ParsePath(at.path); begun&begunDelete != 0 && err == nil {
			paths = append(paths, path)
		}
	}
	return paths
}

// load reads what an earlier console has begun. It ignores a partial line at the end, since the
// change on it was not begun yet.
func (b *begun) load() error {
	file, err := os.Open(b.name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	b.size = maxBegun + 1               // so that the next write rewrites it
	for lines := json.NewDecoder(file); ; {
		var line begunLine
		err := lines.Decode(&line)
		if _, unreadable := errors.AsType[*fs.PathError](err); unreadable {
			return err
		}
		if err != nil { // the end of the file, or of its complete lines
			return nil
		}
		line.addTo(b.open)
	}
}

// close closes the file; over says that it is not needed any more.
func (b *begun) close(over bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var err error
	if b.file != nil {
		err = b.file.Close()
		b.file = nil
	}
	if over {
		_ = os.Remove(b.name) // removed with its folder if this fails
	}
	return err
}

func newBegun(dir string) *begun {
	return &begun{name: filepath.Join(dir, begunFile), open: map[place]begunChange{}}
}
