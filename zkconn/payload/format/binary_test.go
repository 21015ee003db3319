package format

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"zkweb/zkconn/znode"
)

const fixtures = "testdata/binary"

func readFixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(fixtures, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// written returns the fixtures, with the layer that each is in and the text that it is read as.
func written(t testing.TB) (all []struct{ file, layer, text string }) {
	t.Helper()
	for part := range strings.SplitSeq(strings.TrimPrefix(string(readFixture(t, "written.txt")), "== "), "\n== ") {
		head, text, _ := strings.Cut(part, "\n")
		file, layer, _ := strings.Cut(head, " ")
		all = append(all, struct{ file, layer, text string }{file, layer, strings.TrimSuffix(text, "\n")})
	}
	return all
}

func TestBinaryFormats(t *testing.T) {
	for _, want := range written(t) {
		content := Read(znode.Root, readFixture(t, want.file)).Content()
		if content == nil {
			t.Errorf("%s is not read", want.file)
			continue
		}
		if got := string(content.Reading.Data); string(content.Layer.Name) != want.layer || content.Damaged || content.More || got != want.text {
			t.Errorf("%s is %s, damaged %v, more %v:\n%s\nwant %s:\n%s", want.file, content.Layer.Name, content.Damaged, content.More, got, want.layer, want.text)
		}
	}
}

// hasMagicBytes reports whether a fixture begins with bytes that identify its format, so that it is
// recognized even if it is cut off or damaged.
func hasMagicBytes(file, layer string) bool {
	if strings.HasSuffix(file, "-block") {
		return false
	}
	switch Name(layer) {
	case BSON, Protobuf, MessagePack, CBOR, Deflate, Base16:
		return false
	}
	return true
}

// A block without magic bytes is a guess. Other data, and blocks whose content is not text, are not
// taken for one. Repacking yields such a block again.
func TestBlocks(t *testing.T) {
	for _, name := range []Name{LZ4, Snappy} {
		block := readFixture(t, "json."+string(name)+"-block")
		content := Read(znode.Root, block).Content()
		if content == nil || content.Layer.Name != name || !content.Guessed {
			t.Fatalf("a block of %s is %+v", name, content)
		}
		for _, text := range []string{"", "short", strings.Repeat("a longer text\n", 1000)} {
			again, err := Repack(name, block, []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			content := Read(znode.Root, again).Content()
			if text == "" || text == "short" {
				if content != nil && content.Layer.Name == name {
					t.Errorf("%q in %s is read, though it could be other data", text, name)
				}
			} else if content == nil || content.Layer.Name != name || !content.Guessed || content.Reading.Text != text {
				t.Errorf("%.20q in %s is %+v", text, name, content)
			}
		}
	}
	text := string(readFixture(t, "json.txt"))
	for _, name := range []Name{LZ4, Snappy} { // as Hadoop frames them, in two blocks
		block := readFixture(t, "json."+string(name)+"-block")
		if name == LZ4 {
			block = block[lz4Length:]
		}
		data := binary.BigEndian.AppendUint32(nil, uint32(2*len(text)))
		for range 2 {
			data = append(binary.BigEndian.AppendUint32(data, uint32(len(block))), block...)
		}
		for _, cut := range [][]byte{append(slices.Clone(data), 0, 0, 0, 0), data[:8+len(block)]} {
			if content := Read(znode.Root, cut).Content(); content != nil && content.Layer.Name == name {
				t.Errorf("%s in frames that are cut off is %+v", name, content)
			}
		}
		if content := Read(znode.Root, data).Content(); content == nil || content.Layer.Name != name || content.Reading.Text != text+text {
			t.Errorf("%s in frames is %+v", name, content)
		}
	}
	random := rand.NewChaCha8([32]byte{9})
	for range 20_000 {
		data := make([]byte, 8+random.Uint64()%64)
		random.Read(data)
		if r := Read(znode.Root, data); unwrapLZ4(r) != nil || unwrapSnappy(r) != nil {
			t.Errorf("%x is read as compressed", data)
		}
	}
}

// UTF-16 counts as text in layers without magic bytes, too.
func TestTextInLayers(t *testing.T) {
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte("Get-Process -Name zookeeper"))
	if err != nil {
		t.Fatal(err)
	}
	deflated, err := wrapDeflate(append([]byte{0xff, 0xfe}, wide...))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		data  []byte
		layer Name
	}{
		"base64 of UTF-16": {[]byte(base64.StdEncoding.EncodeToString(wide)), Base64}, "base16 of UTF-16": {[]byte(hex.EncodeToString(wide)), Base16},
		"deflated UTF-16": {deflated, Deflate},
	} {
		content := Read(znode.Root, test.data).Content()
		if content == nil || content.Layer.Name != test.layer || !strings.Contains(content.Reading.Decoded().Text, "zookeeper") {
			t.Errorf("%s is %+v", name, content)
		}
	}
	random := rand.NewChaCha8([32]byte{8})
	for range 20_000 {
		data := make([]byte, 16+random.Uint64()%64)
		random.Read(data)
		if r := Read(znode.Root, data); unwrapDeflate(r) != nil || r.isLikelyText() {
			t.Errorf("%x is taken for text", data)
		}
	}
}

