package handlers

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestReviewShowsAndChangesNothing checks the review of each kind of change.
func TestReviewShowsAndChangesNothing(t *testing.T) {
	t.Parallel()
	c, trail := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "review")
	text := func(text string) map[string]string {
		return map[string]string{"version": "0", "review": "1", "data": text}
	}
	for _, test := range []struct {
		name   string
		before []byte
		fields map[string]string
		upload *file
		diff   string // of the JSON
		syntax *changes.SyntaxJSON
		same   bool
		says   string
	}{
		{"a text", []byte("a\nb\n"), text("a\nc\n"), nil, "@@ -1,2 +1,2 @@\n a\n-b\n+c\n", nil, false, "- b + c"},
		{"the same", []byte("a\n"), text("a\n"), nil, "", nil, true, "Nothing would change"},
		{"JSON that breaks", []byte("{\n\"a\": 1\n}"), text("{\n\"a\": 1,\n}"), nil, "@@ -1,3 +1,3 @@\n {\n-\"a\": 1\n+\"a\": 1,\n }\n\\ No newline at end of file\n",
			&changes.SyntaxJSON{Format: format.JSON, Was: true, Line: 3, Column: 1}, false, "Was valid JSON, now is not: line 3, column 1."},
		{"JSON that is mended", []byte("{\"a\": 1,}"), text("{\"a\": 1}"), nil, "@@ -1 +1 @@\n-{\"a\": 1,}\n\\ No newline at end of file\n+{\"a\": 1}\n\\ No newline at end of file\n",
			&changes.SyntaxJSON{Format: format.JSON, Valid: true}, false, "Valid JSON now."},
		{"a file of bytes", []byte{1, 2}, map[string]string{"version": "0", "review": "1"}, &file{"f", []byte{1, 0xff}}, "@@ -1 +1 @@\n-01 02\n+01 ff\n", nil, false, "- 01 02 + 01 ff"},
		{"frames that programs pass over", []byte("\x50\x2a\x4d\x18\x04\x00\x00\x00note\x28\xb5\x2f\xfd\x20\x02\x11\x00\x00a\n"), text("b\n"), nil, "@@ -1 +1 @@\n-a\n+b\n", nil, false, "They will be gone"},
		{"null", []byte("a"), map[string]string{"version": "0", "review": "1", "null": "1", "data": ""}, nil, "@@ -1 +0,0 @@\n-a\n\\ No newline at end of file\n", nil, false, "- a"},
		{"null in place of the empty value", []byte{}, map[string]string{"version": "0", "review": "1", "null": "1", "data": ""}, nil, "", nil, false, "would hold null"},
	} {
		path := p.create("/"+test.name, test.before, open)
		got := v.postForm(t, link("set", path), test.fields, test.upload)
		if said := pageText(t, got.body); got.status != 200 || !strings.Contains(said, test.says) || formFields(t, got.body, "Save") == nil {
			t.Errorf("%s: %d %.400q, want %q in it", test.name, got.status, said, test.says)
		}
		asked := decode[changes.ReviewJSON](t, v.postForm(t, link("set", path), test.fields, test.upload, "Accept", "application/json")).Review
		if asked.Diff == nil || *asked.Diff != test.diff || (asked.Syntax == nil) != (test.syntax == nil) || test.syntax != nil && *asked.Syntax != *test.syntax || asked.Same != test.same || asked.FramesLost != strings.HasPrefix(test.name, "frames") || asked.Before != len(test.before) {
			t.Errorf("%s as JSON: %+v of %q", test.name, asked, *asked.Diff)
		}
		if data, stat, _ := p.get(path); !bytes.Equal(data, test.before) || stat.Version != 0 {
			t.Errorf("%s: %q is stored in version %d", test.name, data, stat.Version)
		}
		if got := changesOf(t, trail, path); len(got) > 0 {
			t.Errorf("%s: recorded %q", test.name, got)
		}
	}
}

