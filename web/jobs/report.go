package jobs

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"sync"
)

const (
	// maxReport bounds a report, in bytes: more than a million lines, of which a move has two for
	// each znode. Further lines are only counted.
	maxReport = 256 << 20
	// maxProblems is how many lines about failures are kept separately, for the page.
	maxProblems = 200
	// maxLine bounds a line when it is read.
	maxLine = 1 << 20
)

// report is the file with what happened to each znode, and another file with the first failures.
type report struct {
	dir string

	mu       sync.Mutex
	all      *os.File // nil while nothing is written
	some     *os.File
	size     int64 // of the file all
	someSize int64
	problems int // number of lines in the file some
}

// add appends lines, all or none. It reports whether there was room.
func (r *report) add(lines []Line) (room bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.open(); err != nil {
		return false, err
	}
	var all, some []byte
	problems := 0
	for _, line := range lines {
		text, err := json.Marshal(line)
		if err != nil {
			return false, err
		}
		text = append(text, '\n')
		all = append(all, text...)
		if line.Failed() && r.problems+problems < maxProblems {
			some, problems = append(some, text...), problems+1
		}
	}
	if r.size+int64(len(all)) > maxReport {
		all, room = nil, false
	} else {
		room = true
	}
	at, err := r.all.Write(all)
	if err == nil {
		_, err = r.some.Write(some)
	}
	if err != nil { // the disk is full: leave no partial line
		return false, errors.Join(err, r.all.Truncate(r.size), r.some.Truncate(r.someSize))
	}
	r.size += int64(at)
	r.someSize += int64(len(some))
	r.problems += problems
	return room, nil
}

func (r *report) open() (err error) {
	if r.all != nil {
		return nil
	}
	if r.some, err = openAppend(filepath.Join(r.dir, "problems.jsonl")); err != nil {
		return err
	}
	if r.all, err = openAppend(filepath.Join(r.dir, "report.jsonl")); err != nil {
		return errors.Join(err, r.some.Close())
	}
	return nil
}

func openAppend(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// close syncs the report to the disk and closes it.
func (r *report) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		return nil
	}
	err := errors.Join(r.all.Sync(), r.all.Close(), r.some.Close())
	r.all, r.some = nil, nil
	return err
}

// recount calls each with the lines that an earlier console has written, and cuts off a partial
// line at the end.
func (r *report) recount(each func(Line)) error {
	whole := int64(0)
	for line, size := range r.read("report.jsonl") {
		whole += size
		each(line)
	}
	problems := int64(0)
	for _, size := range r.read("problems.jsonl") {
		problems += size
		r.problems++
	}
	r.size, r.someSize = whole, problems
	return errors.Join(r.cut("report.jsonl", whole), r.cut("problems.jsonl", problems))
}

// cut truncates a file, if it exists, to a size.
func (r *report) cut(name string, size int64) error {
	err := os.Truncate(filepath.Join(r.dir, name), size)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// read yields the complete lines of a file, each with its length in bytes.
func (r *report) read(name string) iter.Seq2[Line, int64] {
	return func(yield func(Line, int64) bool) {
		file, err := os.Open(filepath.Join(r.dir, name))
		if err != nil {
			return
		}
		defer func() { _ = file.Close() }() // only read
		in := bufio.NewReaderSize(io.LimitReader(file, maxReport+maxLine), 64<<10)
		for {
			text, err := in.ReadBytes('\n')
			var line Line
			if err != nil || json.Unmarshal(text, &line) != nil || !yield(line, int64(len(text))) {
				return
			}
		}
	}
}