// Data that a deflate stream stores uncompressed is read even if it is not text.
func TestStoredDeflate(t *testing.T) {
	var stored bytes.Buffer
	w, _ := flate.NewWriter(&stored, flate.NoCompression)
	_, _ = w.Write(readFixture(t, "document.cbor"))
	_ = w.Close()
	content := Read(znode.Root, stored.Bytes()).Content()
	if content == nil || content.Layer.Name != Deflate {
		t.Fatalf("the content is %+v", content)
	}
	if inner := content.Reading.Content(); inner == nil || inner.Layer.Name != CBOR {
		t.Errorf("the inner content is %+v", inner)
	}
}

// Data without magic bytes is read up to where it is cut off, if that is enough to recognize its
// format, which is then a guess.
func TestCutBinary(t *testing.T) {
	for file, want := range map[string]string{
		"document.msgpack": `{"user":"bob","password":"hunter2","port":2181,"ratio":0.5,"on":true,"none":null,"tags":["a","数据"],"inner":{"name":"x","blob":null}}`,
		"document.cbor":    `{"user":"bob","password":"hunter2","port":2181,"ratio":0.5,"on":true,"none":null,"tags":["a","数据"],"inner":{"name":"x","blob":null}}`,
		"document.bson":    `{"_id":"65a1b2c3d4e5f60718293a4b","user":"bob","password":"hunter2","port":2181,"ratio":0.5,"on":true,"none":null,"tags":["a","数据"]}`,
	} {
		data := readFixture(t, file)
		content := Read(znode.Root, data[:bytes.Index(data, []byte("blob"))+5]).Content()
		if content == nil || !content.Damaged || !content.Guessed || string(content.Reading.Data) != want {
			t.Errorf("%s is %+v", file, content)
			if content != nil {
				t.Errorf("%s", content.Reading.Data)
			}
		}
	}
}

// The time of MessagePack's own extension is read in every position, even as the last value, where
// the library mistakes it for another extension.
func TestTimeOfMessagePack(t *testing.T) {
	at := "\xd7\xff\x00\x00\x00\x00\x65\x53\xf1\x00"
	for data, want := range map[string]string{
		"\x82\xa5since" + at + "\xa4name\xa3bob":               `{"since":"2023-11-14T22:13:20Z","name":"bob"}`,
		"\x82\xa4name\xa3bob\xa5since" + at:                    `{"name":"bob","since":"2023-11-14T22:13:20Z"}`,
		"\x82\xa4name\xa3bob\xa5other\xd4\x01\x02":             `{"name":"bob","other":{"extension":1,"data":"0x02"}}`,
		"\x82\xa5other\xc7\x03\x05\x01\x02\xff\xa4name\xa3bob": `{"other":{"extension":5,"data":"0x0102ff"},"name":"bob"}`,
		"\x82\xa5other\xc7\x03\x03\x01\x02\xff\xa4name\xa3bob": `{"other":{"extension":3,"data":"0x0102ff"},"name":"bob"}`,
	} {
		content := Read(znode.Root, []byte(data)).Content()
		if content == nil || content.Layer.Name != MessagePack || string(content.Reading.Data) != want {
			t.Errorf("%q is %+v", data, content)
		}
	}
}

