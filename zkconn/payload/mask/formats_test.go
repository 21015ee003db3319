package mask_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

const fixtures = "../format/testdata/binary"

// In data that real libraries have written, no view shows the secrets, and the best view shows the
// rest.
func TestMaskFormats(t *testing.T) {
	for _, file := range []string{
		"json.zlib", "json.deflate", "json.bz2", "json.base16", "json.zst", "json.lz4", "json.java-lz4", "json.lz4-block", "json.snappy", "json.java-snappy", "json.snappy-block",
		"document.msgpack", "list.msgpack", "document.cbor", "document.bson", "login.pb",
		"null.avro", "deflate.avro", "snappy.avro", "zstandard.avro", "login.ser", "map.ser", "properties.ser",
	} {
		data, err := os.ReadFile(filepath.Join(fixtures, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, layers := range []string{"", "gzip"} {
			if layers == "gzip" {
				data = []byte(packed(t, string(data)))
			}
			masked := defaultMasker(t).Mask(znode.Root, data)
			if masked.Count == 0 {
				t.Errorf("%s %s is not masked", layers, file)
				continue
			}
			secrets := []string{"hunter2", "s3cret"}
			if file == "login.pb" { // without a schema, nothing names the first secret
				secrets = secrets[1:]
			}
			inView(t, masked, layers+" "+file, secrets...)
			if best := textOf(show.Decode(masked.Reading(), show.Best)); masked.Whole || !strings.Contains(best, mask.Text) || file != "properties.ser" && !strings.Contains(best, "bob") {
				t.Errorf("%s %s: the best view is %s", layers, file, best)
			}
		}
	}
}

// Words in base16 are masked like those in base64.
func TestMaskWordsInBase16(t *testing.T) {
	word := hex.EncodeToString([]byte(`{"user": "bob", "password": "hunter2"}`))
	masked := defaultMasker(t).Mask(znode.Root, []byte(`{"config": "`+word+`", "sum": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c"}`))
	if want := `{"config": "` + mask.Text + `", "sum": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c"}`; string(masked.Data) != want {
		t.Errorf("the data is masked as %s", masked.Data)
	}
}

// The writer of an HBase message stands beside its numbered fields.
func TestMaskHBaseInNumbers(t *testing.T) {
	const writer = "\xff\x00\x00\x00\x14master:16000\x01\x02\x03\x04\x05\x06\x07\x08"
	masked := defaultMasker(t).Mask(znode.Root, []byte(writer+"PBUF\x0a\x0bdb.password\x12\x07hunter2"))
	inView(t, masked, "HBase", "hunter2")
	if best := textOf(show.Decode(masked.Reading(), show.Best)); !strings.Contains(best, "db.password") {
		t.Errorf("the best view is %s", best)
	}
}

// Encoded bytes in no format are searched as binary data.
func TestMaskCodedBytes(t *testing.T) {
	message := "\x0a\x08password\x12\x07hunter2\x18\x96\x01"
	for _, data := range []string{base64.StdEncoding.EncodeToString([]byte(message)), hex.EncodeToString([]byte(message))} {
		if masked := defaultMasker(t).Mask(znode.Root, []byte(data)); !masked.Whole {
			t.Errorf("the data is masked as %s", masked.Data)
		}
	}
	harmless := base64.StdEncoding.EncodeToString([]byte("\x0a\x08hostname\x12\x07hunter2\x18\x96\x01"))
	if masked := defaultMasker(t).Mask(znode.Root, []byte(harmless)); masked.Count != 0 {
		t.Errorf("the data is masked as %s", masked.Data)
	}
}

// Data in base64 is read and masked like the data itself.
func TestMaskFormatsInBase64(t *testing.T) {
	for _, file := range []string{"document.msgpack", "document.cbor", "document.bson", "null.avro", "login.ser", "map.ser"} {
		written, err := os.ReadFile(filepath.Join(fixtures, file))
		if err != nil {
			t.Fatal(err)
		}
		data := base64.StdEncoding.EncodeToString(written)
		masked := defaultMasker(t).Mask(znode.Root, []byte(data))
		if masked.Count == 0 {
			t.Errorf("%s is not masked", file)
		}
		inView(t, masked, file, "hunter2", "s3cret", base64.StdEncoding.EncodeToString([]byte("hunter2"))[:8])
		best := textOf(show.Decode(masked.Reading(), show.Best))
		if !strings.Contains(best, "bob") || !strings.Contains(best, mask.Text) {
			t.Errorf("%s: the best view is %s", file, best)
		}
	}
}

// Masking keeps the variant of lz4 and snappy, since programs that read blocks or the frames of
// Java or Hadoop read no others.
func TestMaskKeepsFrames(t *testing.T) {
	fixture := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(fixtures, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	whole, lz4Block, snappyBlock := fixture("json.txt"), fixture("json.lz4-block"), fixture("json.snappy-block")
	hadoops := func(block []byte) []byte {
		frame := binary.BigEndian.AppendUint32(nil, uint32(len(whole)))
		return append(binary.BigEndian.AppendUint32(frame, uint32(len(block))), block...)
	}
	begins := func(magic string) func(int) []byte { return func(int) []byte { return []byte(magic) } }
	lowest := func(size int) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(size)) }
	highest := func(size int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(size)) }
	varint := func(size int) []byte { return binary.AppendUvarint(nil, uint64(size)) }
	for _, test := range []struct {
		name   string
		data   []byte
		begins func(size int) []byte
	}{
		{"lz4", fixture("json.lz4"), begins("\x04\x22\x4d\x18")},
		{"lz4 in Java's way", fixture("json.java-lz4"), begins("LZ4Block")},
		{"a block of lz4", lz4Block, lowest},
		{"lz4 in Hadoop's frames", hadoops(lz4Block[4:]), highest}, // without its length
		{"snappy", fixture("json.snappy"), begins("\xff\x06\x00\x00sNaPpY")},
		{"snappy in Java's way", fixture("json.java-snappy"), begins("\x82SNAPPY\x00")},
		{"a block of snappy", snappyBlock, varint},
		{"snappy in Hadoop's frames", hadoops(snappyBlock), highest},
	} {
		masked := defaultMasker(t).Mask(znode.Root, test.data)
		content := format.Read(znode.Root, masked.Data).Content()
		if content == nil || masked.Count == 0 || !strings.Contains(content.Reading.Text, mask.Text) {
			t.Errorf("%s: %d masked, %+v", test.name, masked.Count, content)
			continue
		}
		if begins := test.begins(content.Reading.Size); !bytes.HasPrefix(masked.Data, begins) {
			t.Errorf("%s: masked, the data begins with %q, want %q", test.name, masked.Data[:len(begins)], begins)
		}
	}
}

