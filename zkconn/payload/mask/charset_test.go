package mask_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// Text in every character set, compressed or not, is masked in part when it is read, and no view
// shows its secrets.
func TestMaskCharsets(t *testing.T) {
	const json, lines = `{"说明":"数据库","password":"hunter2","port":1}`, "# テスト\npassword=hunter2\nport=1\n"
	for _, test := range []struct {
		name format.Name
		in   encoding.Encoding
		text string
		part bool // the bytes are masked in part as well, since the character set can express the mask
	}{
		{format.GB18030, simplifiedchinese.GB18030, json, true},
		{format.UTF16LE, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), json, true},
		{format.UTF16BE, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "\ufeff" + json, true},
		{format.Big5, traditionalchinese.Big5, "# 這個節點是給訂單服務用的設定\npassword=hunter2\nport=1\n", false},
		{format.ShiftJIS, japanese.ShiftJIS, lines, false},
		{format.EUCKR, korean.EUCKR, "# 운영 서버 설정\npassword=hunter2\nport=1\n", false},
		{format.Latin1, charmap.Windows1252, "# configuración\npassword=hunter2\nport=1\n", true},
		{format.GB18030, simplifiedchinese.GB18030, "# 生产环境\n数据库密码=hunter2\nport=1\n", true},
	} {
		data, err := test.in.NewEncoder().String(test.text)
		if err != nil {
			t.Fatal(err)
		}
		for _, layers := range []string{"", "gzip"} {
			if layers == "gzip" {
				data = packed(t, data)
			}
			masked := defaultMasker(t).Mask(znode.Root, []byte(data))
			if masked.Count != 1 || masked.Whole {
				t.Errorf("%s %s: %d masked, whole %v: %q", layers, test.name, masked.Count, masked.Whole, masked.Data)
				continue
			}
			inner := masked.Reading().Decoded()
			if want := strings.ReplaceAll(test.text, "hunter2", mask.Text); string(inner.Data) != want {
				t.Errorf("%s %s: a person reads %q", layers, test.name, inner.Data)
			}
			if layers == "" && (string(masked.Data) != mask.Text) != test.part {
				t.Errorf("%s: the data is %q", test.name, masked.Data)
			}
			if again := defaultMasker(t).Mask(znode.Root, masked.Data); again.Count > 0 || string(again.Data) != string(masked.Data) {
				t.Errorf("%s %s: masked again, the data is %q", layers, test.name, again.Data)
			}
			for _, view := range show.Views() {
				for _, line := range show.Decode(masked.Reading(), view).Lines {
					for _, token := range line {
						if strings.Contains(token.Text, "hunter2") || strings.Contains(strings.ReplaceAll(token.Text, " ", ""), "68756e746572") {
							t.Errorf("%s %s: %s shows %q", layers, test.name, view, token.Text)
						}
					}
				}
			}
			if strings.Contains(said(t, masked), "hunter2") {
				t.Errorf("%s %s: the secret is shown", layers, test.name)
			}
		}
	}
}

// Secrets are masked even if they only show in a character set other than the guessed one: in
// GB18030, the letter before a name may be part of a character.
func TestMaskOtherCharset(t *testing.T) {
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String("数据库连接配置")
	if err != nil {
		t.Fatal(err)
	}
	data := "# " + chinese + chinese + "\n\xe9password=hunter2\n"
	if content := format.Read(znode.Root, []byte(data)).Content(); content == nil || content.Layer.Name != format.GB18030 || strings.Contains(content.Reading.Text, "password") {
		t.Fatalf("the content is %+v", content)
	}
	masked := defaultMasker(t).Mask(znode.Root, []byte(data))
	if masked.Count == 0 || strings.Contains(said(t, masked), "hunter2") {
		t.Errorf("the data is %q", masked.Data)
	}
}

// What is damaged can be shown in each character set that it may be in: where one of these
// shows a secret, it is masked as a whole.
func TestMaskDamagedText(t *testing.T) {
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	for _, test := range []struct {
		name             format.Name
		in               encoding.Encoding
		before, damage   string
		harmless, secret string
	}{
		{format.GB18030, simplifiedchinese.GB18030, "说明：数据库配置\n", "\xff", "user=hunter2\n", "password=hunter2\n"},
		{format.GB18030, simplifiedchinese.GB18030, "说明：数据库配置\n", "\xff", "用户=hunter2\n", "数据库密码=hunter2\n"},
		{format.Big5, traditionalchinese.Big5, "這個節點是給訂單服務用的設定\n", "\xff", "user=hunter2\n", "password=hunter2\n"},
		{format.ShiftJIS, japanese.ShiftJIS, "サーバーの設定\n", "\xff", "user=hunter2\n", "password=hunter2\n"},
		{format.EUCKR, korean.EUCKR, "운영 서버 설정\n", "\xff", "user=hunter2\n", "password=hunter2\n"},
		{format.UTF16LE, utf16, "说明：数据库配置\n", "\x00\xd8", "用户=hunter2\n", "数据库密码=hunter2\n"},
	} {
		text := func(line string) []byte {
			before, err := test.in.NewEncoder().String(test.before)
			if err != nil {
				t.Fatal(err)
			}
			after, err := test.in.NewEncoder().String(line)
			if err != nil {
				t.Fatal(err)
			}
			return []byte(before + test.damage + after)
		}
		open := defaultMasker(t).Mask(znode.Root, text(test.harmless))
		shown := show.Decode(open.Reading(), test.name)
		if open.Count != 0 || shown.Current != test.name || !slices.ContainsFunc(shown.Notes, func(n show.Note) bool { return n.Code == znode.CodeNotInCharset && n.Args["count"] == "1" }) {
			t.Errorf("%s without a secret: %d masked, shown as %s with %v", test.name, open.Count, shown.Current, shown.Notes)
		}
		for _, data := range [][]byte{text(test.secret), text(test.secret + "a")} {
			if test.name == format.UTF16LE {
				data = data[:len(data)-1] // cut off
			}
			if masked := defaultMasker(t).Mask(znode.Root, data); !masked.Whole {
				t.Errorf("%s with a secret: %q", test.name, masked.Data)
			}
		}
	}
}
