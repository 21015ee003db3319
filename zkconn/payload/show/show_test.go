package show_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"maps"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// spell returns lines as text, with each token as class(text).
func spell(lines []show.Line) string {
	var out strings.Builder
	for i, line := range lines {
		if i > 0 {
			out.WriteByte('\n')
		}
		for _, token := range line {
			out.WriteString(string(token.Class) + "(" + token.Text + ")")
		}
	}
	return out.String()
}

func packed(t testing.TB, content string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const (
	bare     = "text hex"
	notUTF8  = "not_utf8"
	controls = "controls"
)

func TestDecode(t *testing.T) {
	zipped := packed(t, `{"a":1}`)
	for _, row := range []struct {
		name      string
		data      string
		asked     show.View
		views     string // labels are in TestParseView
		current   show.View
		lines     string
		truncated bool
		notes     []string // code, or code:argument,…
	}{
		{
			name: "empty", data: "",
			notes: []string{"no_data"},
		},
		{
			name: "empty, as hex", data: "", asked: show.Hex,
			notes: []string{"no_data"},
		},
		{
			name: "a word", data: "hello",
			views: bare, current: format.Text, lines: "(hello)",
		},
		{
			name: "a number is no JSON", data: "42",
			views: bare, current: format.Text, lines: "(42)",
		},
		{
			name: "a quoted word is no JSON", data: `"hello"`,
			views: bare, current: format.Text, lines: `("hello")`,
		},
		{
			name: "host:port is no property", data: "127.0.0.1:2181",
			views: bare, current: format.Text, lines: "(127.0.0.1:2181)",
		},
		{
			name: "a URL is no property", data: "http://host/path?a=b",
			views: bare, current: format.Text, lines: "(http://host/path?a=b)",
		},
		{
			name: "base64 of text", data: "aGVsbG8gd29ybGQhCg==",
			views: "base64 text hex", current: format.Base64, lines: "(hello world!)\n",
			notes: []string{"read_as chain=base64 text"},
		},
		{
			name: "user and password are no property", data: "alice:wonderland",
			views: bare, current: format.Text, lines: "(alice:wonderland)",
		},
		{
			name: "a line end at the end is a last empty line", data: "a\nb\n",
			views: bare, current: format.Text, lines: "(a)\n(b)\n",
		},
		{
			name: "broken JSON says where", data: "{\n  \"a\": 1,\n  \"数\" 2\n}",
			views: bare, current: format.Text, lines: "({)\n(  \"a\": 1,)\n(  \"数\" 2)\n(})",
			notes: []string{"broken_text column=7 line=3 view=json"},
		},
		{
			name: "bytes of what nothing can be read of", data: "\x28\xb5\x2f\xfd\x04",
			views: "zstd text hex", current: show.Hex,
			lines:     "offset(00000000)(  )bytes(28 b5 2f fd 04                                  )(  )ascii((./..)",
			truncated: true, notes: []string{"unwrapped_nothing view=zstd"},
		},
		{
			name: "text that is cut off in a character", data: "数据\xe5\xba",
			views: "text gb18030 shift_jis hex", current: format.Text, lines: "(数据)control(⟨e5 ba⟩)",
			notes: []string{"bytes_in_text"},
		},
		{
			name: "no text in a layer", data: packed(t, "a\x00b"),
			views: "gzip text hex", current: format.Gzip,
			lines: "offset(00000000)(  )bytes(61 00 62                                        )(  )ascii(a.b)",
			notes: []string{"read_as chain=gzip hex", "unwrapped bytes=3 from=27 view=gzip", controls},
		},
		{
			name: "CR LF throughout", data: "a\r\nb",
			views: bare, current: format.Text, lines: "(a)\n(b)",
			notes: []string{"ends_in_crlf"},
		},
		{
			name: "CR in some places", data: "a\r\nb\rc\n",
			views: bare, current: format.Text, lines: "(a)control(␍)\n(b)control(␍)(c)\n",
		},
		{
			name: "byte order mark", data: "\ufeffa",
			views: bare, current: format.Text, lines: "control(⟨U+FEFF⟩)(a)",
			notes: []string{"byte_order_mark"},
		},
		{
			name: "a tab is a tab", data: "a\tb",
			views: bare, current: format.Text, lines: "(a\tb)",
		},
		{
			name: "terminal escapes are seen", data: "\x1b[31mred\x07",
			views: bare, current: format.Text, lines: "control(␛)([31mred)control(␇)",
		},
		{
			name: "misleading characters are seen", data: "a\u202eb\u200bc\u2028d\u0085e\x7ff\ufffdg",
			views: bare, current: format.Text,
			lines: "(a)control(⟨U+202E⟩)(b)control(⟨U+200B⟩)(c)control(⟨U+2028⟩)(d)control(⟨U+0085⟩)(e)control(␡)(f)control(⟨U+FFFD⟩)(g)",
		},
		{
			name: "joined emoji and Chinese stay", data: "配置 👩‍👩‍👧",
			views: bare, current: format.Text, lines: "(配置 👩‍👩‍👧)",
		},
		{
			name: "HTML is text", data: "<script>alert(1)</script><br>",
			views: bare, current: format.Text, lines: "(<script>alert(1)</script><br>)",
			notes: []string{"broken_text column=29 line=1 view=xml"},
		},
		{
			name: "NUL in UTF-8", data: "a\x00b",
			views: bare, current: show.Hex,
			lines: "offset(00000000)(  )bytes(61 00 62                                        )(  )ascii(a.b)",
			notes: []string{controls},
		},
		{
			name: "NUL in UTF-8, as text", data: "a\x00b", asked: format.Text,
			views: bare, current: format.Text, lines: "(a)control(␀)(b)",
		},
		{
			name: "not UTF-8", data: "caf\xe9\x01",
			views: bare, current: show.Hex,
			lines: "offset(00000000)(  )bytes(63 61 66 e9 01                                  )(  )ascii(caf..)",
			notes: []string{notUTF8},
		},
		{
			name: "Latin-1 is a guess", data: "caf\xe9",
			views: "text hex", current: format.Text, lines: "(café)",
			notes: []string{"read_as chain=latin1? text", "guessed view=latin1"},
		},
		{
			name: "GB18030", data: "name=\xc5\xe4\xd6\xc3\n",
			views: "properties text gb18030 big5 shift_jis euc-kr latin1 hex", current: format.Properties, lines: "key(name)punctuation(=)string(配置)\n",
			notes: []string{"read_as chain=gb18030? properties", "guessed view=gb18030"},
		},
		{
			name: "a guess is overruled", data: "name=\xc5\xe4\xd6\xc3\n", asked: format.Latin1,
			views: "properties text gb18030 big5 shift_jis euc-kr latin1 hex", current: format.Latin1, lines: "key(name)punctuation(=)string(ÅäÖÃ)\n",
			notes: []string{"read_as chain=latin1 properties"},
		},
		{
			name: "UTF-16 says so", data: "\xff\xfe{\x00}\x00",
			views: "json text hex", current: format.JSON, lines: "control(⟨U+FEFF⟩)punctuation({})",
			notes: []string{"read_as chain=utf-16le json", "byte_order_mark"},
		},
		{
			name: "a layer in another, by the name of the outer one", data: packed(t, "{\"a\":\"\xc5\xe4\xd6\xc3\"}"), asked: format.Gzip,
			views: "json text gb18030 big5 shift_jis euc-kr latin1 hex", current: format.JSON,
			lines: "punctuation({)\n(  )key(\"a\")punctuation(:)( )string(\"配置\")\npunctuation(})",
			notes: []string{"read_as chain=gzip gb18030? json", "unwrapped bytes=12 from=37 view=gzip", "guessed view=gb18030"},
		},
		{
			name: "not UTF-8, as text", data: "\xff\xfe", asked: format.Text,
			views: "text latin1 hex", current: format.Text, lines: "control(⟨ff fe⟩)",
			notes: []string{"bytes_in_text"},
		},
		{
			name: "bytes among characters, as text", data: "a数\x01\xe6\x95\n\n\xc3(\ufffd•masked•\xff", asked: format.Text,
			views: bare, current: format.Text,
			lines: "(a数)control(␁)control(⟨e6 95⟩)\n\ncontrol(⟨c3⟩)(()control(⟨U+FFFD⟩)(•masked•)control(⟨ff⟩)",
			notes: []string{"bytes_in_text"},
		},
		{
			name: "text as hex, two rows", data: "0123456789abcdef|", asked: show.Hex,
			views: bare, current: show.Hex,
			lines: "offset(00000000)(  )bytes(30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66)(  )ascii(0123456789abcdef)\n" +
				"offset(00000010)(  )bytes(7c                                              )(  )ascii(|)",
		},
		{
			name: "text asked for as JSON", data: "hello", asked: format.JSON,
			views: bare, current: format.Text, lines: "(hello)",
			notes: []string{"not_in_view view=json"},
		},
		{
			name:  "JSON keeps numbers, order and repeated keys",
			data:  `{"b":1e400,"b":12345678901234567890,"a":-0.10,"s":"\u4e2d\"x","t":[true,null,{}],"e":[ ]}`,
			views: "json text hex", current: format.JSON,
			lines: `punctuation({)
(  )key("b")punctuation(:)( )number(1e400)punctuation(,)
(  )key("b")punctuation(:)( )number(12345678901234567890)punctuation(,)
(  )key("a")punctuation(:)( )number(-0.10)punctuation(,)
(  )key("s")punctuation(:)( )string("\u4e2d\"x")punctuation(,)
(  )key("t")punctuation(:)( )punctuation([)
(    )literal(true)punctuation(,)
(    )literal(null)punctuation(,)
(    )punctuation({})
(  )punctuation(])punctuation(,)
(  )key("e")punctuation(:)( )punctuation([])
punctuation(})`,
			notes: []string{"key_repeated key=b"},
		},
		{
			name:  "JSON with times and a short array",
			data:  "{\"updated\" : 1763802000123,\n\"seen\":[1763802000123, 1763802000124 ]}",
			views: "json text hex", current: format.JSON,
			lines: `punctuation({)
(  )key("updated")punctuation(:)( )number(1763802000123)punctuation(,)note(  2025-11-22 09:00:00.123Z)
(  )key("seen")punctuation(:)( )punctuation([)number(1763802000123)punctuation(,)( )number(1763802000124)punctuation(])note(  2025-11-22 09:00:00.123Z, 2025-11-22 09:00:00.124Z)
punctuation(})`,
		},
		{
			name: "JSON as text", data: `{"a":1}`, asked: format.Text,
			views: "json text hex", current: format.Text, lines: `({"a":1})`,
		},
		{
			name: "JSON with something behind it", data: `{"a":1} x`,
			views: bare, current: format.Text, lines: `({"a":1} x)`,
			notes: []string{"broken_text column=9 line=1 view=json"},
		},
		{
			name: "JSON behind a byte order mark", data: "\ufeff[1]",
			views: "json text hex", current: format.JSON,
			lines: "control(⟨U+FEFF⟩)punctuation([)number(1)punctuation(])",
			notes: []string{"byte_order_mark"},
		},
		{
			name:  "YAML",
			data:  "# top\na: &x 'it''s' # c#d\nb: *x\nn: 1\non: true\nd:\n- \"q # r\"\n- |\n  # no comment\n  x\n- 数 据\n",
			views: "yaml text hex", current: format.YAML,
			lines: `comment(# top)
key(a)(: )tag(&x)( )string('it''s')( )comment(# c#d)
key(b)(: )tag(*x)
key(n)(: )number(1)
key(on)(: )literal(true)
key(d)(:)
(- )string("q # r")
(- )string(|)
string(  # no comment)
string(  x)
(- )string(数 据)
`,
		},
		{
			name: "braces that are no JSON are no YAML", data: "{host}",
			views: bare, current: format.Text, lines: "({host})",
		},
		{
			name: "XML",
			data: "<?xml version=\"1.0\" encoding=\"GBK\"?>\n<!-- c -->\n<a b='1' c=\"x>y\"><d/>t&amp;<![CDATA[<]]></a>\n",

			views: "xml text hex", current: format.XML,
			lines: `comment(<?xml version="1.0" encoding="GBK"?>)
comment(<!-- c -->)
tag(<a)( )attribute(b)punctuation(=)string('1')( )attribute(c)punctuation(=)string("x>y")tag(><d/>)(t&amp;<![CDATA[<]]>)tag(</a>)
`,
		},
		{
			name: "XML with entities of its own", data: `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`,
			views: bare, current: format.Text, lines: `(<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>)`,
		},
		{
			name: "two roots are no XML", data: "<a/><b/>",
			views: bare, current: format.Text, lines: "(<a/><b/>)",
		},
		{
			name:  "properties",
			data:  "# c\nserver.host = zk1\\\n  # more\n\n! c\npath\\:x=/a=b\nempty=\nk: v",
			views: "properties text hex", current: format.Properties,
			lines: `comment(# c)
key(server.host)punctuation( =)string( zk1\)
string(  # more)

comment(! c)
key(path\:x)punctuation(=)string(/a=b)
key(empty)punctuation(=)
key(k)punctuation(: )string(v)`,
		},
		{
			name: "base64 of gzip of JSON", data: base64.StdEncoding.EncodeToString([]byte(packed(t, "[]"))), asked: format.Text,
			views: "base64 text hex", current: format.Text, lines: "(H4sIAAAAAAAA/4qOBQQAAP//KbtMDQIAAAA=)",
		},
		{
			name: "base64 in values is decoded beside them", data: `{"a":"` + base64.StdEncoding.EncodeToString([]byte("user=数\thost=zk1\n")) + `","b":"c"}`,
			views: "json text hex", current: format.JSON,
			lines: "punctuation({)\n(  )key(\"a\")punctuation(:)( )string(\"dXNlcj3mlbAJaG9zdD16azEK\")punctuation(,)note(  → user=数␉host=zk1␊)\n(  )key(\"b\")punctuation(:)( )string(\"c\")\npunctuation(})",
		},
		{
			name: "base64 in YAML", data: "a: dXNlcj1ib2IgaG9zdD16azEx # c\nb: dXNlcj1ib2IgaG9zdD16azEx\n",
			views: "yaml properties text hex", current: format.YAML,
			lines: "key(a)(: )string(dXNlcj1ib2IgaG9zdD16azEx)( )comment(# c)note(  → user=bob host=zk11)\nkey(b)(: )string(dXNlcj1ib2IgaG9zdD16azEx)note(  → user=bob host=zk11)\n",
		},
		{
			name: "a URL's parameters, decoded", data: "dubbo%3A%2F%2F10.0.0.1%3A20880%2Fcom.acme.Orders%3Fside%3Dprovider%26note%3Da%2Bb%250A",
			views: "url text hex", current: format.URL,
			lines: "key(url)punctuation( =)string( dubbo://10.0.0.1:20880/com.acme.Orders)\nkey(side)punctuation( =)string( provider)\nkey(note)punctuation( =)string( a b\\n)\n",
		},
		{
			name: "a query", data: "a=1&b[]=%E6%95%B0&c=",
			views: "url properties text hex", current: format.URL,
			lines: "key(a)punctuation( =)string( 1)\nkey(b[])punctuation( =)string( 数)\nkey(c)punctuation( =)string( )\n",
		},
		{
			name: "a number of eight bytes", data: "\x00\x00\x01\x9a\x99\x2f\xa0\x00",
			views: "number text hex", current: format.BigEndian,
			lines: "key(int64)(: )number(1763506626560)\nkey(hex)(: )number(0x19a992fa000)\nkey(milliseconds)(: )number(2025-11-18T22:57:06.56Z)\nkey(zxid)(: )string(epoch 410, counter 2570035200)\n", notes: []string{"guessed view=number"},
		},
		{
			name: "a time in milliseconds", data: "1763802000123\n",
			views: bare, current: format.Text, lines: "(1763802000123)\n", notes: []string{"epoch at=2025-11-22T09:00:00.123Z"},
		},
		{
			name: "cells stand one below the other", data: "name,数据,port\r\nzk1,\"a\nb\",2181\r\n",
			views: "csv text hex", current: format.CSV,
			lines: "key(name)punctuation(,)( )key(数据)punctuation(,)(  )key(port)control(␍)\n(zk1)punctuation(,)(  )string(\"a)control(␊)string(b\")punctuation(,)( )(2181)control(␍)\n",
		},
		{
			name: "gzip", data: zipped,
			views: "json text hex", current: format.JSON,
			lines: "punctuation({)\n(  )key(\"a\")punctuation(:)( )number(1)\npunctuation(})",
			notes: []string{"read_as chain=gzip json", "unwrapped bytes=7 from=31 view=gzip"},
		},
		{
			name: "gzip of nothing", data: packed(t, ""),
			views: "gzip text hex", current: format.Gzip,
			notes: []string{"unwrapped bytes=0 from=23 view=gzip"},
		},
		{
			name: "gzip of gzip", data: packed(t, packed(t, "")),
			views: "gzip text hex", current: format.Gzip,
			notes: []string{"read_as chain=gzip gzip", "unwrapped bytes=23 from=38 view=gzip", "unwrapped bytes=0 from=23 view=gzip"},
		},
		{
			name: "five layers of gzip", data: packed(t, packed(t, packed(t, packed(t, packed(t, ""))))),
			views: "gzip text hex", current: format.Gzip,
			lines: "offset(00000000)(  )bytes(1f 8b 08 00 00 00 00 00  00 ff 01 00 00 ff ff 00)(  )ascii(................)\n" +
				"offset(00000010)(  )bytes(00 00 00 00 00 00 00                            )(  )ascii(.......)",
			notes: []string{"read_as chain=gzip gzip gzip gzip hex", "unwrapped bytes=84 from=107 view=gzip", "unwrapped bytes=60 from=84 view=gzip", "unwrapped bytes=38 from=60 view=gzip", "unwrapped bytes=23 from=38 view=gzip", notUTF8},
		},
		{
			name: "gzip cut off", data: packed(t, "hello")[:25],
			views: "text hex", current: format.Text, lines: "(hello)", truncated: true,
			notes: []string{"read_as chain=gzip text", "unwrapped bytes=5 from=25 view=gzip", "unwrapped_damaged view=gzip"},
		},
		{
			name: "only the head of gzip", data: "\x1f\x8b\x08",
			views: bare, current: show.Hex,
			lines: "offset(00000000)(  )bytes(1f 8b 08                                        )(  )ascii(...)",
			notes: []string{notUTF8},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := show.Decode(format.Read(znode.Root, []byte(row.data)), row.asked)
			if got.Size != len(row.data) {
				t.Errorf("Size is %d, want %d", got.Size, len(row.data))
			}
			if views := viewsText(got.Views); views != row.views {
				t.Errorf("Views are %q, want %q", views, row.views)
			}
			if got.Current != row.current {
				t.Errorf("Current is %q, want %q", got.Current, row.current)
			}
			if lines := spell(got.Lines); lines != row.lines {
				t.Errorf("Lines are\n%s\nwant\n%s", lines, row.lines)
			}
			if got.Truncated != row.truncated {
				t.Errorf("Truncated is %v, want %v", got.Truncated, row.truncated)
			}
			if !reflect.DeepEqual(notes(got), row.notes) {
				t.Errorf("Notes are %q, want %q", notes(got), row.notes)
			}
		})
	}
}

