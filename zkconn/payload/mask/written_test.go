package mask

import (
	"encoding/json"
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// pairs reads a binary format of names and values separated by zero bytes, which cannot be written
// again.
func pairs(r *format.Reading) *format.Content {
	body, ok := strings.CutPrefix(string(r.Data), "\xffPAIRS\x00")
	if !ok {
		return nil
	}
	fields := map[string]string{}
	parts := strings.Split(body, "\x00")
	for i := 0; i+1 < len(parts); i += 2 {
		fields[parts[i]] = parts[i+1]
	}
	written, _ := json.Marshal(fields) // encoding strings cannot fail
	return &format.Content{Reading: format.Read(r.Path, written)}
}

// The fields of a binary format are shown with their secrets masked. The data itself is masked as a
// whole.
func TestMaskBinaryFields(t *testing.T) {
	before := format.Layers
	format.Layers = append(before[:len(before):len(before)], format.Layer{Name: "pairs", Unwrap: pairs})
	defer func() { format.Layers = before }()
	for name, test := range map[string]struct {
		data   string
		masked Masked // without what is read in it
		shown  string // in the view of fields
	}{
		"no secret":    {"\xffPAIRS\x00user\x00bob", Masked{Data: []byte("\xffPAIRS\x00user\x00bob")}, `{"user": "bob"}`},
		"a secret":     {"\xffPAIRS\x00user\x00bob\x00password\x00hunter2", Masked{Data: []byte(Text), Binary: true, Count: 1}, `{"password": "` + Text + `","user": "bob"}`},
		"all of it":    {"\xffPAIRS\x00a\x00-----BEGIN PRIVATE KEY-----\nx", Masked{Data: []byte(Text), Whole: true, Binary: true, Count: 1}, ""},
		"beside it":    {"\xffPAIRS\x00user\x00bob\x00password", Masked{Data: []byte(Text), Binary: true, Count: 1}, `{"user": "bob"}`},
		"of all kinds": {"\xffPAIRS\x00a\x00b\x00url\x00http://bob:hunter2@host/", Masked{Data: []byte(Text), Binary: true, Count: 1}, `{"a": "b","url": "http://bob:` + Text + `@host/"}`},
	} {
		got := usual(t).Mask(znode.Root, []byte(test.data))
		if string(got.Data) != string(test.masked.Data) || got.Whole != test.masked.Whole || got.Binary != test.masked.Binary || got.Count != test.masked.Count {
			t.Errorf("%s: %+v, want %+v", name, got, test.masked)
		}
		shown := show.Decode(got.Reading(), "pairs")
		if (shown.Current == "pairs") != (test.shown != "") {
			t.Errorf("%s: shown as %q", name, shown.Current)
		} else if test.shown != "" && textOf(shown) != test.shown {
			t.Errorf("%s: the view shows %s, want %s", name, textOf(shown), test.shown)
		}
		for _, view := range shown.Views {
			if text := textOf(show.Decode(got.Reading(), view)); strings.Contains(text, "hunter2") {
				t.Errorf("%s: %s shows the secret", name, view)
			}
		}
	}
}

func textOf(result show.Result) string {
	var out strings.Builder
	for _, line := range result.Lines {
		for i, token := range line {
			if i == 0 {
				token.Text = strings.TrimLeft(token.Text, " ")
			}
			out.WriteString(token.Text)
		}
	}
	return out.String()
}
