package edit_test

import (
	"bytes"
	"strings"
	"testing"

	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// samples are lines that each character set can express, with one ASCII letter "x".
var samples = map[format.Name]string{
	edit.UTF8: "配置=x é 👋", format.GBK: "配置=x 生产环境测试的文件", format.GB18030: "配置=x 㐁👋", format.Big5: "設定=x 檔案的內容",
	format.ShiftJIS: "設定=x ひらがなとカタカナ", format.EUCKR: "설정=x 파일의 내용", format.Latin1: "réglage=x déjà",
	format.UTF16LE: "\ufeff配置=x é 👋", format.UTF16BE: "\ufeff配置=x é 👋",
}

// TestOneCharacterChangesNothingElse checks each encoding and compression with each kind of line
// end: unchanged data keeps its bytes, changing a letter changes nothing else, and changes of two
// people in different lines are both merged.
func TestOneCharacterChangesNothingElse(t *testing.T) {
	t.Parallel()
	for _, charset := range append(format.CharsetNames(), edit.UTF8) {
		sample, known := samples[charset]
		if !known {
			t.Errorf("%s is not tested", charset)
			continue
		}
		for _, ends := range []string{"\n-\nx\n", "\n-\nx", "\n-\n\n", "\r\n-\r\nx\r\n", "\r\n-\nx\r\n\n", "\r-\r\tx\r"} {
			plain := []byte(sample + ends)
			if charset != edit.UTF8 {
				plain = encoded(t, charset, sample+ends)
			}
			for _, compression := range append(format.Compressions, edit.None) {
				data := plain
				if compression != edit.None {
					data = packed(t, compression, nil, plain)
				}
				oneCharacter(t, string(charset)+" "+string(compression)+" "+ends, data, charset, compression)
			}
		}
	}
}

func oneCharacter(t *testing.T, name string, data []byte, charset, compression format.Name) {
	t.Helper()
	text, err := edit.Open(znode.Root, data, charset)
	if err != nil || text.Compression != compression {
		t.Errorf("%q is opened as %+v, %v", name, text.Form, err)
		return
	}
	save := func(opened edit.Text, typedText string) []byte {
		t.Helper()
		saved, err := opened.Data(typed(typedText), edit.Form{Encoding: opened.Encoding, Compression: opened.Compression}, true)
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		return saved
	}
	if same := save(text, text.Text); !bytes.Equal(same, data) {
		t.Errorf("%q: unchanged, the data is %q, want %q", name, same, data)
	}
	first := strings.Replace(text.Text, "x", "y", 1)
	changed := save(text, first)
	again, err := edit.Open(znode.Root, changed, charset)
	if err != nil || again.Text != first || again.Compression != compression {
		t.Errorf("%q: with another letter, the text is %q, %v, want %q", name, again.Text, err, first)
	}
	if compression == edit.None && (len(changed) != len(data) || differing(data, changed) != 1) {
		t.Errorf("%q: with another letter, the data is %q, was %q", name, changed, data)
	}
	guessed, err := edit.Open(znode.Root, data, "")
	if err == nil && compression == edit.None {
		if at := save(guessed, strings.Replace(guessed.Text, "x", "y", 1)); len(at) != len(data) || differing(data, at) != 1 {
			t.Errorf("%q: read as %s, with another letter, the data is %q, was %q", name, guessed.Encoding, at, data)
		}
	}

	theirs := text.Text + "\nz"
	merged := edit.Merged(edit.Merge(text.Text, theirs, first), func(int) bool { return true })
	now, err := edit.Open(znode.Root, save(text, theirs), charset)
	if err != nil {
		t.Fatalf("%q: %v", name, err)
	}
	both, err := edit.Open(znode.Root, save(now, merged), charset)
	if want := strings.Replace(now.Text, "x", "y", 1); err != nil || both.Text != want || both.Form != text.Form {
		t.Errorf("%q: merged, the text is %q, %v, want %q", name, both.Text, err, want)
	}
}

// differing returns the number of bytes in which two values of the same length differ.
func differing(a, b []byte) (n int) {
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}
