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

// A store gets an identity when its folder is made. It gets another one when it is made anew or its
// gaps are filled, so that copies notice.
const (
	identityFile = "identity"
	originFile   = "copy-of" // the identity of the store of which this is a copy
)

// ErrOtherHistory means that a copy belongs to another store than the one that is offered, and must
// not be replaced by it.
var ErrOtherHistory = errors.New("history: this is another history than the one that was copied: it was made anew")

// Identity returns the store's identity, 26 letters and digits; "" if it has none yet.
func (s *Store) Identity() (string, error) { return readName(s.dir, identityFile) }

func readName(dir, file string) (string, error) {
	name, err := os.ReadFile(filepath.Join(dir, file))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(name)), err
}

// writeName replaces a small file atomically and durably.
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

// identify gives a folder an identity and a closedFile, unless it has them.
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

// Origin records the identity of the store of which this is a copy, and the zxid with which that
// store begins. If this was a copy of another store that ended with the same transaction, it is
// emptied and anew is true, provided that nothing is lost: the new store begins no later, and
// nothing was forgotten here. Otherwise Origin fails with ErrOtherHistory.
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

// beginAnew removes all that was recorded, the newest first. If it is interrupted, what is left is
// an earlier state of the history.
func (w *Writer) beginAnew(files []string) error {
	err := w.segment.close()
	w.segment, w.broken = nil, errors.New("history: it is being begun anew, open the store again")
	if err != nil {
		return err
	}
	another := func() error { return writeName(w.dir, identityFile, rand.Text()) }
	if err := retold(w.dir, another); err != nil { // copies of what is left must begin anew, too
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
