package format_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// Text with a broken byte is no choice of the console's, but can be read by whoever says in
// which character set it is.
func TestTextThatIsDamagedIsReadOnRequest(t *testing.T) {
	for _, test := range []struct {
		set    format.Name
		in     encoding.Encoding
		text   string
		broken string
	}{
		{format.GB18030, simplifiedchinese.GB18030, "name=数据库配置\nport=2181\n", "\xff"},
		{format.Big5, traditionalchinese.Big5, "name=資料庫連線設定\nport=2181\n", "\xff"},
		{format.ShiftJIS, japanese.ShiftJIS, "name=サーバーの設定\nport=2181\n", "\xff"},
		{format.EUCKR, korean.EUCKR, "name=데이터베이스\nport=2181\n", "\xff"},
		{format.UTF16LE, utf16LE, "name=数据库配置\nport=2181\n", "\x00\xd8"},
		{format.UTF16BE, utf16BE, "name=数据库配置\nport=2181\n", "\xd8\x00"},
	} {
		before, after, _ := strings.Cut(test.text, "\n")
		data := slices.Concat(encoded(t, test.in, before+"\n"), []byte(test.broken), encoded(t, test.in, after))
		r := format.Read(znode.Root, data)
		if content := r.Content(); content != nil && content.Layer.Charset {
			t.Errorf("%s: it is guessed to be in %s", test.set, content.Layer.Name)
		}
		content := r.ContentAs(test.set)
		if content == nil {
			t.Errorf("%s is not offered: %q", test.set, r.Charsets())
			continue
		}
		if want := before + "\n\ufffd" + after; content.Reading.Text != want || content.Invalid != 1 {
			t.Errorf("%s: it reads %q with %d, want %q", test.set, content.Reading.Text, content.Invalid, want)
		}
		if text, err := format.Decode(test.set, data); err == nil {
			t.Errorf("%s: it would be edited as %q", test.set, text)
		}
	}
	cut := encoded(t, utf16LE, "数据库配置")
	if content := format.Read(znode.Root, cut[:len(cut)-1]).ContentAs(format.UTF16LE); content == nil || content.Reading.Text != "数据库配\ufffd" {
		t.Errorf("cut off it reads %+v", content)
	}
	for _, data := range []string{"\xc5\xe4\xff\xff\xff\xd6\xc3", "\xff", "\x00\x01\xff\xfe\x80"} {
		if names := format.Read(znode.Root, []byte(data)).Charsets(); slices.Contains(names, format.GB18030) {
			t.Errorf("%q can be in %q", data, names)
		}
	}
}
