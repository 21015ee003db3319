package show_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

func FuzzDecode(f *testing.F) {
	for _, data := range []string{
		"", "hello", "a\r\nb\r\n", "\ufeff{\"a\":[1763802000123,\"x\"]}", "a: 'b' # c\nd: |\n  e\n", "<a b='c'>d</a>",
		"# c\na = b\\\n c\n", "\x00\xff", "a\u202e\x1b\x7f", packed(f, "{}"), "- &a [x, *a]\n", "{\"a\":{\"b\":[[],{}]}}",
		"{\"a\":1,\"a\":2}\n[]\n", "[a]\nb = \"c\"\n", "; d\n[a b]\nc: d\n", "a,b,c\n1,\"2\n3\",数据\n", "a\tb\n1\t2\r\n", "name=\xc5\xe4\xd6\xc3", "\xff\xfea\x00",
		"name=\xc5\xe4\xd6\xc3\xff=\xca\xfd\xbe\xdd", "\xff\xfea\x00\x00\xd8b\x00c\x00d",
	} {
		f.Add([]byte(data), "")
	}
	f.Fuzz(func(t *testing.T, data []byte, asked string) {
		view, err := show.ParseView(asked)
		if err != nil {
			return
		}
		best := show.Decode(format.Read(znode.Root, data), view)
		checkResult(t, data, best)
		for _, view := range best.Views {
			result := show.Decode(format.Read(znode.Root, data), view)
			if result.Current != view || !slices.Equal(result.Views, best.Views) {
				t.Fatalf("asked for %q, shown as %q; views %q, %q", view, result.Current, result.Views, best.Views)
			}
			checkResult(t, data, result)
		}
	})
}

func FuzzEncode(f *testing.F) {
	f.Add([]byte("abc"))
	f.Add([]byte("\xff\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		written, err := json.Marshal(show.Encode(format.Read(znode.Root, data)))
		if err != nil {
			t.Fatal(err)
		}
		var read struct {
			Text   *string
			Base64 []byte
		}
		if err := json.Unmarshal(written, &read); err != nil {
			t.Fatal(err)
		}
		back := read.Base64
		if read.Text != nil {
			back = []byte(*read.Text)
		}
		if len(data) <= format.MaxShown && !bytes.Equal(back, data) {
			t.Fatalf("%q came back as %q", data, back)
		}
	})
}

// checkResult compares a result with the data it was made from.
func checkResult(t *testing.T, data []byte, result show.Result) {
	t.Helper()
	if result.Size != len(data) {
		t.Fatalf("Size is %d, not %d", result.Size, len(data))
	}
	if len(data) == 0 {
		return
	}
	if !slices.Contains(result.Views, result.Current) || result.Views[len(result.Views)-1] != show.Hex {
		t.Fatalf("current %q of %q", result.Current, result.Views)
	}
	checkTokens(t, result.Lines)
	if result.Current == show.Hex {
		shown := data[:min(len(data), 16<<10)]
		if back := bytesOf(t, result.Lines); !bytes.Equal(back, shown) {
			t.Fatalf("the hex view shows %x, want %x", back, shown)
		}
		return
	}
	if result.Current == format.JSON {
		checkJSON(t, format.Read(znode.Root, data).Decoded().Data, result)
		return
	}
	for _, source := range sources(format.Read(znode.Root, data)) {
		if isShown(t, source, result) {
			return
		}
	}
	t.Fatalf("%q is shown in %s as %q", data, result.Current, textOf(t, result))
}

// sources returns data and the contents of its layers, whether guessed or asked for.
func sources(r *format.Reading) [][]byte {
	all := [][]byte{r.Data}
	if content := r.Content(); content != nil {
		all = append(all, sources(content.Reading)...)
	}
	for _, name := range r.Charsets() {
		if content := r.ContentAs(name); content != nil {
			all = append(all, content.Reading.Data)
		}
	}
	return all
}

