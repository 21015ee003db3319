package mask

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

// TestMaskWordsCutOff: a word of base64 that has lost its end, wherever that was, hides what
// can still be read of it.
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
