package mask_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

func TestHolds(t *testing.T) {
	document := `{"user": "bob", "password": "` + mask.Text + `"}`
	big := strings.Repeat("a line of a large file\n", 170_000) // 3.7 MB
	for name, data := range map[string]string{
		"as it is":              document,
		"nothing else":          mask.Text,
		"gzip":                  packed(t, document),
		"gzip, second member":   packed(t, "harmless") + packed(t, document),
		"gzip twice":            packed(t, packed(t, document)),
		"gzip, cut off":         packed(t, document+big)[:9_000],
		"gzip, large":           packed(t, big+document),
		"gzip's name":           gzipNamed(t, "password=\u0095masked\u0095", ""),
		"gzip's second name":    packed(t, "harmless") + gzipNamed(t, "", "\u0095masked\u0095"),
		"zlib":                  deflated(t, document),
		"zlib, cut off":         deflated(t, document[25:]+big)[:9_000],
		"zlib, of no text":      deflated(t, "\x00\x01"+document+strings.Repeat("\xff\x00", 9)),
		"zlib, large":           deflated(t, big+document),
		"json.dumps":            `{"password": "\u2022masked\u2022"}`,
		"json.dumps twice":      `{"x": "{\"password\": \"\\u2022masked\\u2022\"}"}`,
		"JSON, letters escaped": `"\u2022\u006dasked\u2022"`,
		"Python's bytes":        `b'\xe2\x80\xa2masked\xe2\x80\xa2'`,
		"C":                     `"\342\200\242masked\342\200\242"`,
		"PHP, Rust":             `"\u{2022}masked\u{2022}"`,
		"properties":            `password=\u2022masked\u2022`,
		"XML, decimal":          "<password>&#8226;masked&#8226;</password>",
		"XML, hexadecimal":      "<password>&#x2022;masked&#X2022;</password>",
		"XML, twice":            "<a>&lt;password>&amp;#8226;masked&amp;#8226;&lt;/password></a>",
		"HTML":                  "<td>&bull;masked&bull;</td>",
		"URL":                   "x?" + url.Values{"password": {mask.Text}}.Encode(),
		"quoted-printable":      "password==E2=80=A2masked=E2=80=A2",
		"UTF-16LE":              wide(document, binary.LittleEndian),
		"UTF-16BE":              wide(document, binary.BigEndian),
		"UTF-16, odd":           "\x01" + wide(document, binary.LittleEndian),
		"UTF-16, json.dumps":    wide(`"\u2022masked\u2022"`, binary.LittleEndian),
		"UTF-32LE":              wide32(document, binary.LittleEndian),
		"UTF-32BE":              wide32(document, binary.BigEndian),
		"UTF-16 in gzip":        packed(t, wide(document, binary.BigEndian)),
		"GB18030":               "password=\x81\x36\xa6\x31masked\x81\x36\xa6\x31",
		"Windows-1252":          "password=\x95masked\x95",
		"read as Windows-1252":  "password=â€¢maskedâ€¢",
		"base64":                base64.StdEncoding.EncodeToString([]byte(document)),
		"gzip within JSON":      `{"blob":"` + base64.StdEncoding.EncodeToString([]byte(packed(t, document))) + `"}`,
		"zlib within YAML":      "blob: " + base64.RawURLEncoding.EncodeToString([]byte(deflated(t, document))) + "\n",
		"base64, lines":         "e3\n" + base64.StdEncoding.EncodeToString([]byte(document))[2:] + "\n",
		"base64 for URLs":       base64.RawURLEncoding.EncodeToString([]byte(document)),
		"base64 of gzip":        base64.StdEncoding.EncodeToString([]byte(packed(t, document))),
		"base16 in YAML":        "data:\n  password: " + hex.EncodeToString([]byte("x"+mask.Text)),
		"base16 in capitals":    `{"data": "` + strings.ToUpper(hex.EncodeToString([]byte(document))) + `"}`,
		"base64 in YAML, 0":     "data:\n  password: " + base64.StdEncoding.EncodeToString([]byte(mask.Text)),
		"base64 in YAML, 1":     "data:\n  password: " + base64.StdEncoding.EncodeToString([]byte("x"+mask.Text+"y")),
		"base64 in YAML, 2":     "data:\n  password: " + base64.StdEncoding.EncodeToString([]byte("xx"+mask.Text+"yyy")),
	} {
		if !mask.Holds(znode.Path{}, []byte(data)) {
			t.Errorf("%s: a mask is not found in %.200q", name, data)
		}
	}
	for _, layer := range format.Layers {
		if layer.Wrap == nil || layer.Charset {
			continue
		}
		if data, err := layer.Wrap([]byte(document + big[:100_000])); err != nil || !mask.Holds(znode.Path{}, data) {
			t.Errorf("%s: a mask is not found, %v", layer.Name, err)
		}
	}
	for name, data := range map[string]string{
		"empty":       "",
		"harmless":    `{"user": "bob", "password": "hunter2"}`,
		"a word":      "this is masked, and so is *masked* and -masked-",
		"a list":      "• masked •",
		"gzip":        packed(t, `{"password": "hunter2"}`),
		"base64":      base64.StdEncoding.EncodeToString([]byte(`{"password": "hunter2"}`)),
		"one escape":  `"\u2022masked"`,
		"cut gzip":    packed(t, big)[:100],
		"UTF-16":      wide("password=hunter2", binary.LittleEndian),
		"a gzip bomb": packed(t, strings.Repeat("\x00", 64<<20)),
	} {
		if mask.Holds(znode.Path{}, []byte(data)) {
			t.Errorf("%s: a mask is found in %.200q", name, data)
		}
	}
}

func gzipNamed(t testing.TB, name, comment string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Name, w.Comment = name, comment
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func deflated(t testing.TB, content string) string {
	t.Helper()
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func wide32(text string, order binary.AppendByteOrder) string {
	var out []byte
	for _, r := range text {
		out = order.AppendUint32(out, uint32(r))
	}
	return string(out)
}

// asciiJSON returns text as Python's json.dumps and others write it.
func asciiJSON(text string) string {
	quoted, _ := json.Marshal(text) // encoding a string cannot fail
	var out strings.Builder
	for _, r := range string(quoted) {
		if r < 0x80 {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return out.String()
}
