package nodes

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
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

// TestShownIsKept checks that a view depends only on its data, with or without secrets, whatever
// was shown before and to whom.
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

// TestShownIsWrittenOnce checks that data that is read repeatedly is rendered once, unless it is
// long.
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
	for name, long := range map[string]string{
		"lines":                strings.Repeat("a line\n", maxKeptView/tokenBytes),
		"lines without a word": "a line" + strings.Repeat("\n", maxKeptView/lineBytes),
		"lines of JSON":        "[" + strings.Repeat("{},", maxKeptView/tokenBytes) + "{}]",
	} {
		look(long)
		if look(long) != nil {
			t.Errorf("many %s are kept", name)
		}
	}
}

// TestShownTellsTheTimeThatIsLeft checks that times are relative to the present look, not to the
// one before.
func TestShownTellsTheTimeThatIsLeft(t *testing.T) {
	masker, end := newMasker(t), time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	data := certificateUntil(t, end)
	for _, look := range []struct {
		now  time.Time
		code znode.Code
		days string
	}{
		{end.AddDate(0, 0, -3), znode.CodeCertificateEnds, "3"},
		{end.AddDate(0, 0, -2), znode.CodeCertificateEnds, "2"},
		{end.AddDate(0, 0, 5), znode.CodeCertificateEnded, "5"},
		{end.AddDate(-1, 0, 0), "", ""},
		{end.AddDate(0, 0, -3), znode.CodeCertificateEnds, "3"},
	} {
		result, _ := shown(masker.MaskWithin(t.Context(), znode.Root, data, format.MaxShown), show.Best)
		result.NoteEnd(look.now)
		var code znode.Code
		var days string
		if len(result.Notes) > 0 {
			code, days = result.Notes[0].Code, result.Notes[0].Args["days"]
		}
		if len(result.Notes) > 1 || code != look.code || days != look.days {
			t.Errorf("at %s the notes are %v", look.now, result.Notes)
		}
	}
}

func certificateUntil(t *testing.T, end time.Time) []byte {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: end.AddDate(-2, 0, 0), NotAfter: end}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// TestShownIsOfItsPath checks that data that is a secret because of its path is not treated as one
// elsewhere.
func TestShownIsOfItsPath(t *testing.T) {
	masker := newMasker(t)
	looks := map[znode.Path]string{}
	for path, says := range map[string]string{"/app/port": "8080", "/app/password": mask.Text} {
		parsed, err := znode.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		looks[parsed] = says
	}
	for range 3 {
		for path, says := range looks {
			result, code := shown(masker.MaskWithin(t.Context(), path, []byte("8080"), format.MaxShown), show.Best)
			if code == nil {
				code = nodes.Code(result)
			}
			if !bytes.Contains(code, []byte(says)) || says != "8080" && bytes.Contains(code, []byte("8080")) {
				t.Errorf("%s is shown as %s", path, code)
			}
		}
	}
}

// TestShownToManyAtOnce checks that people who look at the same data in different views get their
// own view.
func TestShownToManyAtOnce(t *testing.T) {
	masker := newMasker(t)
	var all sync.WaitGroup
	for _, asked := range []show.View{format.JSON, show.Hex, format.Text, format.JSON, show.Hex, format.Text} {
		all.Go(func() {
			for range 50 {
				result, code := shown(masker.MaskWithin(t.Context(), znode.Root, []byte(`{"port":1,"password":"x"}`), format.MaxShown), asked)
				if result.Current != asked || code != nil && !bytes.Equal(code, nodes.Code(result)) {
					t.Errorf("as %s it is shown as %s: %s", asked, result.Current, code)
				}
			}
		})
	}
	all.Wait()
}

// TestShownSaysItsOwnNotes checks that the notes of one page do not appear on another.
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