// Within a text, base64 of a layer is masked if and only if the layer contains a secret, for every
// layer and text.
func TestMaskLayersInWords(t *testing.T) {
	document, harmless := `{"user":"bob","password":"hunter2"}`, `{"user":"bob","host":"db.example.com"}`
	layers := map[string][2]string{
		"UTF-16": {wide("\ufeff"+document, binary.LittleEndian), wide("\ufeff"+harmless, binary.LittleEndian)}, "UTF-16 without a mark": {wide(document, binary.BigEndian), wide(harmless, binary.BigEndian)},
		"gzip twice": {packed(t, packed(t, document)), packed(t, packed(t, harmless))}, "a word in gzip": {packed(t, "a "+base64.StdEncoding.EncodeToString([]byte(packed(t, document)))), packed(t, harmless)},
		"a token": {packed(t, "x ghp_"+strings.Repeat("aB3", 12)), packed(t, harmless)},
	}
	for _, layer := range []format.Name{format.Gzip, format.Zlib, format.Zstd, format.LZ4, format.Snappy} {
		var both [2]string
		for i, text := range []string{document, harmless} {
			data, err := format.Repack(layer, nil, []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			both[i] = string(data)
		}
		layers[string(layer)] = both
	}
	for _, file := range []string{"document.msgpack", "document.cbor", "document.bson", "null.avro", "login.ser"} {
		data, err := os.ReadFile(filepath.Join(fixtures, file))
		if err != nil {
			t.Fatal(err)
		}
		layers[file] = [2]string{string(data), packed(t, harmless)}
	}
	masker := defaultMasker(t)
	for name, both := range layers {
		for _, coding := range []func([]byte) string{base64.StdEncoding.EncodeToString, base64.RawURLEncoding.EncodeToString, hex.EncodeToString} {
			for _, around := range []string{`{"name":"a","blob":"%s"}`, "name: a\nblob: %s\n", "see %s there", `{"x":"{\"blob\":\"%s\"}"}`} {
				for i, data := range both {
					coded := coding([]byte(data))
					masked := masker.Mask(znode.Root, fmt.Appendf(nil, around, coded))
					if hidden := !strings.Contains(string(masked.Data), coded[:20]); hidden != (i == 0) || hidden != (masked.Count > 0) {
						t.Errorf("%s in %q, secret %v: %d masked, %s", name, around, i == 0, masked.Count, masked.Data)
					}
				}
			}
		}
	}
}

// The examination of layers within words is bounded, and the rest is masked: a short word may
// expand to millions of bytes.
func TestMaskLayersInWordsBounded(t *testing.T) {
	for words, all := range map[int]bool{1: true, 12: false} {
		var text strings.Builder
		for i := range words {
			fmt.Fprintf(&text, "blob%d=%s\n", i, base64.StdEncoding.EncodeToString([]byte(packed(t, strings.Repeat("a line of text\n", 120_000)+strconv.Itoa(i)))))
		}
		masked := defaultMasker(t).Mask(znode.Root, []byte(text.String()))
		if all != (masked.Count == 0) {
			t.Errorf("of %d words, %d are masked", words, masked.Count)
		}
	}
	nested := "password=hunter2"
	for range 8 {
		nested = "x " + base64.StdEncoding.EncodeToString([]byte(packed(t, nested)))
	}
	if masked := defaultMasker(t).Mask(znode.Root, []byte(nested)); masked.Count == 0 {
		t.Error("data that is nested too deep is shown")
	}
}

// A message with a schema is masked by the names of its fields.
func TestMaskSchema(t *testing.T) {
	schema, err := format.ParseSchema("/logins/*=" + fixtures + "/login.proto")
	if err != nil {
		t.Fatal(err)
	}
	format.UseSchemas([]format.Schema{schema})
	t.Cleanup(func() { format.UseSchemas(nil) })
	data, err := os.ReadFile(fixtures + "/login.pb")
	if err != nil {
		t.Fatal(err)
	}
	path, err := znode.ParsePath("/logins/1")
	if err != nil {
		t.Fatal(err)
	}
	masked := defaultMasker(t).Mask(path, data)
	inView(t, masked, "login.pb", "hunter2", "s3cret")
	if best := textOf(show.Decode(masked.Reading(), show.Best)); !strings.Contains(best, `"user": "bob"`) || !strings.Contains(best, `"password": "`+mask.Text) {
		t.Errorf("the best view is %s", best)
	}
}

// A pair of a name and a value is masked in HBase's messages as anywhere else.
func TestMaskHBase(t *testing.T) {
	path, err := znode.ParsePath("/hbase/replication/peers/1")
	if err != nil {
		t.Fatal(err)
	}
	data := "PBUF\x0a\x06zk1:/h\x22\x18\x0a\x0dsink.password\x12\x07hunter2"
	masked := defaultMasker(t).Mask(path, []byte(data))
	inView(t, masked, "HBase", "hunter2")
	if best := textOf(show.Decode(masked.Reading(), show.Best)); !strings.Contains(best, `"clusterkey": "zk1:/h"`) || !strings.Contains(best, mask.Text) {
		t.Errorf("the best view is %s", best)
	}
}

// Bytes that are shown in hexadecimal are searched for secrets as well.
func TestMaskBytesInFormats(t *testing.T) {
	for name, data := range map[string]string{
		"MessagePack": "\x82\xa4user\xa3bob\xa4blob\xc4\x13\x00password=hunter2\x00\xff",
		"CBOR":        "\xa2\x64user\x63bob\x64blob\x53\x00password=hunter2\x00\xff",
		"BSON":        "\x31\x00\x00\x00\x02user\x00\x04\x00\x00\x00bob\x00\x05blob\x00\x13\x00\x00\x00\x00\x00password=hunter2\x00\xff\x00",
		"protobuf":    "\x0a\x09bob smith\x12\x13\x00password=hunter2\x00\xff",
	} {
		if r := format.Read(znode.Root, []byte(data)); r.Content() == nil || !strings.Contains(r.Content().Reading.Text, hex.EncodeToString([]byte("hunter2"))) {
			t.Errorf("%s is not read: %+v", name, r.Content())
		}
		masked := defaultMasker(t).Mask(znode.Root, []byte(data))
		inView(t, masked, name, "hunter2")
	}
}

// In a message without a schema, one field can name the value of another.
func TestMaskNumberedFields(t *testing.T) {
	for name, data := range map[string]string{
		"a map's entry":  "\x0a\x04user\x12\x13\x0a\x08password\x12\x07hunter2",
		"names, values":  "\x0a\x04user\x0a\x08password\x12\x03bob\x12\x07hunter2",
		"another secret": "\x0a\x04user\x0a\x08password\x12\x03bob\x12\x07hunter2\x22\x14\x0a\x12http://a:passe@h/x",
	} {
		content := format.Read(znode.Root, []byte(data)).Content()
		if content == nil || content.Layer.Name != format.Protobuf || !strings.Contains(content.Reading.Text, "hunter2") {
			t.Errorf("%s is not read: %+v", name, content)
		}
		inView(t, defaultMasker(t).Mask(znode.Root, []byte(data)), name, "hunter2", "passe")
	}
}

// inView checks that neither the masked data nor any view of it shows a secret, as text or in
// hexadecimal.
func inView(t *testing.T, masked mask.Masked, what string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		coded := hex.EncodeToString([]byte(secret))
		for _, view := range show.Views() {
			text := textOf(show.Decode(masked.Reading(), view))
			if strings.Contains(text, secret) || strings.Contains(strings.NewReplacer(" ", "", "\n", "").Replace(text), coded) {
				t.Errorf("%s: %s shows %s", what, view, text)
			}
		}
		if strings.Contains(string(masked.Data), secret) || strings.Contains(said(t, masked), secret) {
			t.Errorf("%s: the data is %q", what, masked.Data)
		}
	}
}

// textOf returns the text of a result.
func textOf(result show.Result) string {
	var out strings.Builder
	for _, line := range result.Lines {
		for _, token := range line {
			out.WriteString(token.Text)
		}
		out.WriteByte('\n')
	}
	return out.String()
}
