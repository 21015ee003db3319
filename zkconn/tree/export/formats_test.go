package export_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/znode"
)

// write writes znodes in a format, as an export of /app.
func write(t testing.TB, format string, nodes []export.Node) []byte {
	t.Helper()
	return writeAt(t, format, parse(t, "/app"), nodes)
}

func writeAt(t testing.TB, format string, root znode.Path, nodes []export.Node) []byte {
	t.Helper()
	for _, f := range export.Formats {
		if f.Name != format {
			continue
		}
		var out bytes.Buffer
		w, err := f.New(&out, export.Header{Cluster: "main", Path: root})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range nodes {
			if err := w.Write(n); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(""); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	t.Fatalf("there is no format %s", format)
	return nil
}

// plain returns a tree that other formats can hold too.
func plain(t testing.TB) []export.Node {
	var all []export.Node
	for _, node := range []struct {
		path string
		data []byte
	}{
		{"/", []byte("root")}, {"/a", []byte("parent")}, {"/a/100%", []byte("x")}, {"/a/127.0.0.1:9923", []byte("y\nz")},
		{"/a/中 文", []byte{}}, {"/b", []byte{0, 0xff}}, {"/c", nil}, {"/c/%data", []byte("d")}, {"/c/..x", []byte("dots")}, {"/c/end.", []byte("e")}, {"/d", nil},
	} {
		all = append(all, export.Node{Path: parse(t, node.path), Data: node.data, ACL: world, Kind: znode.Persistent})
	}
	return all
}

// dataOf returns the data by path, with "null" for null.
func dataOf(nodes []export.Node) map[string]string {
	all := map[string]string{}
	for _, n := range nodes {
		all[n.Path.String()] = string(n.Data)
		if n.Data == nil {
			all[n.Path.String()] = "null"
		}
	}
	return all
}

func TestArchivesRoundTrip(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"zip", "tar"} {
		_, got, err := read(write(t, format, plain(t)))
		if err != nil || !reflect.DeepEqual(dataOf(got), dataOf(plain(t))) {
			t.Errorf("%s: %v\n%q, want\n%q", format, err, dataOf(got), dataOf(plain(t)))
		}
	}
}

// TestPackedIsReadAsItIs checks that each readable format can also be read compressed with gzip.
func TestPackedIsReadAsItIs(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"jsonl", "zoonavigator", "zkui", "zip", "tar"} {
		file := write(t, format, plain(t))
		_, want, err := read(file)
		if err != nil {
			t.Fatal(format, err)
		}
		if _, got, err := read(packed(t, file)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d znodes, %v", format, len(got), err)
		}
	}
}

func TestZooNavigator(t *testing.T) {
	t.Parallel()
	nodes := plain(t)
	nodes[1].ACL = []znode.ACL{{Scheme: "digest", ID: "bob:hash", Perms: znode.PermRead | znode.PermAdmin}}
	file := write(t, "zoonavigator", nodes)
	const begin = `[{"h":{"acl":[{"id":"anyone","scheme":"world","permissions":["create","delete","read","write","admin"]}],"path":"/app","data":"cm9vdA=="},"t":[` +
		`{"h":{"acl":[{"id":"bob:hash","scheme":"digest","permissions":["read","admin"]}],"path":"/app/a","data":"cGFyZW50"},"t":[{"h":`
	if !strings.HasPrefix(string(file), begin) {
		t.Errorf("%.400s", file)
	}
	_, got, err := read(file)
	want := map[string]string{}
	for path, data := range dataOf(nodes) {
		if data == "null" {
			data = "" // the format does not distinguish null from empty
		}
		want[strings.TrimSuffix("/app"+path, "/")] = data
	}
	if err != nil || !reflect.DeepEqual(dataOf(got), want) || !reflect.DeepEqual(got[1].ACL, nodes[1].ACL) {
		t.Errorf("%v\n%q, want\n%q", err, dataOf(got), want)
	}
	for end := range len(file) - 2 {
		if _, _, err := read(file[:end]); err == nil {
			t.Errorf("cut at %d: it is taken for whole", end)
		}
	}
}

