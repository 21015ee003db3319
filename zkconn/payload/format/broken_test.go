package format

import (
	"testing"

	"zkweb/zkconn/znode"
)

func TestBroken(t *testing.T) {
	for _, test := range []struct {
		name, text string
		format     Name
		line       int
	}{
		{"/a", `{"a": 1,}`, JSON, 1},
		{"/a", "[\n[\n {\"a\": 1,\n", JSON, 3},
		{"/a", "{\"a\":1}\n{\"a\":\n{\"a\":3}\n", JSONLines, 2},
		{"/a", "<?xml version=\"1.0\"?>\n<a><b></a>", XML, 2},
		{"/a", "<a>\n<b></a>", XML, 2},
		{"/a", "<?xml version=\"1.0\" encoding=\"GB2312\"?>\n<a>\n<b></a>", XML, 3},
		{"/a", "<?xml version=\"1.0\"?>\n<a>&x;</a>", XML, 2},
		{"/a", "---\na: 1\n\tb: 2\n", YAML, 2},
		{"/a.json", "{a: 1}", JSON, 1},
		{"/a.YML", "a:\n\tb: 1", YAML, 2},
		{"/a.toml", "[a]\nb = \n", TOML, 2},
		{"/a.xml", "<a>\n<b>", XML, 2},
		// No such text, or valid text.
		{"/a", `{"a": 1}`, "", 0},
		{"/a", "{\"a\": 1}\n{\"a\": 2}", "", 0},
		{"/a", "{{ .Values }}", "", 0},
		{"/a", "[INFO] started", "", 0},
		{"/a", "{'a': 1}", "", 0},
		{"/a", "<none>", "", 0},
		{"/a", "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY x \"y\">]>\n<a>&x;</a>", "", 0},
		{"/a", "<html><br></html>", "", 0},
		{"/a", "a: [1", "", 0},
		{"/a.json", "", "", 0},
		{"/a.yaml", "a: 1", "", 0},
	} {
		path, err := znode.ParsePath(test.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := Read(path, []byte(test.text)).Broken(); got.Format != test.format || got.Line != test.line {
			t.Errorf("%s %q is broken as %+v", test.name, test.text, got)
		}
	}
	masked := Read(znode.Root, []byte(`{"a": 1, "password": `+MaskText+`}`))
	masked.Masked = true
	if got := masked.Broken(); got.Format != "" {
		t.Errorf("masked text is reported as broken: %+v", got)
	}
}