// notes returns the codes of a result's notes, each with its arguments.
func notes(result show.Result) []string {
	var all []string
	for _, note := range result.Notes {
		text := string(note.Code)
		for _, name := range slices.Sorted(maps.Keys(note.Args)) {
			text += " " + name + "=" + note.Args[name]
		}
		all = append(all, text)
	}
	return all
}

func viewsText(views []show.View) string {
	var texts []string
	for _, view := range views {
		texts = append(texts, string(view))
	}
	return strings.Join(texts, " ")
}

func TestDecodeBeyondMaxShown(t *testing.T) {
	const chinese = "数"
	manyChinese := "x" + strings.Repeat(chinese, 100_000) // 64 KiB ends within a character
	jsonText := "[" + strings.Repeat(`"数据",`, 20_000) + "1]"
	for _, row := range []struct {
		name    string
		data    string
		asked   show.View
		current show.View
		shown   string // the text that is shown
		notes   []string
	}{
		{"text", strings.Repeat("a\n", 150*1024), show.Best, format.Text, strings.Repeat("a\n", 32*1024), []string{"first_shown bytes=65536 of=307200"}},
		{"text that ends inside a character", manyChinese, show.Best, format.Text, upTo64KiB(manyChinese), []string{"first_shown bytes=65536 of=300001"}},
		{"a gzip stream's text", packed(t, manyChinese), show.Best, format.Text, upTo64KiB(manyChinese), []string{"read_as chain=gzip text", "unwrapped bytes=300001 from=" + strconv.Itoa(len(packed(t, manyChinese))) + " view=gzip", "first_shown bytes=65536 of=300001"}},
		{"a gzip stream's text over 2 MiB", packed(t, "x"+strings.Repeat(chinese, 800_000)), show.Best, format.Text, upTo64KiB(manyChinese), []string{"read_as chain=gzip text", "unwrapped_cut bytes=2097151 from=" + strconv.Itoa(len(packed(t, "x"+strings.Repeat(chinese, 800_000)))) + " view=gzip", "first_shown bytes=65536 of=2097151"}},
		{"YAML is text then", strings.Repeat("a: 1\n", 20_000), format.YAML, format.Text, upTo64KiB(strings.Repeat("a: 1\n", 20_000)), []string{"not_in_view view=yaml", "first_shown bytes=65536 of=100000"}},
		{"JSON as text", jsonText, format.Text, format.Text, upTo64KiB(jsonText), []string{"first_shown bytes=65536 of=180003"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := show.Decode(format.Read(znode.Root, []byte(row.data)), row.asked)
			if got.Current != row.current {
				t.Errorf("Current is %q, want %q", got.Current, row.current)
			}
			if shown := textOf(t, got); shown != row.shown {
				t.Errorf("shown are %d bytes, want %d: %.40q, %.40q", len(shown), len(row.shown), shown, row.shown)
			}
			if !got.Truncated {
				t.Error("Truncated is false")
			}
			if !reflect.DeepEqual(notes(got), row.notes) {
				t.Errorf("Notes are %q, want %q", notes(got), row.notes)
			}
		})
	}
}