// TestReviewRefusesWhatSavingWould checks that the review refuses what saving would refuse, on the
// form.
func TestReviewRefusesWhatSavingWould(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "review-refuses")
	gbk, err := format.Encode(format.GBK, "配置=生产环境\n说明=这是一个测试的文件，内容是中文。\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		before []byte
		fields map[string]string
		status int
		code   znode.Code
	}{
		{"a character that GBK lacks", gbk, map[string]string{"data": "一\n👋"}, 400, znode.CodeTextUnspelled},
		{"no hexadecimal", allBytes(), map[string]string{"encoding": "hex", "data": "0g"}, 400, znode.CodeTextNotHex},
		{"no encoding", gbk, map[string]string{"encoding": "utf-7", "data": "x"}, 400, znode.CodeEncodingUnknown},
		{"no compression", gbk, map[string]string{"compression": "rar", "data": "x"}, 400, znode.CodeCompressionUnknown},
		{"null with data", gbk, map[string]string{"null": "1", "data": "x"}, 400, znode.CodeNullAndData},
		{"a version that moved on", gbk, map[string]string{"version": "7", "data": "x"}, 409, znode.CodeBadVersion},
		{"another znode", gbk, map[string]string{"mzxid": "7", "data": "x"}, 409, znode.CodeMadeAnew},
		{"a mask", gbk, map[string]string{"encoding": "utf-8", "data": "password=•masked•"}, 400, znode.CodeHoldsMask},
		{"no JSON to indent", []byte("a"), map[string]string{"format": "1", "data": "{"}, 400, znode.CodeNotJSON},
		{"a merge of what it was not made of", []byte("a"), map[string]string{"review": "merged", "data": "b"}, 400, znode.CodeNotMerged},
	} {
		path := p.create("/"+test.name, test.before, open)
		fields := map[string]string{"version": "0", "review": "1"}
		for name, value := range test.fields {
			fields[name] = value
		}
		if got := v.postForm(t, link("set", path), fields, nil); got.status != test.status || !strings.Contains(got.body, "problem") {
			t.Errorf("%s: %d %.300q", test.name, got.status, pageText(t, got.body))
		}
		if failed := decode[errorAnswer](t, v.postForm(t, link("set", path), fields, nil, "Accept", "application/json")); failed.Error.Code != string(test.code) {
			t.Errorf("%s: %+v, want %s", test.name, failed, test.code)
		}
	}
}

// TestSavedAsItWasRead checks that untouched data keeps every byte, and that changed data keeps its
// form, on the oldest and the newest server.
func TestSavedAsItWasRead(t *testing.T) {
	t.Parallel()
	encoded := func(charset format.Name, text string) []byte {
		data, err := format.Encode(charset, text)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	const chinese = "配置=生产环境\n说明=这是一个测试的文件，内容是中文。\n"
	twice := append(gzipped(t, "first\n"), gzipped(t, "second\n")...)
	for _, version := range []string{"3.4", "3.9"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			server := zktest.RunRelease(t, version)
			c, _ := runWriting(t, people.Editor, server.Addr())
			v, p := c.alice(t), newPlace(t, server.Addr(), "as-read")
			for _, test := range []struct {
				name   string
				data   []byte
				hex    bool
				append string
				want   []byte // with a change at the end of the text; nil if another program compresses
			}{
				{"GBK", encoded(format.GBK, chinese), false, "新\n", encoded(format.GBK, chinese+"新\n")},
				{"UTF-16", encoded(format.UTF16LE, "\ufeff"+chinese), false, "新\n", encoded(format.UTF16LE, "\ufeff"+chinese+"新\n")},
				{"line ends", []byte("\ufeffa\r\nb\r\nc\nd"), false, "\ne", []byte("\ufeffa\r\nb\r\nc\nd\r\ne")},
				{"gzip", twice, false, "third\n", nil},
				{"gzip of GBK", gzipped(t, string(encoded(format.GBK, chinese))), false, "新\n", nil},
				{"null", nil, false, "a", []byte("a")},
				{"empty", []byte{}, false, "a", []byte("a")},
				{"binary", allBytes(), true, "0A", append(allBytes(), 0x0a)},
			} {
				path := p.create("/"+test.name, test.data, open)
				target := link("set", path)
				if test.hex {
					target += "?encoding=hex"
				}
				fields := formFields(t, v.get(t, target).body, "Review changes")
				if got := v.save(t, link("set", path), fields, nil); got.status != 303 {
					t.Errorf("%s: %d %.300q", test.name, got.status, pageText(t, got.body))
				}
				if data, stat, _ := p.get(path); !bytes.Equal(data, test.data) || (data == nil) != (test.data == nil) || stat.Version != 1 {
					t.Errorf("%s: untouched it is %q in version %d, was %q", test.name, data, stat.Version, test.data)
				}
				fields = formFields(t, v.get(t, target).body, "Review changes")
				before := fields["data"]
				fields["data"] += test.append
				if fields["null"] == "1" {
					fields["null"] = "0"
				}
				if got := v.save(t, link("set", path), fields, nil); got.status != 303 {
					t.Errorf("%s: %d %.300q", test.name, got.status, pageText(t, got.body))
				}
				data, _, _ := p.get(path)
				if test.want != nil && !bytes.Equal(data, test.want) {
					t.Errorf("%s: changed it is %q, want %q", test.name, data, test.want)
				}
				if again := formFields(t, v.get(t, target).body, "Review changes"); !test.hex && (again["data"] != before+test.append || again["encoding"] != fields["encoding"] || again["compression"] != fields["compression"]) {
					t.Errorf("%s: it is read again as %q", test.name, again)
				}
			}
		})
	}
}

