package site

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// unpacked is a body as it is after p has packed it.
func unpacked(t *testing.T, p *packing, body []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	if err := p.compress(&packed, body, true); err != nil {
		t.Fatal(err)
	}
	reader, err := gzip.NewReader(&packed)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func newPacking() *packing { return &packing{kept: map[uint64]packed{}} }

// later lets it be later than all that came.
func later(p *packing) {
	for i := range p.once {
		p.once[i].at = p.once[i].at.Add(-minKeptAfter)
	}
}

// TestCompress: what is compressed in one go, in parts, or again, is unpacked as it was.
func TestCompress(t *testing.T) {
	p := newPacking()
	for _, length := range []int{0, 1, minCompressed, compressedAtOnce - 1, compressedAtOnce, compressedAtOnce + 1, 2 * compressedAtOnce, 3*compressedAtOnce + 7} {
		plain := strings.Repeat("<li>one and another", length/19+1)[:length]
		for _, body := range []string{plain, "\n\n" + plain + "\n\n", plain + "\n\n\n" + plain} {
			for again := range 3 {
				if got := unpacked(t, p, []byte(body)); string(got) != body {
					t.Errorf("of %d bytes %d are unpacked at time %d", len(body), len(got), again+1)
				}
				later(p)
			}
		}
	}
}

// TestKeepsPartsThatComeAgain: those that came twice, within the room for them, and of a
// page that differs elsewhere.
func TestKeepsPartsThatComeAgain(t *testing.T) {
	p := newPacking()
	same := strings.Repeat("same ", minKeptPart)
	for i := range 3 {
		if body := fmt.Sprint(i, strings.Repeat(" differs", minKeptPart), "\n\n", same); string(unpacked(t, p, []byte(body))) != body {
			t.Errorf("another page at time %d", i+1)
		}
		if kept := len(p.kept); kept != min(i, 1) {
			t.Errorf("%d parts are kept after %d times", kept, i+1)
		}
		later(p)
	}
	for i := range 3 * maxKeptParts / compressedAtOnce {
		part := []byte(fmt.Sprint(i, strings.Repeat("x", compressedAtOnce-10)))
		unpacked(t, p, part)
		later(p)
		unpacked(t, p, part)
	}
	clock := newPacking()
	for range 3 {
		unpacked(t, clock, []byte(same))
	}
	if len(clock.kept) > 0 {
		t.Error("what comes several times within a moment is kept")
	}
	once := newPacking()
	for range 3 {
		if err := once.compress(new(bytes.Buffer), []byte(same), false); err != nil || len(once.kept) > 0 {
			t.Errorf("of what was posted %d parts are kept: %v", len(once.kept), err)
		}
	}
	size := 0
	for _, kept := range p.kept {
		size += kept.size()
	}
	if size != p.size || size > maxKeptParts || size < maxKeptParts/2 {
		t.Errorf("%d bytes are kept, and counted as %d", size, p.size)
	}
}

// TestTakesNoPartForAnother: one that has the hash of another is compressed by itself.
func TestTakesNoPartForAnother(t *testing.T) {
	p := newPacking()
	body := []byte(strings.Repeat("one ", minKeptPart))
	unpacked(t, p, body)
	later(p)
	unpacked(t, p, body)
	if len(p.kept) != 1 {
		t.Fatalf("%d parts are kept", len(p.kept))
	}
	for hash := range p.kept {
		p.kept[hash] = packed{[]byte("another"), []byte("nothing")}
	}
	if got := unpacked(t, p, body); !bytes.Equal(got, body) {
		t.Errorf("%q", got)
	}
}

func TestPacksManyAtOnce(t *testing.T) {
	p := newPacking()
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for j := range 50 {
				body := []byte(fmt.Sprint(i, "\n\n", strings.Repeat(fmt.Sprint(j%5), minKeptPart)))
				if got := unpacked(t, p, body); !bytes.Equal(got, body) {
					t.Errorf("%d bytes are another page", len(body))
				}
			}
		})
	}
	all.Wait()
}