func TestDamagedBinary(t *testing.T) {
	for _, fixture := range written(t) {
		whole := readFixture(t, fixture.file)
		for end := range whole {
			content := Read(znode.Root, whole[:end]).Content()
			checkContent(t, fixture.file, content)
			if Name(fixture.layer) == Zlib && end < len(whole)-8 || end < 24 || !hasMagicBytes(fixture.file, fixture.layer) || Name(fixture.layer) == Image {
				continue // these cannot be told from other data
			}
			if content == nil || string(content.Layer.Name) != fixture.layer || !content.Damaged && !endsAt(whole[:end], fixture.layer, fixture.text) {
				t.Errorf("%s cut to %d of %d bytes is %+v", fixture.file, end, len(whole), content)
			}
		}
		for at := range whole {
			broken := bytes.Clone(whole)
			for _, flip := range []byte{0xff, 0x01, 0x80} {
				broken[at] = whole[at] ^ flip
				checkContent(t, fixture.file, Read(znode.Root, broken).Content())
			}
		}
	}
}

// endsAt reports whether data that was cut off is valid nonetheless: it ends after one of several
// documents, or lacks only an optional end mark.
func endsAt(data []byte, layer, text string) bool {
	switch Name(layer) {
	case Java:
		content := Read(znode.Root, data).Content()
		return content != nil && strings.Contains(text, strings.Trim(content.Reading.Text, "[]"))
	case Avro:
		return bytes.HasSuffix(data, []byte("0123456789abcdef"))
	case LZ4, Snappy:
		content := Read(znode.Root, data).Content()
		return content != nil && json.Valid(content.Reading.Data)
	}
	return false
}

// checkContent checks what must hold for any content.
func checkContent(t testing.TB, what string, content *Content) {
	t.Helper()
	if content == nil {
		return
	}
	if len(content.Reading.Data) > MaxUnwrapped {
		t.Fatalf("%s: %d bytes of %s", what, len(content.Reading.Data), content.Layer.Name)
	}
	if content.Layer.Wrap == nil && !content.Layer.Charset && content.Layer.Name != BigEndian && content.Layer.Name != Bzip2 && len(content.Reading.Data) > 0 && !json.Valid(content.Reading.Data) {
		t.Fatalf("%s: %s is written as %.200q", what, content.Layer.Name, content.Reading.Data)
	}
}

// Random data and text are in no binary format, except that a few bytes may be a number.
func TestNoFalseBinary(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	refuse := func(what string, data []byte) {
		t.Helper()
		if content := Read(znode.Root, data).Content(); content != nil && !content.Layer.Charset && content.Layer.Name != BigEndian {
			t.Errorf("%s %q is %s: %s", what, data, content.Layer.Name, content.Reading.Data)
		}
	}
	for range 20_000 {
		data := make([]byte, 1+random.IntN(100))
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		refuse("random", data)
		for i := range data {
			data[i] &= 0x7f
		}
		refuse("random ASCII", data)
		refuse("a number", binary.BigEndian.AppendUint64(nil, random.Uint64()>>random.IntN(64)))
		refuse("a number", binary.BigEndian.AppendUint32(nil, random.Uint32()>>random.IntN(32)))
	}
	magics := []string{"\x78", "\x81", "\x82", "\x92", "\xa1", "\xa2", "\x83", "\x0a", "\x08", "\x12"}
	for range 20_000 {
		data := []byte(magics[random.IntN(len(magics))])
		for range 4 + random.IntN(60) {
			data = append(data, byte(random.Uint32()))
		}
		refuse("random behind a beginning", data)
	}
	for i := range 10_000 {
		text := randomText(random)
		refuse("text", []byte(text))
		set := []encoding.Encoding{simplifiedchinese.GB18030, traditionalchinese.Big5, japanese.ShiftJIS, korean.EUCKR}[i%4]
		if coded, err := set.NewEncoder().String(text); err == nil {
			refuse("coded text", []byte(coded))
		}
	}
}

func randomText(random *rand.Rand) string {
	words := []string{"hello", "x^2", "PBUF", "LZ4Block", "Obj", "数据库", "说明", "テスト", "설정", "=", "\n", "\t", " ", "{", "}", "9", "user", "host:2181", "\n\thello a", `"`, "x\x9c"}
	var out strings.Builder
	for range 1 + random.IntN(12) {
		out.WriteString(words[random.IntN(len(words))])
	}
	return out.String()
}

