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

// begunFile is where a job notes what it begins.
const begunFile = "begun.jsonl"

// maxBegun bounds that file, in bytes: beyond it what is in the report is left out.
const maxBegun = 1 << 20

// begun are the changes that a job has begun, as long as its report does not tell of them.
// They are in a file before they are made. Of what a console that ended, or an attempt that
// failed, has made so is known that it was the job.
type begun struct {
	name string

	mu     sync.Mutex
	file   *os.File // nil while nothing is written
	size   int64
	open   map[place]begunChange // by where their lines in the report are
	before map[place]begunChange // what was open when this attempt began
}

// begunChange is a set of what was begun with a znode.
type begunChange uint8

const (
	begunDelete begunChange = 1 << iota
	begunOther
)

// begunLine is a line of the file: changes that are made together.
type begunLine struct {
	Cluster string   `json:"cluster,omitempty"` // as Line has it
	Deletes []string `json:"deletes,omitempty"`
	Others  []string `json:"others,omitempty"`
}

// addTo adds the changes of a line to a set.
func (l begunLine) addTo(open map[place]begunChange) {
	for _, path := range l.Deletes {
		open[place{l.Cluster, path}] |= begunDelete
	}
	for _, path := range l.Others {
		open[place{l.Cluster, path}] |= begunOther
	}
}

// add adds a change of what is at a place of the line's cluster.
func (l *begunLine) add(at place, begun begunChange) {
	l.Cluster = at.cluster
	if begun&begunDelete != 0 {
		l.Deletes = append(l.Deletes, at.path)
	}
	if begun&begunOther != 0 {
		l.Others = append(l.Others, at.path)
	}
}

// add notes that ops of one cluster are begun, of which each has its line in the report
// where it says.
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

// write adds a line to the file. The mutex is held.
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
	if _, err := b.file.Write(text); err != nil { // a disk is full: no half a line stays
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
		_ = b.file.Close() // it has no name any more
		b.file = nil
	}
	b.size = int64(len(text))
	return nil
}

// reported notes that a line is in the report.
func (b *begun) reported(line Line) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if line.Outcome == Copied && b.open[line.place()]&begunDelete != 0 { // it is deleted next
		b.open[line.place()] = begunDelete
		return
	}
	delete(b.open, line.place())
}

// attempt begins the work anew.
func (b *begun) attempt() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before = maps.Clone(b.open)
}

// made reports whether an attempt before has begun a change of a znode, and not told of it.
func (b *begun) made(at place) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.before[at] != 0
}

// deletions returns the znodes that an attempt before has begun to delete, and not told of.
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

// load reads what an earlier console has begun. Half a line at the end is passed over: the
// console ended while it wrote it, before it began what the line says.
func (b *begun) load() error {
	file, err := os.Open(b.name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	b.size = maxBegun + 1               // it is written anew with the next
	for lines := json.NewDecoder(file); ; {
		var line begunLine
		err := lines.Decode(&line)
		if _, unreadable := errors.AsType[*fs.PathError](err); unreadable {
			return err
		}
		if err != nil { // its end, or that of what is whole
			return nil
		}
		line.addTo(b.open)
	}
}

// close ends the writing; over says that nothing is to be known of it any more.
func (b *begun) close(over bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var err error
	if b.file != nil {
		err = b.file.Close()
		b.file = nil
	}
	if over {
		_ = os.Remove(b.name) // or with its folder
	}
	return err
}

func newBegun(dir string) *begun {
	return &begun{name: filepath.Join(dir, begunFile), open: map[place]begunChange{}}
}
