package edit_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

func encoded(t *testing.T, charset format.Name, text string) []byte {
	t.Helper()
	data, err := format.Encode(charset, text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func packed(t *testing.T, compression format.Name, like, content []byte) []byte {
	t.Helper()
	data, err := format.Repack(compression, like, content)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// members returns gzip with two members, the first of which has a name and a time.
func members(t *testing.T, contents ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, content := range contents {
		w := gzip.NewWriter(&out)
		w.Name, w.Comment, w.OS = "conf.json", "by hand", 3
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// typed returns a text as a browser sends it.
func typed(text string) string {
	return strings.ReplaceAll(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n", "\r\n")
}

const chinese = "配置=生产环境\n说明=这是一个测试的文件，内容是中文。\n"

var javaLZ4 = append([]byte("LZ4Block"), 0x26, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
var javaSnappy = []byte("\x82SNAPPY\x00\x00\x00\x00\x01\x00\x00\x00\x01")

// TestWhatIsNotTouchedStays checks that unchanged data keeps every byte, and changed data keeps its
// form.
func TestWhatIsNotTouchedStays(t *testing.T) {
	long := []byte(strings.Repeat("first line of many\n", 9000))
	for _, test := range []struct {
		name string
		data []byte
		form edit.Form
	}{
		{"text", []byte("a\nb"), edit.Form{Encoding: edit.UTF8, Compression: edit.None}},
		{"null", nil, edit.Form{Encoding: edit.UTF8, Compression: edit.None}},
		{"empty", []byte{}, edit.Form{Encoding: edit.UTF8, Compression: edit.None}},
		{"byte order mark", []byte("\ufeffa\n"), edit.Form{Encoding: edit.UTF8, Compression: edit.None}},
		{"CR LF", []byte("a\r\nb\r\n"), edit.Form{Encoding: edit.UTF8, Compression: edit.None}},
		{"mixed line ends", []byte("a\r\nb\nc\rd"), edit.Form{Encoding: edit.UTF8, Compression: edit.None}},
		{"GBK", encoded(t, format.GBK, chinese), edit.Form{Encoding: format.GBK, Compression: edit.None}},
		{"GB18030", encoded(t, format.GB18030, chinese+"㐁👋\n"), edit.Form{Encoding: format.GB18030, Compression: edit.None}},
		{"UTF-16", encoded(t, format.UTF16LE, "\ufeff"+chinese), edit.Form{Encoding: format.UTF16LE, Compression: edit.None}},
		{"UTF-16 of ASCII", encoded(t, format.UTF16BE, "plain text\r\n"), edit.Form{Encoding: format.UTF16BE, Compression: edit.None}},
		{"Shift_JIS", encoded(t, format.ShiftJIS, "設定ファイルはこれです。ひらがなとカタカナ\n"), edit.Form{Encoding: format.ShiftJIS, Compression: edit.None}},
		{"gzip", members(t, "{\"a\":1}\n"), edit.Form{Encoding: edit.UTF8, Compression: format.Gzip}},
		{"gzip in two members", members(t, "one\n", "two\n"), edit.Form{Encoding: edit.UTF8, Compression: format.Gzip}},
		{"gzip of GBK", packed(t, format.Gzip, nil, encoded(t, format.GBK, chinese)), edit.Form{Encoding: format.GBK, Compression: format.Gzip}},
		{"zlib of GBK that ends so", packed(t, format.Zlib, nil, encoded(t, format.GBK, chinese+"你好")), edit.Form{Encoding: format.GBK, Compression: format.Zlib}},
		{"zstd", packed(t, format.Zstd, nil, long), edit.Form{Encoding: edit.UTF8, Compression: format.Zstd}},
		{"lz4", packed(t, format.LZ4, nil, long), edit.Form{Encoding: edit.UTF8, Compression: format.LZ4}},
		{"lz4 in Java's way", packed(t, format.LZ4, javaLZ4, long), edit.Form{Encoding: edit.UTF8, Compression: format.LZ4}},
		{"snappy", packed(t, format.Snappy, nil, long), edit.Form{Encoding: edit.UTF8, Compression: format.Snappy}},
		{"snappy in Java's way", packed(t, format.Snappy, javaSnappy, long), edit.Form{Encoding: edit.UTF8, Compression: format.Snappy}},
	} {
		text, err := edit.Open(znode.Root, test.data, "")
		if err != nil || text.Form != test.form {
			t.Errorf("%s is opened as %+v, %v; want %+v", test.name, text.Form, err, test.form)
			continue
		}
		again, err := text.Data(typed(text.Text), text.Form, true)
		if err != nil || !bytes.Equal(again, test.data) || (again == nil) != (test.data == nil) {
			t.Errorf("%s: unchanged, the data is %q, %v; want %q", test.name, again, err, test.data)
		}
		changed, err := text.Data(typed(text.Text)+"more", edit.Form{}, true)
		if err != nil || bytes.Equal(changed, test.data) {
			t.Errorf("%s: changed, the data is %q, %v", test.name, changed, err)
			continue
		}
		reopened, err := edit.Open(znode.Root, changed, text.Encoding)
		if err != nil || reopened.Form != test.form || reopened.Text != text.Text+"more" {
			t.Errorf("%s: changed, the data is opened as %+v %.80q, %v", test.name, reopened.Form, reopened.Text, err)
		}
		if magic := test.data[:min(len(test.data), 8)]; text.Compression != edit.None && text.Compression != format.Gzip && !bytes.HasPrefix(changed, magic[:2]) {
			t.Errorf("%s: changed, the data begins with %q, want %q", test.name, changed[:8], magic)
		}
	}
}

// Programs that read blocks do not read frames.
func TestBlockStaysOne(t *testing.T) {
	for _, name := range []format.Name{format.LZ4, format.Snappy} {
		block := readFixture(t, "json."+string(name)+"-block")
		text, err := edit.Open(znode.Root, block, "")
		if err != nil || text.Compression != name {
			t.Fatalf("a block of %s is opened as %+v, %v", name, text.Form, err)
		}
		changed, err := text.Data(text.Text+"\n", edit.Form{}, false)
		if err != nil {
			t.Fatal(err)
		}
		if content := format.Read(znode.Root, changed).Content(); content == nil || content.Layer.Name != name || !content.Guessed || content.Reading.Text != text.Text+"\n" {
			t.Errorf("a changed block of %s is %+v", name, content)
		}
	}
}

// Programs that read Hadoop's frames do not read other formats.
func TestHadoopsFramesStay(t *testing.T) {
	before := readFixture(t, "json.txt")
	for _, name := range []format.Name{format.LZ4, format.Snappy} {
		block := readFixture(t, "json."+string(name)+"-block")
		if name == format.LZ4 {
			block = block[4:] // without its length
		}
		text, err := edit.Open(znode.Root, framed(block, len(before)), "")
		if err != nil || text.Compression != name || text.Text != string(before) {
			t.Fatalf("%s in frames is opened as %+v, %v", name, text, err)
		}
		for _, typed := range []string{text.Text + "\n", strings.Repeat("a longer text\n", 30_000)} {
			changed, err := text.Data(typed, edit.Form{}, false)
			if err != nil {
				t.Fatal(err)
			}
			first := min(len(typed), 128<<10)
			size := int(binary.BigEndian.Uint32(changed[4:]))
			if length := int(binary.BigEndian.Uint32(changed)); length != first || size > len(changed)-8 || (8+size == len(changed)) != (first == len(typed)) {
				t.Errorf("the first frame holds %d bytes in %d of %d, want %d", length, size, len(changed), first)
			}
			if again, err := edit.Open(znode.Root, changed, ""); err != nil || again.Compression != name || again.Text != typed {
				t.Errorf("changed, %s in frames is opened as %.80q, %v", name, again.Text, err)
			}
		}
		if emptied, err := text.Data("", edit.Form{}, false); err != nil || string(emptied) != "\x00\x00\x00\x00" {
			t.Errorf("%s of an empty text is %q, %v", name, emptied, err)
		}
	}
}

// framed returns a block in one of Hadoop's frames.
func framed(block []byte, holds int) []byte {
	frame := binary.BigEndian.AppendUint32(nil, uint32(holds))
	return append(binary.BigEndian.AppendUint32(frame, uint32(len(block))), block...)
}

func readFixture(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../format/testdata/binary/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestFramesBesideATextAreTold covers skippable frames, which are not written again.
func TestFramesBesideATextAreTold(t *testing.T) {
	skipped := "\x50\x2a\x4d\x18\x04\x00\x00\x00note"
	for _, name := range []format.Name{format.Zstd, format.LZ4} {
		plain := packed(t, name, nil, []byte("port=80\nhost=a\n"))
		for _, data := range []string{string(plain), skipped + string(plain), string(plain) + skipped} {
			text, err := edit.Open(znode.Root, []byte(data), "")
			if err != nil || text.Beside != (data != string(plain)) {
				t.Errorf("%s, %q: %v, %v", name, data, text.Beside, err)
			}
		}
	}
}

func TestGzipKeepsItsHeader(t *testing.T) {
	text, err := edit.Open(znode.Root, members(t, "one\n", "two\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	changed, err := text.Data("three\n", edit.Form{}, false)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(changed))
	if err != nil || r.Name != "conf.json" || r.Comment != "by hand" || r.OS != 3 {
		t.Errorf("the header is %+v, %v", r, err)
	}
}

func TestLinesKeepTheirEnds(t *testing.T) {
	for _, test := range []struct{ before, typed, want string }{
		{"a\r\nb\r\n", "a\nb\nc\n", "a\r\nb\r\nc\r\n"},
		{"a\r\nb\nc\r\n", "a\nX\nb\nc\n", "a\r\nX\r\nb\nc\r\n"},
		{"a\nb\r\nc\n", "b\nc\nd", "b\r\nc\nd"},
		{"a\rb\r", "a\nb\nc\n", "a\rb\rc\r"},
		{"a\r\nb", "a\nb\nc", "a\r\nb\r\nc"},
		{"a\nb\r\nc\nd\n", "a\nX\nc\nd\n", "a\nX\r\nc\nd\n"},
		{"a\nb\r\nc\nd", "a\nX\nY\nd\ne\n", "a\nX\r\nY\nd\ne\n"},
		{"a\r\n", "", ""},
		{"", "a\nb\n", "a\nb\n"},
		{"\ufeffa\r\nb", "X\ufeffa\nb", "\ufeffXa\r\nb"}, // typed before the invisible byte order mark
		{"\ufeffa", "Xa", "Xa"},
		{"a", "X\ufeffa", "X\ufeffa"},
	} {
		text, err := edit.Open(znode.Root, []byte(test.before), "")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := text.Data(typed(test.typed), text.Form, true); err != nil || string(got) != test.want {
			t.Errorf("%q typed as %q is %q, %v; want %q", test.before, test.typed, got, err, test.want)
		}
		if got, err := text.Data(test.typed, text.Form, false); err != nil || string(got) != test.typed {
			t.Errorf("a script's %q is %q, %v", test.typed, got, err)
		}
	}
}

func TestCharactersThatDoNotFit(t *testing.T) {
	text, err := edit.Open(znode.Root, encoded(t, format.GBK, chinese), "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = text.Data("一行\n第二 👋 行\n", text.Form, true)
	var refused *znode.Error
	if refused, _ = err.(*znode.Error); refused == nil || refused.Code != znode.CodeTextUnspelled || refused.Args["line"] != "2" || refused.Args["column"] != "4" || refused.Args["view"] != "gbk" {
		t.Errorf("an emoji in GBK: %v", err)
	}
	if data, err := text.Data("一行👋", edit.Form{Encoding: edit.UTF8}, true); err != nil || string(data) != "一行👋" {
		t.Errorf("asked for in UTF-8: %q, %v", data, err)
	}
}

func TestHex(t *testing.T) {
	data := make([]byte, 256)
	for i := range data {
		data[i] = byte(i)
	}
	text, err := edit.Open(znode.Root, data, edit.Hex)
	if err != nil || !strings.HasPrefix(text.Text, "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n10 ") {
		t.Fatalf("%.60q, %v", text.Text, err)
	}
	if again, err := text.Data(typed(text.Text), text.Form, true); err != nil || !bytes.Equal(again, data) {
		t.Errorf("unchanged: %q, %v", again, err)
	}
	if got, err := text.Data("CA fe\n 0", text.Form, true); znode.CodeOf(err) != znode.CodeTextNotHex {
		t.Errorf("half a byte: %q, %v", got, err)
	}
	_, err = text.Data("ca fe\n0g", text.Form, true)
	if refused, ok := err.(*znode.Error); !ok || refused.Args["line"] != "2" || refused.Args["column"] != "2" {
		t.Errorf("an invalid digit: %v", err)
	}
}

// TestWhatIsReadAndNotWritten checks that the error names a compression that the console cannot
// write.
func TestWhatIsReadAndNotWritten(t *testing.T) {
	bzip2, err := hex.DecodeString("425a6839314159265359c29c73480000039180400026619cc020003100d001130ca69ea6427552d64f4523c104487faaccf160f7a2ee48a70a1218538e6900")
	if err != nil {
		t.Fatal(err)
	}
	var deflated bytes.Buffer
	writer, err := flate.NewWriter(&deflated, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	_, wrote := writer.Write([]byte("a text that is read and not written"))
	if err := errors.Join(wrote, writer.Close()); err != nil {
		t.Fatal(err)
	}
	for layer, data := range map[format.Name][]byte{format.Bzip2: bzip2, format.Deflate: deflated.Bytes()} {
		_, err := edit.Open(znode.Root, data, "")
		if refused, ok := err.(*znode.Error); !ok || refused.Code != znode.CodeDataUnpacked || refused.Args["layer"] != string(layer) {
			t.Errorf("%s: %v", layer, err)
		}
		if text, err := edit.Open(znode.Root, data, edit.Hex); err != nil || text.Text == "" {
			t.Errorf("%s as hex: %v", layer, err)
		}
	}
}

func TestWhatIsNoText(t *testing.T) {
	whole := packed(t, format.Gzip, nil, []byte(strings.Repeat("text\n", 100)))
	for name, data := range map[string][]byte{
		"binary": {0xff, 0, 1, 0x80, 0xfe}, "damaged gzip": whole[:len(whole)-9], "gzip of binary": packed(t, format.Gzip, nil, []byte{0xff, 0, 1, 0x80}),
	} {
		if text, err := edit.Open(znode.Root, data, ""); znode.CodeOf(err) != znode.CodeDataNotText {
			t.Errorf("%s is %+v, %v", name, text, err)
		}
	}
	if _, err := edit.Open(znode.Root, []byte("a\xff"), edit.UTF8); znode.CodeOf(err) != znode.CodeDataNotText {
		t.Errorf("invalid UTF-8, opened as UTF-8: %v", err)
	}
	damaged := []byte("\xca\xfd\xbe\xdd\xbf\xe2\xc5\xe4\xd6\xc3\xff") // is in GB18030 but for a byte, and shown as such to who asks for it
	for _, encoding := range []format.Name{"", format.GB18030, format.GBK} {
		if text, err := edit.Open(znode.Root, damaged, encoding); znode.CodeOf(err) != znode.CodeDataNotText {
			t.Errorf("damaged, opened as %q: %+v, %v", encoding, text, err)
		}
	}
	for _, form := range [][2]string{{"utf-7", ""}, {"", "brotli"}} {
		if _, err := edit.ParseForm(form[0], form[1]); znode.KindOf(err) != znode.Invalid {
			t.Errorf("%q: %v", form, err)
		}
	}
}

func TestMerge(t *testing.T) {
	const base = "a\nb\nc\nd\ne\n"
	yours, theirs := func(int) bool { return true }, func(int) bool { return false }
	for _, test := range []struct {
		name, base, theirs, yours string
		conflicts                 int
		withTheirs, withYours     string
	}{
		{"apart", base, "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", 0, "A\nb\nc\nd\nE\n", "A\nb\nc\nd\nE\n"},
		{"the same", base, "a\nX\nc\nd\ne\n", "a\nX\nc\nd\ne\n", 0, "a\nX\nc\nd\ne\n", "a\nX\nc\nd\ne\n"},
		{"one line", base, "a\nT\nc\nd\ne\n", "a\nY\nc\nd\ne\n", 1, "a\nT\nc\nd\ne\n", "a\nY\nc\nd\ne\n"},
		{"lines side by side", base, "a\nT\nc\nd\ne\n", "a\nb\nY\nd\ne\n", 1, "a\nT\nc\nd\ne\n", "a\nb\nY\nd\ne\n"},
		{"one apart and one not", base, "T\nb\nc\nd\nE\n", "Y\nb\nc\n", 2, "T\nb\nc\nd\nE\n", "Y\nb\nc\n"},
		{"both at the end", base, base + "T\n", base + "Y\n", 1, base + "T\n", base + "Y\n"},
		{"they deleted all", base, "", base, 0, "", ""},
		{"line ends differ", "a\r\nb\r\n", "a\nb\nT\n", "Y\r\na\r\nb\r\n", 0, "Y\na\nb\nT\n", "Y\na\nb\nT\n"},
	} {
		parts := edit.Merge(test.base, test.theirs, test.yours)
		conflicts := len(slices.DeleteFunc(slices.Clone(parts), func(p edit.Part) bool { return !p.Conflict() }))
		if a, b := edit.Merged(parts, theirs), edit.Merged(parts, yours); conflicts != test.conflicts || a != test.withTheirs || b != test.withYours {
			t.Errorf("%s: %d conflicts, with theirs %q, with yours %q", test.name, conflicts, a, b)
		}
		whole := [3]string{}
		for _, part := range parts {
			whole[0] += part.Base
			whole[1] += part.Theirs
			whole[2] += part.Yours
		}
		lf := strings.NewReplacer("\r\n", "\n")
		if whole != [3]string{lf.Replace(test.base), lf.Replace(test.theirs), lf.Replace(test.yours)} {
			t.Errorf("%s: the parts make up %q", test.name, whole)
		}
	}
}