func TestZkui(t *testing.T) {
	t.Parallel()
	file := string(write(t, "zkui", plain(t)))
	for _, line := range []string{"/app/a=100%=x\n", `/app/a=127.0.0.1:9923=y\nz` + "\n", "/app/a=中 文=\n", "# left out: /app/b\n", "# left out: /app/a\n", "/app/c=%data=d\n"} {
		if !strings.Contains(file, line) {
			t.Errorf("%q is missing in\n%s", line, file)
		}
	}
	_, got, err := read([]byte(file))
	want := map[string]string{
		"/app": "", "/app/a": "", "/app/a/100%": "x", "/app/a/127.0.0.1:9923": "y\nz", "/app/a/中 文": "",
		"/app/c": "", "/app/c/%data": "d", "/app/c/..x": "dots", "/app/c/end.": "e", "/app/d": "",
	}
	if err != nil || !reflect.DeepEqual(dataOf(got), want) || !got[0].Implied {
		t.Errorf("%v\n%q, want\n%q", err, dataOf(got), want)
	}
	for _, bad := range []string{"/a=b\n", "-/a/b\n# \n", "/a/=b=c\n", "/=a=1\n/=a=2\n"} {
		if _, _, err := read([]byte("#\n" + bad)); znode.CodeOf(err) != znode.CodeExportLine {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestZkcliScript(t *testing.T) {
	t.Parallel()
	nodes := plain(t)
	nodes[2].ACL = []znode.ACL{{Scheme: "digest", ID: "bob:hash", Perms: znode.PermRead}}
	nodes = append(nodes, export.Node{Path: parse(t, "/q"), Data: []byte(`say "hi"`), ACL: world, Kind: znode.Persistent})
	script := string(write(t, "zkcli", nodes))
	for _, line := range []string{
		`create "/app/a" "parent"`, `create "/app/a/100%" "x" digest:bob:hash:r`, `# left out: /app/b`, `create "/app/c" ` + "\n", `create "/app/a/中 文" ""`, `create "/app/q" 'say "hi"'`,
		`# left out: /app/a/127.0.0.1:9923`,
	} {
		if !strings.Contains(script, strings.TrimSuffix(line, " \n")) {
			t.Errorf("%q is missing in\n%s", line, script)
		}
	}
	if !strings.Contains(script, "# The last line is \"quit # whole\"") || !strings.HasSuffix(script, "\nquit # whole\n") {
		t.Errorf("it does not tell where it ends:\n%s", script)
	}
}

// TestANameIsNoLine checks that names cannot end the comments for omitted znodes, even with U+2028,
// which some tools take for a line end.
func TestANameIsNoLine(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\u2028", "\u2029"} {
		path := parse(t, `/a`+end+`create "/evil" "x"`)
		for _, format := range []string{"zkui", "zkcli"} {
			file := string(writeAt(t, format, path, []export.Node{{Path: znode.Root, Data: []byte("x"), ACL: world, Kind: znode.Persistent}}))
			if !strings.Contains(file, `# left out: /a create "/evil" "x"`) || strings.Contains(file, end) {
				t.Errorf("%s: %q", format, file)
			}
		}
	}
}

// TestOtherToolsReadWhatIsWritten checks that exports omit what would make another tool refuse the
// whole file or make an ephemeral znode persistent.
func TestOtherToolsReadWhatIsWritten(t *testing.T) {
	t.Parallel()
	nodes := []export.Node{{Path: znode.Root, ACL: world, Kind: znode.Persistent}}
	for path, data := range map[string]string{"/app": "", "/app/a": "1", "/app/end": "a\u2028b", "/app/held": "me", "/top": "leaf", "/zookeeper": "", "/zookeeper/config": "x"} {
		kind := znode.Persistent
		if path == "/app/held" {
			kind = znode.Ephemeral
		}
		nodes = append(nodes, export.Node{Path: parse(t, path), Data: []byte(data), ACL: world, Kind: kind})
	}
	slices.SortFunc(nodes, func(a, b export.Node) int { return strings.Compare(a.Path.String(), b.Path.String()) })
	zkui := string(writeAt(t, "zkui", znode.Root, nodes))
	takes := regexp.MustCompile(`^/.+=.+=[^\x{85}\x{2028}\x{2029}]*$`) // the pattern in zkui's Import
	for line := range strings.Lines(zkui) {
		if line = strings.TrimSuffix(line, "\n"); !strings.HasPrefix(line, "#") && !takes.MatchString(line) || strings.Contains(line, "zookeeper") {
			t.Errorf("zkui refuses %q", line)
		}
	}
	for _, want := range []string{"/app=a=1\n", "# left out: /app/end", "# left out: /app/held\n", "# left out: /top\n"} {
		if !strings.Contains(zkui, want) {
			t.Errorf("zkui's lines have no %q", want)
		}
	}
	var trees []struct {
		H struct{ Path string }
		T []struct{ H struct{ Path string } }
	}
	navigator := writeAt(t, "zoonavigator", znode.Root, nodes)
	if _, got, err := read(navigator); err != nil || len(got) != 4 || !bytes.HasSuffix(navigator, []byte(`"t":[],"left_out":["/app/held"]}]`+"\n")) {
		t.Errorf("ZooNavigator's trees: %v\n%s", err, navigator)
	}
	if err := json.Unmarshal(navigator, &trees); err != nil || len(trees) != 2 || trees[0].H.Path != "/app" || len(trees[0].T) != 2 || trees[1].H.Path != "/top" {
		t.Errorf("ZooNavigator's trees are %+v, %v", trees, err)
	}
	for _, format := range []string{"zip", "tar"} {
		_, got, err := read(writeAt(t, format, znode.Root, nodes))
		if _, held := dataOf(got)["/app/held"]; held || err != nil {
			t.Errorf("%s has an ephemeral znode: %v", format, err)
		}
	}
}

// TestOtherFormatsHoldNoMasks checks that masked data is omitted, since other tools would write
// masks over the secrets.
func TestOtherFormatsHoldNoMasks(t *testing.T) {
	t.Parallel()
	nodes := plain(t)
	nodes[1].Data, nodes[1].Masked = []byte("p=•masked•"), 1
	nodes[3].Data, nodes[3].Masked = []byte("p=•masked•"), 1
	for _, format := range export.Formats[1:] {
		file := write(t, format.Name, nodes)
		_, got, err := read(file)
		if format.Name != "zkcli" && (err != nil || len(got) == 0) {
			t.Errorf("%s: %v", format.Name, err)
		}
		for _, n := range got { // an import would overwrite the secret with nothing
			if strings.HasSuffix(n.Path.String(), "/a") && !n.Implied {
				t.Errorf("%s has %+v", format.Name, n)
			}
		}
		if bytes.Contains(file, []byte("masked•")) || strings.Contains(strings.Join(valuesOf(got), ""), "•") {
			t.Errorf("%s holds a mask", format.Name)
		}
	}
}

// TestOtherFormatsLockNobodyOut checks that formats with ACLs omit znodes with hidden digests,
// since a znode created with such an ACL lets nobody in. Formats without ACLs keep the data.
func TestOtherFormatsLockNobodyOut(t *testing.T) {
	t.Parallel()
	nodes := plain(t)
	nodes[1].ACL = []znode.ACL{{Scheme: "digest", ID: "u:x", Perms: znode.PermAll}, {Scheme: "world", ID: "anyone", Perms: znode.PermRead}}
	at := "/app" + nodes[1].Path.String()
	for format, names := range map[string]string{"zoonavigator": `"left_out":["` + at + `"]`, "zkcli": "# left out: " + at + "\n", "zkui": "=100%=x", "zip": "", "tar": ""} {
		file := string(write(t, format, nodes))
		if !strings.Contains(file, names) || strings.Contains(file, "u:x") {
			t.Errorf("%s: %s", format, file)
		}
	}
}

func valuesOf(nodes []export.Node) []string {
	var all []string
	for _, n := range nodes {
		all = append(all, string(n.Data))
	}
	return all
}

func TestBatchesAreBounded(t *testing.T) {
	t.Parallel()
	var steps []export.Step
	for i := range 450 {
		does := []export.Does{export.Create, export.Same, export.Change}[i%3]
		steps = append(steps, export.Step{Node: export.Node{Data: make([]byte, 1000)}, At: parse(t, "/n"), Does: does})
	}
	for _, test := range []struct{ ops, bytes, batches, first int }{{200, 1 << 30, 2, 200}, {1000, 100_200, 3, 100}, {1000, 10, 300, 1}} {
		batches := export.Batches(steps, test.ops, test.bytes)
		all := 0
		for _, ops := range batches {
			all += len(ops)
		}
		if len(batches) != test.batches || len(batches[0]) != test.first || all != 300 {
			t.Errorf("%+v: %d batches, the first of %d, %d changes in all", test, len(batches), len(batches[0]), all)
		}
	}
}
