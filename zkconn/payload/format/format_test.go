package format_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// The spans of each format, and its items: names, texts and places.
func TestFormats(t *testing.T) {
	for _, test := range []struct {
		name  format.Name
		text  string
		spans string
		items string
	}{
		{format.JSON, `{"a": [1, "x\u0041"], "b": true}`,
			`punctuation({)key("a")punctuation(:)( )punctuation([)number(1)punctuation(,)( )string("x\u0041")punctuation(])punctuation(,)( )key("b")punctuation(:)( )literal(true)punctuation(})`,
			`[{a=[@1 xA@"x\u0041"] b=@true}]`},
		{format.XML, `<a b="1">x&amp;y<!-- c --><d/></a>`,
			`tag(<a)( )attribute(b)punctuation(=)string("1")tag(>)(x&amp;y)comment(<!-- c -->)tag(<d/></a>)`,
			`[a=[b=1@1 x&y@x&amp;y  c @<!-- c --> d=[]]]`},
		{format.YAML, "a: &x 'it''s' # c\nb:\n  - 1\n",
			"key(a)(: )tag(&x)( )string('it''s')( )comment(# c\n)key(b)(:\n  - )number(1)(\n)",
			"{{a=it's b=[1@1]}  c@# c}"},
		{format.Properties, "# c\na.b = x\\\n  y\n",
			"comment(# c)(\n)key(a.b)punctuation( =)string( x\\)(\n)string(  y)(\n)", ""},
		{format.JSONLines, "{\"a\":1}\n[]\n", `punctuation({)key("a")punctuation(:)number(1)punctuation(})(
)punctuation([)punctuation(])(
)`, "[{a=@1} []]"},
		{format.TOML, "# c\ntitle = 'x'\n[a.b] # d\nn = 1_0 # e\non = true\nlist = [\n  1,\n]\n",
			"comment(# c)(\n)key(title)punctuation( =)( )string('x')(\n)tag([a.b])comment( # d)(\n)key(n)punctuation( =)( )number(1_0)( )comment(# e)(\n)" +
				"key(on)punctuation( =)( )literal(true)(\n)key(list)punctuation( =)( )string([)(\n  )number(1)(,\n)string(])(\n)", ""},
		{format.TOML, "[a]\npassword = •masked•\n", "tag([a])(\n)key(password)punctuation( =)( )string(•masked•)(\n)", ""},
		{format.INI, "; c\n[a b]\nx = y z\nk: v\n", "comment(; c)(\n)tag([a b])(\n)key(x)punctuation( =)string( y z)(\n)key(k)punctuation(:)string( v)(\n)", ""},
		{format.CSV, "a,b,c\n1,\"x\"\"\ny\",\n", "key(a)punctuation(,)key(b)punctuation(,)key(c)(\n)(1)punctuation(,)string(\"x\"\"\ny\")punctuation(,)(\n)", ""},
		{format.TSV, "a\tb\n1\t2\n", "key(a)punctuation(\t)key(b)(\n)(1)punctuation(\t)(2)(\n)", ""},
		{format.Text, "a\nb", "(a\nb)", ""},
	} {
		r := format.Read(znode.Root, []byte(test.text))
		viewed := r.Viewed()
		if viewed[0].Format != test.name || viewed[len(viewed)-1].Format != format.Text {
			t.Errorf("%q is read as %v", test.text, viewed)
			continue
		}
		if got := spell(viewed[0]); got != test.spans {
			t.Errorf("%s: the spans are\n%s, want\n%s", test.name, got, test.spans)
		}
		items := ""
		if document, root := r.Values(); document != nil {
			items = spellItem(document, root)
		}
		if items != test.items {
			t.Errorf("%s: the items are\n%s, want\n%s", test.name, items, test.items)
		}
	}
}

// What only looks like a format, or is malformed, is text.
func TestNoFormat(t *testing.T) {
	for _, text := range []string{
		"{\"a\":1}\n{\"a\":\n", "{\n}\n[\n]x\n", "[a]\n", "[a\nb = 1\n", "[a]\nb = 1\nand prose\n", "[2026-01-01 10:00:00] x=1\n[2026-01-01 10:00:01] y=2\n",
		"a,b\n1,2\n", "a,b,c\n1,2\n", "Hello, dear friends, how are you?\nFine, and you, old man?\n", "a,b,c\n1,\"2,3\n", "a,b,c\n", "a|b|c",
	} {
		if viewed := format.Read(znode.Root, []byte(text)).Viewed(); len(viewed) != 1 || viewed[0].Format != format.Text {
			t.Errorf("%q is read as %s", text, viewed[0].Format)
		}
	}
	if viewed := format.Read(znode.Root, []byte("[a]\nb = c d\n")).Viewed(); viewed[0].Format != format.INI {
		t.Errorf("invalid TOML is read as %s", viewed[0].Format)
	}
}

