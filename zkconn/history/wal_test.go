package history

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// readings are what a file has, the first time it is read, the second, and from the last on.
type readings [][]byte

func (r *readings) ReadAt(p []byte, at int64) (int, error) {
	now := (*r)[0]
	if len(*r) > 1 {
		*r = (*r)[1:]
	}
	return bytes.NewReader(now).ReadAt(p, at)
}

// TestWALIsWritten: a frame that was read before the writer was done with it, and a WAL that is
// begun anew, are no damage; the same frame as it stays is.
func TestWALIsWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{})
	all := hours(100)
	for at := 0; at < len(all); at += 10 {
		write(t, w, all[at:at+10])
	}
	wal, err := os.ReadFile(w.segment.file + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	half := bytes.Clone(wal)
	clear(half[walHeader+4*lastFrame-100 : walHeader+4*lastFrame])
	anew := bytes.Clone(wal)
	copy(anew, bytes.Repeat([]byte{1}, walHeader+lastFrame))
	torn := func(at int) []byte {
		torn := bytes.Clone(wal)
		torn[len(wal)-lastFrame+at] ^= 4
		return torn
	}
	other := newWriter(t, t.TempDir(), Options{})
	write(t, other, all[:10])
	another, err := os.ReadFile(other.segment.file + "-wal")
	must(t, err)
	for _, c := range []struct {
		name  string
		reads readings
		torn  int64
		want  error
	}{
		{"as it was written", readings{wal}, 0, nil},
		{"read too early", readings{wal, half, wal}, 0, nil},
		{"begun anew", readings{wal, half, half, anew[:walHeader-1]}, 0, nil},
		{"damaged", readings{half}, 0, errWAL},
		{"damaged in the header", readings{anew}, 0, errWAL},
		{"torn at its end", readings{torn(0)}, lastFrame, nil},
		{"torn in what says whose the frame is", readings{torn(8)}, lastFrame, nil},
		{"torn in what says how far it goes", readings{torn(7)}, lastFrame, nil},
		{"torn, and then written", readings{wal, torn(0), wal}, 0, nil},
		{"with what an earlier one left behind it", readings{slices.Concat(wal, another[walHeader:])}, 0, nil},
	} {
		if torn, err := verifyFrames(&c.reads); !errors.Is(err, c.want) || torn != c.torn {
			t.Errorf("%s: %d bytes torn, %v, not %d, %v", c.name, torn, err, c.torn, c.want)
		}
	}
}

// TestWALWasCutOff: what the machine's crash has left of commits in a WAL is taken for damage no
// more once the store is written again.
func TestWALWasCutOff(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir, Options{})
	all := hours(100)
	for at := 0; at < len(all); at += 10 {
		write(t, w, all[at:at+10])
	}
	files := readFolder(t, dir)
	wal := files[filepath.Base(w.segment.file)+"-wal"]
	clear(wal[len(wal)/2 : len(wal)/2+lastFrame])
	cut := files.write(t)
	var wrong *Wrong
	if _, err := Verify(t.Context(), cut, Key{}); !errors.As(err, &wrong) {
		t.Errorf("commits are lost: %v", err)
	}
	again := newWriter(t, cut, Options{})
	kept := again.Last() - epoch
	if kept < 10 || kept > 90 {
		t.Fatalf("%d transactions were kept", kept)
	}
	write(t, again, all[:kept+1])
	if verified, err := Verify(t.Context(), cut, Key{}); err != nil || verified.Transactions != kept+1 {
		t.Errorf("%+v, %v", verified, err)
	}
}
