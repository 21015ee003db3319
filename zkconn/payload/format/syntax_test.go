package format_test

import (
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

func TestCheckSaysWhereATextBreaksTheRules(t *testing.T) {
	for _, test := range []struct {
		valid, broken string
		format        format.Name
		line, column  int
	}{
		{`{"a": 1}`, "{\n  \"ä\": 1,\n  \"é\": x1\n}", format.JSON, 3, 8},
		{`{"a": [1]}`, `{"a": [1}`, format.JSON, 1, 9},
		{"{\"a\":1}\n{\"a\":2}\n", "{\"a\":1}\n{\"a\":}\n", format.JSONLines, 2, 6},
		{"<a>\n<b/></a>", "<a>\n<b></a>", format.XML, 2, 7},
		{"a: 1\nb:\n  - c\n", "a: 1\nb:\n  - c\n - d: [\n", format.YAML, 3, 0},
		{"[a]\nb = 1\nc = \"d\"\n", "[a]\nb = 1\nc = \"d\n", format.TOML, 3, 7},
	} {
		valid, broken := format.Read(znode.Root, []byte(test.valid)), format.Read(znode.Root, []byte(test.broken))
		if got := valid.Checked(); got != test.format || valid.Check(got) != (format.Syntax{Format: got, Valid: true}) {
			t.Errorf("%q is checked as %q: %+v, want %q", test.valid, got, valid.Check(got), test.format)
		}
		if got, want := broken.Check(test.format), (format.Syntax{Format: test.format, Line: test.line, Column: test.column}); got != want {
			t.Errorf("%q: %+v, want %+v", test.broken, got, want)
		}
	}
	if got := format.Read(znode.Root, []byte("no rules here")).Checked(); got != "" {
		t.Errorf("a sentence is checked as %q", got)
	}
}
