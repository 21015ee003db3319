package export_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

var world = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}

func parse(t testing.TB, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// sample returns znodes with everything that an export can hold.
func sample(t testing.TB) []export.Node {
	at := func(path string) export.Node {
		return export.Node{Path: parse(t, path), ACL: world, Kind: znode.Persistent, Known: true, Version: 3, Cversion: 7, Mzxid: 0x1_0000_0010}
	}
	var all []export.Node
	add := func(path string, data []byte, change func(*export.Node)) {
		n := at(path)
		n.Data = data
		if change != nil {
			change(&n)
		}
		all = append(all, n)
	}
	add("/", nil, nil)
	add("/a", []byte{}, nil)
	add("/a/中 文", []byte("text & <tags>\t\"quoted\"\r\n\u2028"), nil)
	add("/a/中 文/binary", []byte{0, 1, 0xff, 0xfe}, nil)
	add("/a-", []byte("control \x1b"), func(n *export.Node) {
		n.ACL = []znode.ACL{{Scheme: "digest", ID: "bob:x=", Perms: znode.PermRead | znode.PermAdmin}, {Scheme: "ip", ID: "10.0.0.0/8", Perms: 0}}
	})
	add("/a0", []byte("x"), func(n *export.Node) { n.Kind, n.Session = znode.Ephemeral, -1 })
	add("/b", nil, func(n *export.Node) { n.Kind = znode.Container })
	add("/c", nil, func(n *export.Node) { n.Kind, n.TTL = export.TTL, 1500*time.Millisecond })
	add("/d", []byte("p=•masked•"), func(n *export.Node) { n.Masked = 1 })
	add("/e", nil, func(n *export.Node) { n.ACL, n.Missing = nil, []export.Part{export.ACL, export.Children, export.Data} })
	add("/f", []byte{}, func(n *export.Node) { n.ACL, n.Known, n.Version, n.Cversion, n.Mzxid = []znode.ACL{}, false, 0, 0, 0 })
	return all
}

func lines(t testing.TB, nodes []export.Node, stopped walk.Stopped) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := export.NewLines(&out, export.Header{Cluster: "main", Path: parse(t, "/app"), Taken: time.Unix(1_767_323_045, 0), Masked: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		if err := w.Write(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(stopped); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// read returns the znodes of an export, and the error that ended reading.
func read(file []byte) (*export.File, []export.Node, error) {
	f, err := export.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, nil, err
	}
	var all []export.Node
	for {
		n, err := f.Next()
		switch {
		case errors.Is(err, io.EOF):
			return f, all, nil
		case err != nil:
			return f, all, err
		}
		all = append(all, n)
	}
}

func packed(t *testing.T, file []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(file); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestLinesRoundTrip(t *testing.T) {
	t.Parallel()
	want := sample(t)
	file := lines(t, want, "")
	for _, file := range [][]byte{file, packed(t, file)} {
		f, got, err := read(file)
		if err != nil {
			t.Fatal(err)
		}
		if f.Header.Cluster != "main" || f.Header.Path.String() != "/app" || !f.Header.Masked || !f.Ordered || f.Header.Taken.Unix() != 1_767_323_045 {
			t.Errorf("header %+v", f.Header)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v\nwant\n%+v", got, want)
		}
	}
}

// TestRefusesWhatIsNotWhole checks that the reader notices every cut and every change of a file.
func TestRefusesWhatIsNotWhole(t *testing.T) {
	t.Parallel()
	file := string(lines(t, sample(t), ""))
	for _, end := range []int{1, len(file) / 3, len(file) / 2, len(file) - 1} {
		if _, _, err := read([]byte(file[:end])); znode.CodeOf(err) != znode.CodeExportCut {
			t.Errorf("cut at %d of %d: %v", end, len(file), err)
		}
	}
	last := file[strings.LastIndex(file[:len(file)-1], "\n")+1:]
	for name, test := range map[string]struct {
		file string
		code znode.Code
	}{
		"empty":            {"", znode.CodeExportForeign},
		"a script":         {"# TERM=dumb zkCli.sh -server HOST:PORT < THIS_FILE\n", znode.CodeExportScript},
		"a typed script":   {"create /a x\n", znode.CodeExportScript},
		"other JSON":       {`{"a":1}` + "\n", znode.CodeExportForeign},
		"another version":  {strings.Replace(file, `"zkweb_export":1`, `"zkweb_export":2`, 1), znode.CodeExportVersion},
		"a changed text":   {strings.Replace(file, "quoted", "Quoted", 1), znode.CodeExportChanged},
		"a line less":      {strings.Replace(file, strings.SplitAfter(file, "\n")[5], "", 1), znode.CodeExportChanged},
		"a line twice":     {strings.Replace(file, strings.SplitAfter(file, "\n")[5], strings.Repeat(strings.SplitAfter(file, "\n")[5], 2), 1), znode.CodeExportLine},
		"a missing parent": {strings.Replace(file, strings.SplitAfter(file, "\n")[3], "", 1), znode.CodeExportLine},
		"something behind": {file + last, znode.CodeExportLine},
		"a bound":          {string(lines(t, sample(t), walk.AtZnodes)), znode.CodeExportStopped},
		"a bad path":       {strings.Replace(file, `"path":"/b"`, `"path":"/../b"`, 1), znode.CodeExportLine},
		"a bad permission": {strings.Replace(file, `"perms":"cdrwa"`, `"perms":"cdrwax"`, 1), znode.CodeExportLine},
		"two data":         {strings.Replace(file, `"null":true`, `"null":true,"data":""`, 1), znode.CodeExportLine},
		"a bad kind":       {strings.Replace(file, `"kind":"container"`, `"kind":"box"`, 1), znode.CodeExportLine},
		"a TTL of nothing": {strings.Replace(file, `"ttl":1500`, `"ttl":0`, 1), znode.CodeExportLine},
	} {
		if _, _, err := read([]byte(test.file)); znode.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
}

func TestBoundsALine(t *testing.T) {
	t.Parallel()
	file := lines(t, nil, "")
	first := bytes.IndexByte(file, '\n') + 1
	long := io.MultiReader(bytes.NewReader(file[:first]), strings.NewReader(`{"path":"/","data":"`), &endless{export.MaxLine})
	text, err := io.ReadAll(long)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := read(text); znode.CodeOf(err) != znode.CodeExportLong {
		t.Errorf("%v", err)
	}
}

// endless yields as many letters as are left.
type endless struct{ left int }

func (e *endless) Read(into []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(into), e.left)
	for i := range n {
		into[i] = 'x'
	}
	e.left -= n
	return n, nil
}

// FuzzOpen checks that whatever is read from a file can be written again and then reads the same.
func FuzzOpen(f *testing.F) {
	f.Add(lines(f, sample(f), ""))
	for _, format := range export.Formats {
		f.Add(write(f, format.Name, plain(f)))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		opened, nodes, err := read(file)
		if err != nil {
			if kind := znode.KindOf(err); kind != znode.Invalid && kind != znode.TooLarge {
				t.Fatalf("%v", err)
			}
			return
		}
		if !opened.Ordered {
			return
		}
		_, again, err := read(lines(t, nodes, ""))
		if err != nil || !reflect.DeepEqual(again, nodes) {
			t.Fatalf("%v: %+v, then %+v", err, nodes, again)
		}
	})
}
