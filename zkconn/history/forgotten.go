package history

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"zkweb/zkconn/dirlock"
	"zkweb/zkconn/znode"
)

// forgottenFile lists what was forgotten, one line of JSON each, so that copies forget it too.
const forgottenFile = "forgotten"

// Forgotten identifies a path that was forgotten by a keyed hash. Only who knows the path can
// recognize it.
type Forgotten struct {
	Salt []byte `json:"salt"`
	Hash []byte `json:"hash"`
}

func forgottenOf(path string) Forgotten {
	salt := newSalt()
	return Forgotten{salt, hashOf(salt, []byte(path))}
}

func (f Forgotten) is(path string) bool { return bytes.Equal(f.Hash, hashOf(f.Salt, []byte(path))) }

// Forgotten returns what the store has forgotten, the oldest first.
func (s *Store) Forgotten() ([]Forgotten, error) { return readForgotten(s.dir) }

func readForgotten(dir string) (all []Forgotten, err error) {
	file, err := os.Open(filepath.Join(dir, forgottenFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var one Forgotten
		if json.Unmarshal(lines.Bytes(), &one) == nil { // the last line may be cut off
			all = append(all, one)
		}
	}
	return all, lines.Err()
}

func addForgotten(dir string, one Forgotten) error {
	file, err := os.OpenFile(filepath.Join(dir, forgottenFile), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	line, _ := json.Marshal(one) // bytes cannot fail
	_, err = file.Write(append(append([]byte("\n"), line...), '\n'))
	return errors.Join(err, file.Sync(), file.Close())
}

// Forget rewrites a store without the values, changes and names at and below a path, and returns
// how many changes it removed. It remains visible that there were transactions and that something
// was forgotten, and copies of the store are told. Nobody may write the store in the meantime.
// After an error, Forget must be called again.
func Forget(ctx context.Context, dir string, path znode.Path) (changes int64, err error) {
	lock, err := dirlock.Take(dir, lockFile)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	if changes, err = forget(ctx, dir, path.String()); err != nil {
		return changes, err
	}
	if err := retold(dir, func() error { return addForgotten(dir, forgottenOf(path.String())) }); err != nil {
		return changes, err
	}
	return changes, writeClosed(dir)
}

// Forgotten forgets what the store of which this is a copy has forgotten, unless that was done
// before.
func (w *Writer) Forgotten(ctx context.Context, one Forgotten) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken != nil {
		return w.broken
	}
	known, err := readForgotten(w.dir)
	if err != nil {
		return err
	}
	for _, each := range known {
		if bytes.Equal(each.Salt, one.Salt) && bytes.Equal(each.Hash, one.Hash) {
			return nil
		}
	}
	ctx = context.WithoutCancel(ctx) // a store that is half rewritten would not verify
	path, err := w.find(ctx, one)
	if err != nil {
		return err
	}
	if path != "" {
		err = w.forget(ctx, path)
	} else if w.segment != nil { // the next transactions may lack it
		_, err = w.segment.db.ExecContext(ctx, markForgotten)
	}
	if err != nil {
		return err
	}
	return retold(w.dir, func() error { return addForgotten(w.dir, one) })
}

// find returns the path that was forgotten; "" if the store has nothing of it.
func (w *Writer) find(ctx context.Context, one Forgotten) (string, error) {
	files, err := segmentFiles(w.dir)
	if err != nil {
		return "", err
	}
	seen := map[string]bool{}
	for _, file := range files {
		s, err := openSegment(file, w.options.Key, openToRead)
		if err != nil {
			return "", err
		}
		path, err := s.find(ctx, one, seen)
		if err = errors.Join(err, s.close()); err != nil || path != "" {
			return path, err
		}
	}
	return "", nil
}

// find looks among the paths of a segment, and their ancestors, that were not seen yet.
func (s *segment) find(ctx context.Context, one Forgotten, seen map[string]bool) (string, error) {
	rows, err := s.rows(ctx, "SELECT path FROM path")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		var path string
		if err := rows.Scan(&path); err != nil {
			return "", err
		}
		leaf := true // too many to remember
		for ; path != "" && !seen[path]; path = parentOf(path) {
			if one.is(path) {
				return path, nil
			}
			if !leaf {
				seen[path] = true
			}
			leaf = false
		}
	}
	return "", rows.Err()
}

// forget closes the newest segment, forgets the path, and opens the segment again.
func (w *Writer) forget(ctx context.Context, path string) error {
	err := w.segment.close()
	w.segment, w.broken = nil, errors.New("history: a path was half forgotten, open the store again")
	if err != nil {
		return err
	}
	if _, err := forget(ctx, w.dir, path); err != nil {
		return fmt.Errorf("history: a path cannot be forgotten: %w", err)
	}
	w.acls, w.sessions, w.marks = nil, nil, marks{}
	if err := w.open(); err != nil {
		return err
	}
	w.broken = nil
	return nil
}
