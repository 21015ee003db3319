package jobs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
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
	open   map[string]begunChange // by the path that their lines in the report have
	before map[string]begunChange // what was open when this attempt began
}

// begunChange is a set of what was begun with a znode.
type begunChange uint8

const (
	begunDelete begunChange = 1 << iota
	begunOther
)

// begunLine is a line of the file: changes that are made together.
type begunLine struct {
	Deletes []string `json:"deletes,omitempty"`
	Others  []string `json:"others,omitempty"`
}

// addTo adds the changes of a line to a set.
func (l begunLine) addTo(open map[string]begunChange) {
	for _, path := range l.Deletes {
		open[path] |= begunDelete
	}
	for _, path := range l.Others {
		open[path] |= begunOther
	}
}

// add notes that ops are begun, of which each has its line in the report under what line
// makes of its path.
func (b *begun) add(ops []znode.Op, line func(znode.Path) string) error {
	var all begunLine
	for _, op := range ops {
		switch op.Kind {
		case znode.OpCheck:
		case znode.OpDelete:
			all.Deletes = append(all.Deletes, line(op.Path))
		default:
			all.Others = append(all.Others, line(op.Path))
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
	var all begunLine
	for path, begun := range b.open {
		if begun&begunDelete != 0 {
			all.Deletes = append(all.Deletes, path)
		}
		if begun&begunOther != 0 {
			all.Others = append(all.Others, path)
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	text = append(text, '\n')
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
	if line.Outcome == Copied && b.open[line.Path]&begunDelete != 0 { // it is deleted next
		b.open[line.Path] = begunDelete
		return
	}
	delete(b.open, line.Path)
}

// attempt begins the work anew.
func (b *begun) attempt() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before = maps.Clone(b.open)
}

// made reports whether an attempt before has begun a change of a znode, and not told of it.
func (b *begun) made(path string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.before[path] != 0
}

// deletions are the znodes that an attempt before has begun to delete, and not told of.
func (b *begun) deletions() (paths []znode.Path) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for text, begun := range b.before {
		if path, err := znode.ParsePath(text); begun&begunDelete != 0 && err == nil {
			paths = append(paths, path)
		}
	}
	return paths
}

// load reads what a console before has begun. Half a line, which it was writing when it
// ended, is of what it did not begin.
func (b *begun) load() error {
	file, err := os.Open(b.name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 8*maxBegun)
	for lines.Scan() {
		var line begunLine
		if json.Unmarshal(bytes.TrimSpace(lines.Bytes()), &line) != nil {
			break
		}
		line.addTo(b.open)
	}
	b.size = maxBegun + 1 // it is written anew with the next
	return lines.Err()
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
	return &begun{name: filepath.Join(dir, begunFile), open: map[string]begunChange{}}
}