// A repeated key in JSON is reported.
func TestRepeatedKey(t *testing.T) {
	many := ""
	for i := range 100 {
		many += fmt.Sprintf(`"k%d":1,`, i)
	}
	for text, want := range map[string]string{
		`{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}`: "", `{"a":1,"b":{"c":1,"d":2,"c":3}}`: "c", `{"a":"a","\u0061":1}`: "a", `[{"":1,"":2}]`: "",
		"{" + many + `"x":1}`: "", "{" + many + `"k99":2}`: "k99",
	} {
		if got := format.Read(znode.Root, []byte(text)).Viewed()[0].RepeatedKey(); got != want {
			t.Errorf("%.60s: %q, want %q", text, got, want)
		}
	}
}

func spell(d *format.Document) string {
	var out strings.Builder
	for _, span := range d.Spans(len(d.Text)) {
		fmt.Fprintf(&out, "%s(%s)", span.Class, d.Text[span.Start:span.End])
	}
	return out.String()
}

func spellItem(d *format.Document, it *format.Item) string {
	text := it.Text
	if !it.Leaf {
		var children []string
		for _, child := range it.Children {
			children = append(children, spellItem(d, child))
		}
		text = strings.Join(children, " ")
		if it.List {
			text = "[" + text + "]"
		} else {
			text = "{" + text + "}"
		}
	} else {
		for _, place := range it.Places {
			text += "@" + d.Text[place.Start:place.End]
		}
	}
	if it.Name != "" {
		return it.Name + "=" + text
	}
	return text
}

// FuzzRead checks that the spans of a document cover its text in order and without gaps, however it
// is cut, and that places lie within the text.
func FuzzRead(f *testing.F) {
	for _, data := range []string{
		"", "hello", `{"a":[1,"x"]}`, "{}\n{}", "a: 'b' # c\nd: |\n  e\n", "<a b='c'>d</a>", "<a/><b/>", "# c\na = b\\\n c\n", "a: [b, {c: d}]\n", "\ufeff- &a [x, *a]\n",
		"? [a]\n: b\n", "a: b\r\nc: d\r\n", "{\"a\":1,\"a\":2}\n[]\n", "[a]\nb = \"c\" # d\n", "; d\n[a b]\nc: d\n", "a,b,c\n1,\"2\n3\",x\n", "a\tb\n1\t2\r\n", "name=\xc5\xe4\xd6\xc3", "\xff\xfea\x00", "a\u2028- b: c",
	} {
		f.Add([]byte(data), uint8(5))
	}
	f.Fuzz(func(t *testing.T, data []byte, cut uint8) {
		r := format.Read(znode.Root, data)
		for _, d := range r.Viewed() {
			end := min(int(cut), len(d.Text))
			for end < len(d.Text) && d.Text[end]&0xc0 == 0x80 {
				end++
			}
			at := 0
			for _, span := range d.Spans(end) {
				if span.Start != at || span.End <= at {
					t.Fatalf("%s of %q: a span from %d to %d follows offset %d", d.Format, d.Text, span.Start, span.End, at)
				}
				at = span.End
			}
			if at != end {
				t.Fatalf("%s of %q: the spans end at %d, not %d", d.Format, d.Text, at, end)
			}
		}
		if d, root := r.Values(); d != nil {
			checkPlaces(t, d, root)
		}
		size := len(data)
		if content := r.Content(); content != nil {
			size += format.MaxUnwrapped
		}
		if kept := r.Compact(); kept > 100*size+1 {
			t.Fatalf("a reading of %d bytes keeps %d", len(data), kept)
		}
	})
}

func checkPlaces(t *testing.T, d *format.Document, it *format.Item) {
	for _, place := range it.Places {
		if place.Start < 0 || place.Start > place.End || place.End > len(d.Text) {
			t.Fatalf("%s of %q: a place is from %d to %d", d.Format, d.Text, place.Start, place.End)
		}
	}
	for _, child := range it.Children {
		checkPlaces(t, d, child)
	}
}

// Each member of a gzip stream has a header.
func TestUnpack(t *testing.T) {
	var stream bytes.Buffer
	for _, content := range []string{"a", "bc"} {
		w := gzip.NewWriter(&stream)
		w.Name, w.Comment = content+".txt", "c"
		fmt.Fprint(w, content)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		data  string
		limit int
		want  string
	}{
		{stream.String(), 3, `"abc" "a.txt\nc\n\nbc.txt\nc\n\n" false false`},
		{stream.String(), 2, `"ab" "a.txt\nc\n\nbc.txt\nc\n\n" true false`},
		{stream.String()[:stream.Len()-1], 3, `"abc" "a.txt\nc\n\nbc.txt\nc\n\n" false true`},
		{stream.String() + "x", 3, `"abc" "a.txt\nc\n\nbc.txt\nc\n\n" false true`},
		{"x", 3, `"" "" false true`},
	} {
		got := format.Unpack([]byte(test.data), test.limit)
		if said := fmt.Sprintf("%q %q %v %v", got.Content, got.Headers, got.More, got.Damaged); said != test.want {
			t.Errorf("%d bytes, at most %d: %s, want %s", len(test.data), test.limit, said, test.want)
		}
	}
}
