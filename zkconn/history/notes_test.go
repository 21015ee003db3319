package history

import (
	"errors"
	"testing"

	"zkweb/zkconn/txnlog"
)

// TestNotesThatWereNeverWritten: where nothing was noted of gaps and sessions, what says
// something of them is told as well.
func TestNotesThatWereNeverWritten(t *testing.T) {
	t.Parallel()
	files := noted(t, func(*Writer) {})
	for _, statement := range []string{"INSERT INTO gap VALUES (1, 2, 'away')", "UPDATE session SET who = 'bob', sure = 'audit'"} {
		if wrong := verifyEdited(t, files, statement); wrong == nil {
			t.Errorf("%s is not told", statement)
		}
	}
}

// TestNotesOfAnEarlierSegment: one that keeps no hash of its notes is as it was written, and
// has one from the next note on, which covers those from before.
func TestNotesOfAnEarlierSegment(t *testing.T) {
	t.Parallel()
	files := noted(t, func(w *Writer) { note(t, w) })
	for name := range files {
		files[name] = edit(t, files[name], "DELETE FROM meta WHERE name = 'notes'")
	}
	dir := files.write(t)
	_, err := Verify(t.Context(), dir, Key{})
	must(t, err)
	w := newWriter(t, dir, Options{})
	must(t, w.Gap(t.Context(), txnlog.Gap{After: w.Last(), Before: w.Last() + 2, Cause: txnlog.GapAway}))
	must(t, w.Close())
	files = readFolder(t, dir)
	_, err = Verify(t.Context(), files.write(t), Key{})
	must(t, err)
	if wrong := verifyEdited(t, files, "UPDATE session SET who = 'bob' WHERE who IS NOT NULL"); wrong == nil {
		t.Error("what was noted before is not covered")
	}
}

// noted returns the files of a store of one segment, in which something is noted.
func noted(t *testing.T, note func(*Writer)) folder {
	t.Helper()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{})
	write(t, w, hours(50))
	note(w)
	must(t, w.Close())
	return readFolder(t, dir).segments()
}

// verifyEdited returns what is found wrong once a statement has edited a store of one segment.
func verifyEdited(t *testing.T, files folder, statement string) *Wrong {
	t.Helper()
	edited := folder{}
	for name, content := range files.segments() {
		if edited[name] = edit(t, content, statement); edited[name] == nil {
			t.Fatalf("%s changes nothing", statement)
		}
	}
	_, err := Verify(t.Context(), edited.write(t), Key{})
	wrong, _ := errors.AsType[*Wrong](err)
	return wrong
}
