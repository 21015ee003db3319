package format

import (
	"math/rand/v2"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

// No layer accepts readable text that its ofText excludes, however the text begins.
func TestLayersOfText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	begins := []string{"", ByteOrderMark, "GIF89a", "GIF87a", "RIFF1234WEBPVP8 ", "LZ4Block", "Obj", "PBUF", "\bPBUF", certificateArmor, "http://a?b=c&d=e", "a%3A%2F%2Fb", "a=b&c=d", "YWJjZGVmZ2hpamtsbW5v", "{", "x", "\n", "0", "\x1b", "\a", "密码"}
	taken := 0
	for range 50_000 {
		var text strings.Builder
		text.WriteString(begins[random.IntN(len(begins))])
		for range random.IntN(24) {
			text.WriteByte("\a\b\t\n\f\r\x1b aAbBzZ019=%&?:/-+_<{\"~"[random.IntN(30)])
		}
		for _, path := range []znode.Path{znode.Root, pathOf(t, "/hadoop-ha/a/ActiveBreadCrumb")} {
			r := Read(path, []byte(text.String()))
			if !r.Readable() {
				t.Fatalf("%q is not readable", text.String())
			}
			plain := IsPlain(path, text.String())
			for i := range Layers {
				layer := &Layers[i]
				if layer.Unwrap(r) == nil {
					continue
				}
				if taken++; plain || layer.ofText == nil || !layer.ofText(path, r.Text) {
					t.Fatalf("%s takes %q", layer.Name, text.String())
				}
			}
		}
	}
	if taken < 100 {
		t.Fatalf("%d texts were in a layer", taken)
	}
}

func pathOf(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
