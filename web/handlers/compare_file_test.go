package handlers

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/find"
	"zkweb/web/words"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/znode"
)

// upload posts a form with a file and other fields, given as names and values in turn.
func (v *visitor) upload(t *testing.T, target, file string, accept string, fields ...[2]string) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, field := range fields {
		if err := form.WriteField(field[0], field[1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("upload", "box.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(file)); err != nil || form.Close() != nil {
		t.Fatal(err)
	}
	return v.do(t, http.MethodPost, target, body.String(), "Content-Type", form.FormDataContentType(), "Accept", accept)
}

func readCompared(t *testing.T, got answer) comparedLines {
	t.Helper()
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "application/x-ndjson" {
		t.Fatalf("%d %.300s", got.status, got.body)
	}
	var all comparedLines
	for line := range strings.Lines(got.body) {
		if strings.HasPrefix(line, `{"done":true,`) {
			mustDecode(t, line, &all.done)
			continue
		}
		var one find.CompareLine
		mustDecode(t, line, &one)
		all.lines = append(all.lines, one)
	}
	return all
}

const ndjson = "application/x-ndjson"

func TestCompareWithAnExport(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/box", "x"}, [2]string{"/box/bytes", "\x00\xff"}, [2]string{"/box/gone", "1"}, [2]string{"/box/kept", "1"}, [2]string{"/box/text", "one"})
	v := r.member(t, string(people.Editor))
	file := v.get(t, "/c/main/export/box?format=jsonl").body
	if got := readCompared(t, v.upload(t, "/c/main/compare/box", file, ndjson)); len(got.lines) != 0 || got.done.Equal != 5 || got.done.Stopped != "" {
		t.Errorf("in one request: %+v", got)
	}
	if err := znode.Delete(r.context, r.boss, parsePath(t, "/box/gone"), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := znode.Set(r.context, r.boss, parsePath(t, "/box/text"), []byte("two"), 0); err != nil {
		t.Fatal(err)
	}
	r.fill(t, [2]string{"/box/new", ""})
	want := []find.CompareLine{{Path: "/gone", Only: tree.Right}, {Path: "/new", Only: tree.Left}, {Path: "/text", Differs: []tree.Part{tree.DataPart}}}
	if got := readCompared(t, v.upload(t, "/c/main/compare/box", file, ndjson)); !slices.EqualFunc(got.lines, want, sameLine) || got.done.Equal != 3 {
		t.Errorf("later: %+v", got)
	}
	page := v.upload(t, "/c/main/compare/box", file, "text/html")
	said := pageText(t, page.body)
	for _, text := range []string{"Compared with the file box.jsonl, an export of main:/box.", "only in the file", "3 equal, 1 different, 1 only in the cluster, 1 only in the file."} {
		if page.status != http.StatusOK || !strings.Contains(said, text) {
			t.Errorf("the page is %d and says %q, want %q in it", page.status, said, text)
		}
	}
	for name, test := range map[string]struct {
		file string
		code string
	}{
		"a cut file": {file[:len(file)-20], "export_cut"}, "a changed one": {strings.Replace(file, `"one"`, `"two"`, 1), "export_changed"},
		"another file": {"hello", "export_foreign"}, "no file": {"", "export_foreign"},
	} {
		if got := v.upload(t, "/c/main/compare/box", test.file, jsonType); got.status != http.StatusBadRequest || !strings.Contains(got.body, `"code":"`+test.code+`"`) {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
		if got := v.upload(t, "/c/main/compare/box", test.file, "text/html"); got.status != http.StatusBadRequest || !strings.Contains(got.body, `name="upload"`) {
			t.Errorf("%s as a page: %d", name, got.status)
		}
	}
	var found bool
	for _, entry := range r.entries(t, 0) {
		found = found || entry.Settings["with"] == "export:main:/box" && entry.Settings["different"] == "1"
	}
	if !found {
		t.Error("the comparison is not on record")
	}
}

// TestCompareWithExportsOfOtherFormats checks that only what a format keeps is compared.
func TestCompareWithExportsOfOtherFormats(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/box", ""}, [2]string{"/box/a", "1"}, [2]string{"/box/d", ""}, [2]string{"/box/d/e", "deep"}, [2]string{"/box/d-e", "x"},
		[2]string{"/else", ""}, [2]string{"/else/box", ""}, [2]string{"/else/box/a", "1"})
	if _, err := znode.Create(r.context, r.boss, parsePath(t, "/box/null"), nil, open, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	v := r.member(t, string(people.Editor))
	if script := v.get(t, "/c/main/export/box?format=zkcli").body; v.upload(t, "/c/main/compare/box", script, ndjson).status != 400 {
		t.Error("a script is compared")
	}
	files := map[string]string{}
	for _, format := range []string{"zoonavigator", "zkui", "zip", "tar", "tar&compress=gzip"} {
		files[format] = v.get(t, "/c/main/export/box?format="+format).body
		if got := readCompared(t, v.upload(t, "/c/main/compare/box", files[format], ndjson)); len(got.lines) != 0 || got.done.Equal != 6 || got.done.Stopped != "" {
			t.Errorf("%s at once: %+v", format, got)
		}
	}
	if _, err := znode.Set(r.context, r.boss, parsePath(t, "/box/d/e"), []byte("two"), 0); err != nil {
		t.Fatal(err)
	}
	if err := znode.Delete(r.context, r.boss, parsePath(t, "/box/d-e"), 0); err != nil {
		t.Fatal(err)
	}
	r.fill(t, [2]string{"/box/d/new", ""})
	want := []find.CompareLine{{Path: "/d/e", Differs: []tree.Part{tree.DataPart}}, {Path: "/d/new", Only: tree.Left}, {Path: "/d-e", Only: tree.Right}}
	for format, file := range files {
		if got := readCompared(t, v.upload(t, "/c/main/compare/box", file, ndjson)); !slices.EqualFunc(got.lines, want, sameLine) || got.done.Equal != 4 {
			t.Errorf("%s later: %+v", format, got)
		}
		if said := pageText(t, v.upload(t, "/c/main/compare/box", file, "text/html").body); !strings.Contains(said, words.English.Compare.FileOther("box.jsonl")) {
			t.Errorf("%s: the page says %q", format, said)
		}
	}
	// The cluster is found by its name.
	if got := readCompared(t, v.upload(t, "/c/main/compare/else/box", files["zoonavigator"], ndjson)); got.done.Equal != 2 || got.done.OnlyRight != 4 || got.done.OnlyLeft != 0 {
		t.Errorf("elsewhere: %+v", got)
	}
	if got := v.upload(t, "/c/main/compare/box", files["zip"][:len(files["zip"])-30], jsonType); got.status != http.StatusBadRequest || !strings.Contains(got.body, `"code":"export_cut"`) {
		t.Errorf("a cut zip: %d %s", got.status, got.body)
	}
}

// TestCompareWithAnExportTriesNoSecret checks that people who may not reveal a secret cannot guess
// it by comparing with files.
func TestCompareWithAnExportTriesNoSecret(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/box", ""}, [2]string{"/box/conf", "user=bob\npassword=" + secretValue + "\n"})
	guess := func(data string) string {
		return exportOf(t, "/box", [2]string{"/", ""}, [2]string{"/conf", data})
	}
	unknown, differs := find.CompareLine{Path: "/conf", Denied: tree.Left}, find.CompareLine{Path: "/conf", Differs: []tree.Part{tree.DataPart}}
	for _, test := range []struct {
		role  people.Role
		guess string
		want  []find.CompareLine
	}{
		{people.Reader, "user=bob\npassword=" + secretValue + "\n", []find.CompareLine{unknown}},
		{people.Reader, "user=bob\npassword=another\n", []find.CompareLine{unknown}},
		{people.Reader, "user=eve\npassword=another\n", []find.CompareLine{differs}},
		{people.Auditor, "user=bob\npassword=" + secretValue + "\n", []find.CompareLine{unknown}},
		{people.Viewer, "user=bob\npassword=" + secretValue + "\n", nil},
		{people.Viewer, "user=bob\npassword=another\n", []find.CompareLine{differs}},
	} {
		got := readCompared(t, r.member(t, string(test.role)).upload(t, "/c/main/compare/box", guess(test.guess), ndjson))
		if !slices.EqualFunc(got.lines, test.want, sameLine) {
			t.Errorf("%s tries %q: %+v, want %+v", test.role, test.guess, got.lines, test.want)
		}
	}
	// What is masked in an export may stand for any secret.
	for _, role := range []people.Role{people.Reader, people.Viewer} {
		v := r.member(t, string(role))
		got := readCompared(t, v.upload(t, "/c/main/compare/box", v.get(t, "/c/main/export/box?format=jsonl").body, ndjson))
		if !slices.EqualFunc(got.lines, []find.CompareLine{unknown}, sameLine) {
			t.Errorf("%s with a masked export: %+v", role, got.lines)
		}
	}
}

// TestALargeUploadIsKeptOnDisk compares a file that is too large for memory. Its data is unmasked,
// and its sender may reveal, so no time is spent on masking.
func TestALargeUploadIsKeptOnDisk(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	large := strings.Repeat("0123456789abcdef", 60_000)
	r.fill(t, [2]string{"/box", ""})
	nodes := [][2]string{{"/", ""}}
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		r.fill(t, [2]string{"/box/" + name, large + name})
		nodes = append(nodes, [2]string{"/" + name, large + name})
	}
	file := exportOf(t, "/box", nodes...)
	if len(file) < 5<<20 {
		t.Fatalf("the file has %d bytes", len(file))
	}
	if got := readCompared(t, r.member(t, string(people.Viewer)).upload(t, "/c/main/compare/box", file, ndjson)); len(got.lines) != 0 || got.done.Equal != 7 {
		t.Errorf("%+v", got)
	}
}

// exportOf returns an unmasked export of a znode of main. Each node is a relative path and its
// data.
func exportOf(t *testing.T, of string, nodes ...[2]string) string {
	t.Helper()
	var out bytes.Buffer
	w, err := export.NewLines(&out, export.Header{Cluster: "main", Path: parsePath(t, of)})
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range nodes {
		if err := w.Write(export.Node{Path: parsePath(t, node[0]), Data: []byte(node[1]), ACL: open, Kind: znode.Persistent}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(""); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