// upTo64KiB returns the longest prefix of whole characters.
func upTo64KiB(text string) string {
	end := 65_536
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

func TestDecodeLongJSON(t *testing.T) {
	data := `{"数据":[` + strings.Repeat(`{"k":"v"},`, 20_000) + `1]}`
	got := show.Decode(format.Read(znode.Root, []byte(data)), show.Best)
	if got.Current != format.JSON || !got.Truncated || got.Size != len(data) {
		t.Errorf("current %q, truncated %v, size %d", got.Current, got.Truncated, got.Size)
	}
	if bare := withoutSpace(got.Lines); bare != data[:format.MaxShown] {
		t.Errorf("shown is %d bytes, ends in %q", len(bare), bare[len(bare)-20:])
	}
}

// TestLinesShareMemory checks that the lines retain no more memory than their tokens need.
func TestLinesShareMemory(t *testing.T) {
	for name, text := range map[string]string{
		"JSON":  "[" + strings.Repeat(`{"a":[]},`, 300) + "1]",
		"text":  strings.Repeat("a line\n", 300),
		"CRLF":  strings.Repeat("a line\r\n", 300),
		"table": "a,b\n" + strings.Repeat("1,2\n", 300),
	} {
		tokens, room := 0, 0
		for _, line := range show.Decode(format.Read(znode.Root, []byte(text)), show.Best).Lines {
			tokens += len(line)
			room += cap(line)
		}
		if tokens < 300 || room > tokens+64 {
			t.Errorf("%s has %d tokens, and room for %d", name, tokens, room)
		}
	}
}

func TestDecodeHexBeyondMaxShown(t *testing.T) {
	data := bytes.Repeat([]byte{0xff, 0x00, 'a'}, 100_000)
	got := show.Decode(format.Read(znode.Root, data), show.Best)
	if len(got.Lines) != 16<<10/16 || !got.Truncated || got.Current != show.Hex {
		t.Errorf("%d lines, truncated %v, current %q", len(got.Lines), got.Truncated, got.Current)
	}
	if last := got.Lines[len(got.Lines)-1][0].Text; last != "00003ff0" {
		t.Errorf("the last offset is %s", last)
	}
	if want := []string{notUTF8, "first_shown bytes=16384 of=300000"}; !reflect.DeepEqual(notes(got), want) {
		t.Errorf("Notes are %q, want %q", notes(got), want)
	}
}

// Inputs that made other readers and highlighters slow or used much memory.
func TestDecodeHostile(t *testing.T) {
	const n = 60_000
	for name, data := range map[string]string{
		"YAML quotes":       "a: '" + strings.Repeat("x''", n/3) + "'",
		"YAML dashes":       strings.Repeat("- ", n/2),
		"YAML comments":     "a: b\n" + strings.Repeat("# c\n", n/4),
		"YAML colons":       strings.Repeat("a:\n", n/3),
		"YAML one long row": "a: [" + strings.Repeat("数, ", n/5) + "1]",
		"YAML aliases":      "- &a [x, x]\n" + strings.Repeat("- &a [*a, *a, *a, *a, *a, *a, *a, *a]\n", 500),
		"JSON depth":        strings.Repeat("[", 9_999) + strings.Repeat("]", 9_999),
		"JSON too deep":     strings.Repeat("[", n/2) + strings.Repeat("]", n/2),
		"JSON arrays":       "[" + strings.Repeat("[[", n/6) + "1" + strings.Repeat("]]", n/6) + "]",
		"XML depth":         strings.Repeat("<a>", n/7) + strings.Repeat("</a>", n/7),
		"XML attributes":    "<a" + strings.Repeat(" b=''", n/6) + "/>",
		"controls":          strings.Repeat("\x1b", n),
		"directions":        strings.Repeat("\u202e", n/3),
		"lines":             strings.Repeat("\n", n),
		"properties":        "a=" + strings.Repeat("\\\n", n/2),
		"properties keys":   strings.Repeat(" ", n) + "=x",
		"TOML brackets":     "[a]\nb = " + strings.Repeat("[", n/2) + strings.Repeat("]", n/2),
		"TOML inline":       "[a]\nb = " + strings.Repeat("{a=", n/4) + "1" + strings.Repeat("}", n/4),
		"TOML keys":         "[a]\n" + strings.Repeat("b.", n/2) + "c = 1\n",
		"TOML tables":       "[a]\nb = 1\n[" + strings.Repeat("a.", n/2) + "b]\n",
		"cells":             strings.Repeat(strings.Repeat("a,", 190)+"\n", n/400),
		"quoted cells":      strings.Repeat("\"a\"\"\",b,c\n", n/11),
		"one wide cell":     "a,b,c\n" + strings.Repeat("a,b,c\n", 5000) + strings.Repeat("x", n/2) + ",b,c\n",
		"JSON lines":        strings.Repeat("[1]\n", n/4),
		"gzip bomb":         packed(t, strings.Repeat("\x00", 8<<20)),
		"gzip members":      strings.Repeat(packed(t, ""), n/23),
	} {
		t.Run(name, func(t *testing.T) {
			var result show.Result
			took := zktest.ProcessorTime(t, func() { result = show.Decode(format.Read(znode.Root, []byte(data)), show.Best) })
			// Far more than the slowest input takes, and far less than backtracking and expansion
			// took.
			if took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			checkResult(t, []byte(data), result)
		})
	}
}

func TestParseView(t *testing.T) {
	for text, want := range map[string]show.View{
		"": show.Best, "gzip": format.Gzip, "json": format.JSON, "xml": format.XML, "yaml": format.YAML,
		"properties": format.Properties, "text": format.Text, "hex": show.Hex,
	} {
		view, err := show.ParseView(text)
		if view != want || err != nil {
			t.Errorf("ParseView(%q) is %q, %v", text, view, err)
		}
	}
	for _, text := range []string{"JSON", "hex ", "thrift", "\x00"} {
		view, err := show.ParseView(text)
		if view != show.Best || znode.KindOf(err) != znode.Invalid {
			t.Errorf("ParseView(%q) is %q, %v", text, view, err)
		}
	}
}

// The documentation names every view.
func TestViewsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, view := range show.Views() {
		if !strings.Contains(string(text), "`"+string(view)+"`") {
			t.Errorf("docs/formats.md does not name %q", view)
		}
	}
}
