package nodes

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/web/views/nodes"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

func newMasker(t *testing.T) *mask.Masker {
	masker, err := mask.New(mask.DefaultPatterns())
	if err != nil {
		t.Fatal(err)
	}
	return masker
}

// TestShownIsKept: whatever was shown of data before, by whomever it was asked for, a view
// is what its data says, with its secrets or without.
func TestShownIsKept(t *testing.T) {
	masker := newMasker(t)
	for _, text := range []string{`{"name":"<b>","password":"hunter2"}`, "port=1\npassword=hunter2\n", "\xff\x00", strings.Repeat("line\n", 3000), "one\r\ntwo\r\n"} {
		for _, asked := range []show.View{show.Best, format.Text, show.Best, show.Best, show.Hex, show.Hex, show.Best} {
			open, masked := masker.Nothing(znode.Root, []byte(text)), masker.MaskWithin(t.Context(), znode.Root, []byte(text), format.MaxShown)
			for name, data := range map[string]mask.Masked{"open": open, "masked": masked} {
				want := show.Decode(format.Read(znode.Root, data.Data), asked)
				if data.Count > 0 {
					want = show.Decode(data.Reading(), asked)
				}
				got, code := shown(data, asked)
				if code == nil {
					code = nodes.Code(got)
				}
				if got.Current != want.Current || !bytes.Equal(code, nodes.Code(want)) || !slices.EqualFunc(got.Notes, want.Notes, func(a, b show.Note) bool { return a.Code == b.Code }) {
					t.Errorf("%.20q, %s as %q is shown as %s: %.300s", text, name, asked, got.Current, code)
				}
				if bytes.Contains(code, []byte("hunter2")) && name == "masked" {
					t.Errorf("%.20q as %q shows its secret", text, asked)
				}
			}
		}
	}
}

// TestShownIsWrittenOnce for data that is looked at again, unless it is long.
func TestShownIsWrittenOnce(t *testing.T) {
	masker := newMasker(t)
	look := func(text string) []byte {
		_, code := shown(masker.Nothing(znode.Root, []byte(text)), show.Best)
		return code
	}
	const text = "port=1\n"
	if look(text) != nil {
		t.Error("it is written apart for a single look")
	}
	if second, third := look(text), look(text); len(second) == 0 || &second[0] != &third[0] {
		t.Error("it is written again for each look")
	}
	long := strings.Repeat("a line\n", maxKeptView/tokenBytes)
	look(long)
	if look(long) != nil {
		t.Error("what is long is kept")
	}
}

// TestShownSaysItsOwnNotes: what one page says beside the data is not on another's.
func TestShownSaysItsOwnNotes(t *testing.T) {
	masker := newMasker(t)
	look := func() show.Result {
		result, _ := shown(masker.Nothing(znode.Root, []byte("1763802000\r\n")), show.Best)
		return result
	}
	look()
	want := len(look().Notes)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			result := look()
			if len(result.Notes) != want || cap(result.Notes) != want {
				t.Errorf("%d notes with room for %d, want %d", len(result.Notes), cap(result.Notes), want)
			}
			result.NoteEnd(time.Now())
		})
	}
	all.Wait()
}