func packedZeros(t *testing.T, size int, pack func(*bytes.Buffer) io.WriteCloser) []byte {
	t.Helper()
	var out bytes.Buffer
	stream := pack(&out)
	zeros := make([]byte, 1<<20)
	for range size >> 20 {
		if _, err := stream.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Small data that expands to much, or is deeply nested, costs no more than the limits allow.
func TestBinaryBombs(t *testing.T) {
	const size = 64 << 20
	zeros := func(pack func(*bytes.Buffer) io.WriteCloser) []byte { return packedZeros(t, size, pack) }
	many := func(head, part string, tail string) []byte {
		return []byte(head + strings.Repeat(part, 200_000) + tail)
	}
	deflated := zeros(func(b *bytes.Buffer) io.WriteCloser { w, _ := flate.NewWriter(b, 9); return w })
	bombs := map[string][]byte{
		"zlib":  zeros(func(b *bytes.Buffer) io.WriteCloser { return zlib.NewWriter(b) }),
		"bzip2": bytes.Repeat(readFixture(t, "zeros.bz2"), 1000), // a megabyte each
		"zstd": zeros(func(b *bytes.Buffer) io.WriteCloser {
			w, _ := zstd.NewWriter(b, zstd.WithEncoderConcurrency(1))
			return w
		}),
		"lz4":              zeros(func(b *bytes.Buffer) io.WriteCloser { return lz4.NewWriter(b) }),
		"snappy":           zeros(func(b *bytes.Buffer) io.WriteCloser { return s2.NewWriter(b, s2.WriterSnappyCompat()) }),
		"avro":             avroOf(`"bytes"`, "deflate", 1, deflated),
		"avro of nothing":  avroOf(`{"type":"array","items":"null"}`, "null", 1, append(binary.AppendVarint(nil, 1<<50), 0)),
		"avro in itself":   avroOf(`{"type":"record","name":"R","fields":[{"name":"r","type":"R"}]}`, "null", 1, nil),
		"avro, many":       avroOf(`"null"`, "null", 1<<60, nil),
		"MessagePack":      many("", "\x91", "\xa5hello"),
		"CBOR":             many("\xd9\xd9\xf7", "\x81", "\x65hello"),
		"CBOR, endless":    many("\xd9\xd9\xf7", "\x9f", ""),
		"CBOR, tags":       many("\xd9\xd9\xf7", "\xc6", "\x01"),
		"CBOR, keys":       many("\xd9\xd9\xf7", "\xa1", "\x01"),
		"Java, objects":    many("\xac\xed\x00\x05sr\x00\x01A\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01L\x00\x01at\x00\x01Axp", "sq\x00\x7e\x00\x00", "p"),
		"Java, boxes":      many("\xac\xed\x00\x05sr\x00\x11java.lang.Integer\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01L\x00\x05valuet\x00\x01Axp", "sq\x00\x7e\x00\x00", "p"),
		"Java, classes":    many("\xac\xed\x00\x05", "sr\x00\x01A\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00", ""),
		"Java, references": many("\xac\xed\x00\x05ur\x00\x02[L\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00xp\x7f\xff\xff\xfft\x10\x00"+strings.Repeat("a", 4096), "q\x00\x7e\x00\x02", ""),
		"HBase":            append([]byte("PBUF"), nestedProtobuf(2000)...),
	}
	for name, data := range bombs {
		content := Read(znode.Root, data).Content()
		if content == nil {
			if name != "MessagePack" {
				t.Errorf("%s: not read", name)
			}
			continue
		}
		checkContent(t, name, content)
		if !content.More && !content.Damaged && name != "HBase" {
			t.Errorf("%s: More is not set for %.100s", name, content.Reading.Data)
		}
	}
}

// avroOf returns a container with one block.
func avroOf(schema, codec string, count int64, block []byte) []byte {
	out := []byte("Obj\x01\x04")
	for _, text := range []string{"avro.schema", schema, "avro.codec", codec} {
		out = append(binary.AppendVarint(out, int64(len(text))), text...)
	}
	sync := "0123456789abcdef"
	out = append(append(out, 0), sync...)
	out = binary.AppendVarint(binary.AppendVarint(out, count), int64(len(block)))
	return append(append(out, block...), sync...)
}

func nestedProtobuf(depth int) []byte {
	data := []byte("\x0a\x05hello")
	for range depth {
		data = append(binary.AppendUvarint([]byte{0x0a}, uint64(len(data))), data...)
	}
	return data
}

func FuzzBinary(f *testing.F) {
	for _, fixture := range written(f) {
		f.Add(readFixture(f, fixture.file))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Read(znode.Root, data)
		again := Read(znode.Root, data)
		for content := r.Content(); content != nil; content = r.Content() {
			checkContent(t, "", content)
			if other := again.Content(); other == nil || !bytes.Equal(other.Reading.Data, content.Reading.Data) {
				t.Fatalf("%s reads differently", content.Layer.Name)
			}
			r, again = content.Reading, again.Content().Reading
		}
	})
}

func TestSchemas(t *testing.T) {
	path := func(text string) znode.Path {
		parsed, err := znode.ParsePath(text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	proto := fixtures + "/login.proto"
	for text, wrong := range map[string]string{
		"":                                    "is not PATTERN=FILE",
		"app/*=" + proto:                      "is not PATTERN=FILE",
		"/app/[=" + proto:                     "is no pattern",
		"/app/*=" + fixtures + "/none.proto":  "none.proto",
		"/app/*=" + proto + ":Logout":         "has no message Logout",
		"/app/*=" + fixtures + "/written.txt": "written.txt",
	} {
		if _, err := ParseSchema(text); err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: %v, want %q", text, err, wrong)
		}
	}
	for text, matches := range map[string]map[string]bool{
		"/app/*=" + proto:                     {"/app/a": true, "/app/a/b": false, "/app": false},
		"/app/**=" + proto + ":Login":         {"/app/a": true, "/app/a/b": true, "/app": false, "/apple/a": false},
		"/*/in-*/**=" + proto + ":test.Login": {"/x/in-1/a/b": true, "/x/out/a": false},
	} {
		schema, err := ParseSchema(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		for name, want := range matches {
			if got := schema.matches(path(name)); got != want {
				t.Errorf("%s matches %s: %v", text, name, got)
			}
		}
	}
	schema, err := ParseSchema("/login=" + proto)
	if err != nil {
		t.Fatal(err)
	}
	UseSchemas([]Schema{schema})
	t.Cleanup(func() { UseSchemas(nil) })
	data := readFixture(t, "login.pb")
	for name, test := range map[string]struct {
		data    []byte
		text    string // "" if the data is not read
		damaged bool
	}{
		"whole":      {data, `{"user":"bob","password":"hunter2","port":-1,"zigzag":-3,"ratio":0.5,"half":0.25,"on":true,"kind":"B","tags":["a","数据"],"numbers":[1,300,70000],"blob":"0x00ff01","fixed":7,"more":{"token":"s3cret","x":"y"},"next":{"user":"eve"}}`, false},
		"cut off":    {data[:16], `{"user":"bob","password":"hunter2"}`, true},
		"unknown":    {[]byte("\x0a\x03bob\xa0\x06\x01"), `{"user":"bob","100":1}`, false},
		"other type": {[]byte("\x0a\x03bob\x12\x00\x1a\x02hi"), `{"user":"bob","password":"","3":"hi"}`, false},
		"enum":       {[]byte("\x0a\x03bob\x40\x07"), `{"user":"bob","kind":7}`, false},
		"twice":      {[]byte("\x0a\x03bob\x0a\x03eve"), `{"user":"bob","user":"eve"}`, false},
		"text":       {[]byte("\n\tbob is it"), `{"user":"bob is it"}`, false},
		"other text": {[]byte("\n\tbob is it and more"), "", false},
		"JSON":       {[]byte(`{"user":"bob"}`), "", false},
	} {
		content := Read(path("/login"), test.data).Content()
		switch {
		case content == nil || content.Layer.Name != Protobuf:
			if test.text != "" {
				t.Errorf("%s is not read", name)
			}
		case string(content.Reading.Data) != test.text || content.Damaged != test.damaged:
			t.Errorf("%s: %s, damaged %v", name, content.Reading.Data, content.Damaged)
		}
	}
}

func TestHBase(t *testing.T) {
	writer := "\xff\x00\x00\x00\x14master:16000\x00\x01\x02\x03\x04\x05\x06\x07"
	for _, test := range []struct{ path, data, text string }{
		{"/hbase/hbaseid", writer + "PBUF\x0a\x05ab-cd", `{"@writer":"master:16000","cluster_id":"ab-cd"}`},
		{"/hbase/running", writer + "PBUF\x0a\x03Mon", `{"@writer":"master:16000","start_date":"Mon"}`},
		{"/hbase/master", writer + "PBUF\x0a\x10\x0a\x09rs1.local\x10\x80\x7d\x18\x01\x10\x00\x18\x8a\x7d", `{"@writer":"master:16000","master":{"host_name":"rs1.local","port":16000,"start_code":1},"rpc_version":0,"info_port":16010}`},
		{"/hbase/meta-region-server", writer + "PBUF\x0a\x10\x0a\x09rs1.local\x10\x94\x7d\x18\x01\x10\x00\x18\x03", `{"@writer":"master:16000","server":{"host_name":"rs1.local","port":16020,"start_code":1},"rpc_version":0,"state":"OPEN"}`},
		{"/hbase/table/t1", writer + "PBUF\x08\x01", `{"@writer":"master:16000","state":"DISABLED"}`},
		{"/hbase/elsewhere", "PBUF\x08\x01", `{"1":1}`},
		{"/hbase/elsewhere", writer + "PBUF", `{"@writer":"master:16000"}`},
	} {
		path, err := znode.ParsePath(test.path)
		if err != nil {
			t.Fatal(err)
		}
		content := Read(path, []byte(test.data)).Content()
		if content == nil || content.Layer.Name != HBase || content.Damaged || string(content.Reading.Data) != test.text {
			t.Errorf("%s is %+v, want %s", test.path, content, test.text)
		}
	}
	if content := Read(znode.Root, []byte("PBUF is text")).Content(); content != nil {
		t.Errorf("text is %s", content.Layer.Name)
	}
	for data, want := range map[string]string{
		writer + "PBUF\x0a\x05ab-cd\x12\x09cut":          `{"@writer":"master:16000","1":"ab-cd"}`,
		writer + "PBUF\x0a\x05ab-cd\x10\x01\xff\xff\xff": `{"@writer":"master:16000","1":"ab-cd","2":1}`,
		writer + "PBUF\xff\xff":                          `{"@writer":"master:16000"}`,
	} {
		if content := Read(znode.Root, []byte(data)).Content(); content == nil || content.Layer.Name != HBase || !content.Damaged || string(content.Reading.Data) != want {
			t.Errorf("%q is %+v, want %s damaged", data, content, want)
		}
	}
}

func TestHadoop(t *testing.T) {
	for _, test := range []struct{ path, data, text string }{
		{"/hadoop-ha/c/ActiveBreadCrumb", "\x0a\x01c\x12\x03nn1\x1a\x02h1\x20\xd4\x3e\x28\xd3\x3e", `{"nameserviceId":"c","namenodeId":"nn1","hostname":"h1","port":8020,"zkfcPort":8019}`},
		{"/yarn-leader-election/y/ActiveStandbyElectorLock", "\x0a\x01y\x12\x03rm2", `{"clusterId":"y","rmId":"rm2"}`},
		{"/other/ActiveBreadCrumb", "text", ""},
		{"/other/ActiveBreadCrumb", "", ""},
	} {
		path, err := znode.ParsePath(test.path)
		if err != nil {
			t.Fatal(err)
		}
		content := Read(path, []byte(test.data)).Content()
		switch {
		case content == nil && test.text == "":
		case content == nil || content.Layer.Name != Protobuf || content.Guessed || string(content.Reading.Data) != test.text:
			t.Errorf("%s is %+v, want %s", test.path, content, test.text)
		}
	}
}

func TestPictureOf(t *testing.T) {
	for name, want := range map[string]string{"image.png": "image/png", "image.jpeg": "image/jpeg", "image.gif": "image/gif", "image.webp": "image/webp"} {
		if got, ok := PictureOf(readFixture(t, name)); !ok || got != (Picture{want, 3, 2}) {
			t.Errorf("%s is %+v, %v", name, got, ok)
		}
	}
	huge := bytes.Clone(readFixture(t, "image.png"))
	copy(huge[16:], "\x00\x00\xff\xff\x00\x00\xff\xff") // its size
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	for _, data := range []string{"", "<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF8", "RIFF1234WAVE", string(readFixture(t, "json.zst")), string(readFixture(t, "image.png")[:20]), string(huge)} {
		if got, ok := PictureOf([]byte(data)); ok {
			t.Errorf("%.20q is %+v", data, got)
		}
	}
}