// isShown reports whether a result shows data: as text, as indented JSON, or as bytes.
func isShown(t *testing.T, data []byte, result show.Result) bool {
	t.Helper()
	if len(result.Lines) > 0 && len(result.Lines[0]) > 0 && result.Lines[0][0].Class == show.Offset {
		return bytes.Equal(bytesOf(t, result.Lines), data[:min(len(data), 16<<10)])
	}
	shown := data[:min(len(data), format.MaxShown)]
	for !utf8.Valid(shown) && len(shown) > 0 {
		shown = shown[:len(shown)-1]
	}
	if len(result.Lines) == 0 {
		return len(data) == 0
	}
	var compact bytes.Buffer
	if json.Compact(&compact, bytes.TrimPrefix(shown, []byte("\ufeff"))) == nil && strings.TrimPrefix(withoutSpace(result.Lines), "\ufeff") == compact.String() {
		return true
	}
	text := textOf(t, result)
	if text == string(shown) || text == string(data[:min(len(data), 16<<10)]) {
		return true
	}
	// White space separates the cells of a table.
	return result.Current != format.Text && withoutBlanks(text) == withoutBlanks(string(shown))
}

var withoutBlanks = strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "").Replace

func checkTokens(t *testing.T, lines []show.Line) {
	t.Helper()
	size := 0
	for _, line := range lines {
		size++
		for _, token := range line {
			size += len(token.Text)
			if token.Text == "" || !utf8.ValidString(token.Text) || strings.ContainsAny(token.Text, "\x00\x1b\r\n\x7f\u202e\u200b\ufeff\ufffd") {
				t.Fatalf("a token is %q", token.Text)
			}
		}
	}
	if size > 50*format.MaxShown {
		t.Fatalf("the output is %d bytes", size)
	}
}

func checkJSON(t *testing.T, data []byte, result show.Result) {
	t.Helper()
	if result.Truncated {
		return
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, bytes.TrimPrefix(data, []byte("\ufeff"))); err != nil {
		t.Fatal(err)
	}
	if shown := strings.TrimPrefix(withoutSpace(result.Lines), "\ufeff"); shown != compact.String() {
		t.Fatalf("%q is shown as %q", compact.String(), shown)
	}
}

// withoutSpace returns the text of all tokens that stand for data, without the white space between
// tokens of JSON.
func withoutSpace(lines []show.Line) string {
	var out strings.Builder
	for _, line := range lines {
		for _, token := range line {
			if token.Class != format.Plain && token.Class != show.Remark {
				out.WriteString(plainText(token))
			}
		}
	}
	return out.String()
}

// textOf returns the text that the lines stand for.
func textOf(t *testing.T, result show.Result) string {
	t.Helper()
	end := "\n"
	if slices.Contains(notes(result), "ends_in_crlf") {
		end = "\r\n"
	}
	var lines []string
	for _, line := range result.Lines {
		var text strings.Builder
		for _, token := range line {
			text.WriteString(plainText(token))
		}
		lines = append(lines, text.String())
	}
	return strings.Join(lines, end)
}

var symbol = regexp.MustCompile(`⟨U\+([0-9A-F]+)⟩|⟨[0-9a-f ]+⟩|.`)

// plainText returns the characters that a Control token stands for.
func plainText(token show.Token) string {
	switch token.Class {
	case show.Remark:
		return ""
	case show.Control:
	default:
		return token.Text
	}
	return symbol.ReplaceAllStringFunc(token.Text, func(one string) string {
		r, _ := utf8.DecodeRuneInString(one)
		switch {
		case r == '␡':
			return "\x7f"
		case r != '⟨':
			return string(r - '␀')
		}
		if numbers, ok := strings.CutPrefix(one, "⟨"); ok && numbers[0] != 'U' {
			raw, err := hex.DecodeString(strings.NewReplacer(" ", "", "⟩", "").Replace(numbers))
			if err != nil {
				return err.Error()
			}
			return string(raw)
		}
		code, err := strconv.ParseInt(strings.Trim(one, "⟨U+⟩"), 16, 32)
		if err != nil {
			return err.Error()
		}
		return string(rune(code))
	})
}

func bytesOf(t *testing.T, lines []show.Line) []byte {
	t.Helper()
	var out []byte
	for _, line := range lines {
		row, err := hex.DecodeString(strings.ReplaceAll(line[2].Text, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row...)
	}
	return out
}
