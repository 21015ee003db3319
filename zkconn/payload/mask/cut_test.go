package mask

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

// TestMaskWordsCutOff checks that base64 that is cut off anywhere is masked if what remains
// contains a secret.
func TestMaskWordsCutOff(t *testing.T) {
	const text = `{"user": "app", "password": "correct horse battery staple", "port": 5432, "host": "db"}`
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write([]byte(text))
	w.Close()
	masker := usual(t)
	for name, content := range map[string][]byte{"text": []byte(text), "gzip": packed.Bytes()} {
		word := base64.StdEncoding.EncodeToString(content)
		for cut := range 9 {
			for _, data := range []string{word[:len(word)-16-cut], "see " + word[:len(word)-16-cut] + " there\n"} {
				if shown := string(masker.Mask(znode.Root, []byte(data)).Data); strings.Contains(shown, word[:70]) {
					t.Errorf("%s cut by %d: %q is shown as %q", name, 16+cut, data, shown)
				}
			}
		}
	}
}

// TestMaskWordsDamaged checks that base64 is masked if it has a wrong character anywhere, alone and
// within a text, or if its beginning is lost.
func TestMaskWordsDamaged(t *testing.T) {
	masker := usual(t)
	word := base64.StdEncoding.EncodeToString([]byte(`{"user": "orders", "password": "hunter2-and-more-of-it", "pool": 10}`))
	harmless := base64.StdEncoding.EncodeToString([]byte(`{"user": "orders", "colour": "a dark shade of the sea", "pool": 10}`))
	for at := range len(word) {
		damaged := word[:at] + "!" + word[at+1:]
		if masked := masker.Mask(znode.Root, []byte(damaged)); string(masked.Data) != Text {
			t.Errorf("with a wrong character at %d: %q", at, masked.Data)
		}
	}
	for lost := 1; lost < 4; lost++ {
		if masked := masker.Mask(znode.Root, []byte("value: "+word[lost:]+" end")); masked.Count == 0 {
			t.Errorf("without the first %d characters: %q", lost, masked.Data)
		}
		if masked := masker.Mask(znode.Root, []byte("value: "+harmless+" end")); masked.Count > 0 {
			t.Errorf("whole and harmless: %q", masked.Data)
		}
	}
}
