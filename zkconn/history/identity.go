package history

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A store has an identity that it gets with its folder. One that is made anew, or whose
// gaps were filled, has another, so that copies of it notice.
const (
	identityFile = "identity"
	originFile   = "copy-of" // the identity of the store that this one is a copy of
)

// ErrOtherHistory means that a copy is of another store, which cannot take its place.
var ErrOtherHistory = errors.New("history: this is another history than the one that was copied: it was made anew")

// Identity returns the store's identity, 26 letters and digits; "" where none was written
// so far.
func (s *Store) Identity() (string, error) { return readName(s.dir, identityFile) }

func readName(dir, file string) (string, error) {
	name, err := os.ReadFile(filepath.Join(dir, file))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(name)), err
}

// writeName replaces a file that holds names: by the whole of the new one, also where the
// machine fails.
func writeName(dir, file, name string) error {
	whole := filepath.Join(dir, file)
	made, err := os.OpenFile(whole+unfinishedSuffix, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = made.WriteString(name + "\n")
	if err = errors.Join(err, made.Sync(), made.Close()); err != nil {
		return err
	}
	return os.Rename(whole+unfinishedSuffix, whole)
}

// identify gives a folder an identity, and the hashes of what it is told by, unless it has them.
func identify(dir string) error {
	name, err := readName(dir, identityFile)
	if err != nil {
		return err
	}
	if closed, err := readClosed(dir); err != nil || name != "" && closed != "" {
		return err
	}
	return retold(dir, func() error {
		if name != "" {
			return nil
		}
		return writeName(dir, identityFile, rand.Text())
	})
}

// Origin notes the identity of the store that this one is a copy of, and the zxid with which
// that begins. If this was a copy of another store, one that ended with the same transaction,
// it begins anew and reports so, provided that nothing is lost: the new one begins no later,
// and nothing was forgotten here. Otherwise it fails with ErrOtherHistory.
func (w *Writer) Origin(identity string, first int64) (anew bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken != nil {
		return false, w.broken
	}
	known, err := readName(w.dir, originFile)
	if err != nil || known == identity {
		return false, err
	}
	if known == "" || w.segment == nil {
		return false, w.copyOf(identity)
	}
	files, err := segmentFiles(w.dir)
	if err != nil {
		return false, err
	}
	forgotten, err := readForgotten(w.dir)
	if err != nil {
		return false, err
	}
	if uint64(first) > uint64(beginOf(files[0])) || len(forgotten) > 0 {
		return false, fmt.Errorf("%w, and begins later, or something was forgotten here: remove %s while nothing copies into it to have that", ErrOtherHistory, w.dir)
	}
	if err := w.beginAnew(files); err != nil {
		return false, err
	}
	return true, w.copyOf(identity)
}

func (w *Writer) copyOf(identity string) error {
	return retold(w.dir, func() error { return writeName(w.dir, originFile, identity) })
}

// beginAnew removes all that was recorded, the newest first: if it is interrupted, the rest is
// an earlier state of the history.
func (w *Writer) beginAnew(files []string) error {
	err := w.segment.close()
	w.segment, w.broken = nil, errors.New("history: it is being begun anew, open the store again")
	if err != nil {
		return err
	}
	another := func() error { return writeName(w.dir, identityFile, rand.Text()) }
	if err := retold(w.dir, another); err != nil { // copies of what is left begin anew, too
		return err
	}
	for _, file := range slices.Backward(files) {
		if err := removeSegment(file); err != nil {
			return err
		}
	}
	w.state, w.next, w.last, w.clock, w.hash, w.skipKey = nil, counters{}, 0, clock{}, nil, nil
	w.acls, w.sessions, w.marks = nil, nil, marks{}
	w.broken = nil
	return nil
}