// TestEmptyOrNull checks that a form selects empty or null, and that a form without the choice
// keeps what there is.
func TestEmptyOrNull(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "null")
	for _, test := range []struct {
		name   string
		before []byte
		null   string
		want   []byte
	}{
		{"null stays", nil, "", nil}, {"null becomes empty", nil, "0", []byte{}},
		{"empty stays", []byte{}, "", []byte{}}, {"empty becomes null", []byte{}, "1", nil}, {"a value becomes null", []byte("a"), "1", nil},
	} {
		path := p.create("/"+test.name, test.before, open)
		fields := map[string]string{"version": "0", "data": ""}
		if test.null != "" {
			fields["null"] = test.null
		}
		got := v.postForm(t, link("set", path), fields, nil, "Accept", "application/json")
		if data, _, _ := p.get(path); got.status != 200 || len(data) > 0 || (data == nil) != (test.want == nil) {
			t.Errorf("%s: %d, and %#v is stored", test.name, got.status, data)
		}
	}
}

// TestIndentJSON checks that indenting is offered if it changes something, and that it changes only
// white space.
func TestIndentJSON(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "indent")
	path := p.create("/node", []byte("{\"b\":1.50,\"a\":[1,2],\"b\":2}\n"), open)
	review := v.postForm(t, link("set", path), formFields(t, v.get(t, link("set", path)).body, "Review changes"), nil)
	again := v.postForm(t, link("set", path), formFields(t, review.body, "Indent the JSON and review again"), nil)
	if formFields(t, again.body, "Indent the JSON and review again") != nil {
		t.Error("what is indented can be indented again")
	}
	got := v.postForm(t, link("set", path), formFields(t, again.body, "Save"), nil)
	const want = "{\n  \"b\": 1.50,\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": 2\n}\n"
	if data, _, _ := p.get(path); got.status != 303 || string(data) != want {
		t.Errorf("%d, and %q is stored", got.status, data)
	}
}

// TestReviewLeadsBack checks that the review leads back to the text as it was typed.
func TestReviewLeadsBack(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "back")
	path := p.create("/node", []byte("old\r\n"), open)
	fields := formFields(t, v.get(t, link("set", path)).body, "Review changes")
	fields["data"] = "\n\nnew </textarea>\n"
	review := v.postForm(t, link("set", path), fields, nil)
	back := formFields(t, v.postForm(t, link("set", path), formFields(t, review.body, "Edit again"), nil).body, "Review changes")
	for _, name := range []string{"data", "base", "version", "mzxid", "encoding", "compression"} {
		if back[name] != fields[name] {
			t.Errorf("%s is %q, was %q", name, back[name], fields[name])
		}
	}
	if got, _, _ := p.get(path); !slices.Equal(got, []byte("old\r\n")) {
		t.Errorf("%q is stored", got)
	}
}
