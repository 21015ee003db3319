package export_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// odd returns a tree with names that can trouble archives and file systems.
func odd(t testing.TB) []export.Node {
	all := plain(t)
	for _, path := range []string{"/e", "/e/ leading", "/e/-rf", "/e/...", "/e/Case", "/e/case", "/e/$HOME `x`", "/e/a\\b", "/e/c:d*?", "/e/trailing ", "/e/'quoted\""} {
		all = append(all, export.Node{Path: parse(t, path), Data: []byte("of " + path), ACL: world, Kind: znode.Persistent})
	}
	long := parse(t, "/f"+strings.Repeat("/"+strings.Repeat("l", 200), 3)) // too long for a plain tar header
	for _, path := range append(long.Ancestors()[1:], long) {
		all = append(all, export.Node{Path: path, Data: []byte{}, ACL: world, Kind: znode.Persistent})
	}
	return all
}

// files returns the data of a folder's files by name, with "folder" for folders.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if all[name] = "folder"; !entry.IsDir() {
			data, err := os.ReadFile(path)
			all[name] = "file " + string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestToolsReadArchives checks that tar and Python can unpack every znode, and that archives that
// they pack again can be read.
func TestToolsReadArchives(t *testing.T) {
	t.Parallel()
	nodes := odd(t)
	want := map[string]string{"%data": "file root", "a/%data": "file parent", "b": "file \x00\xff", "c": "folder", "c/%25data": "file d", "d": "folder",
		"e/Case": "file of /e/Case", "e/case": "file of /e/case", "e/-rf": "file of /e/-rf", "e/a%5Cb": "file of /e/a\\b", "e/trailing%20": "file of /e/trailing ", "a/中 文": "file ", "%left-out.txt": "file /held\n"}
	for _, test := range []struct {
		format string
		unpack func(file, dir string) []string
		pack   func(file, dir string) []string
	}{
		{"tar", func(file, dir string) []string { return []string{"tar", "xf", file, "-C", dir} },
			func(file, dir string) []string { return []string{"tar", "cf", file, "-C", dir, "."} }},
		{"zip", func(file, dir string) []string { return []string{"python3", "-m", "zipfile", "-e", file, dir} },
			func(file, dir string) []string {
				return []string{"python3", "-c", "import shutil, sys; shutil.make_archive(sys.argv[1][:-4], 'zip', sys.argv[2])", file, dir}
			}},
	} {
		dir := t.TempDir()
		file, unpacked := filepath.Join(dir, "export."+test.format), filepath.Join(dir, "unpacked")
		if err := os.Mkdir(unpacked, 0o700); err != nil {
			t.Fatal(err)
		}
		held := export.Node{Path: parse(t, "/held"), Data: []byte("me"), Kind: znode.Ephemeral} // omitted, and named as such
		if err := os.WriteFile(file, write(t, test.format, append(nodes, held)), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, test.unpack(file, unpacked))
		got := files(t, unpacked)
		for name, data := range want {
			if got[name] != data {
				t.Errorf("%s: %s is %q, want %q", test.format, name, got[name], data)
			}
		}
		again := filepath.Join(dir, "again."+test.format)
		run(t, test.pack(again, unpacked))
		packed, err := os.ReadFile(again)
		if err != nil {
			t.Fatal(err)
		}
		_, back, err := read(packed)
		if err != nil || !reflect.DeepEqual(dataOf(back), dataOf(nodes)) {
			t.Errorf("%s: %v\n%q, want\n%q", test.format, err, dataOf(back), dataOf(nodes))
		}
	}
}

func run(t *testing.T, command []string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), command[0], command[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%q: %v\n%s", command, err, out)
	}
}

// TestAStoppedExportIsRefused checks files that say that a limit ended them. ZooNavigator's format
// cannot say so.
func TestAStoppedExportIsRefused(t *testing.T) {
	t.Parallel()
	for _, format := range export.Formats {
		var out bytes.Buffer
		w, err := format.New(&out, export.Header{Cluster: "main", Path: parse(t, "/app")})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range plain(t) {
			if err := w.Write(n); err != nil {
				t.Fatal(err)
			}
		}
		err = w.Close(walk.AtTime)
		_, _, readErr := read(out.Bytes())
		switch format.Name {
		case "zoonavigator":
			if znode.CodeOf(err) != znode.CodeExportStopped || znode.CodeOf(readErr) != znode.CodeExportCut {
				t.Errorf("%s: %v, read: %v", format.Name, err, readErr)
			}
		case "zkcli":
			if err != nil || !strings.HasSuffix(out.String(), "\n# not whole: time\n") {
				t.Errorf("%s: %v %s", format.Name, err, &out)
			}
		default:
			if err != nil || znode.CodeOf(readErr) != znode.CodeExportStopped {
				t.Errorf("%s: %v, read: %v", format.Name, err, readErr)
			}
		}
	}
}

// TestACutExportIsRefused checks cuts at any place.
func TestACutExportIsRefused(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"jsonl", "zoonavigator", "zkui", "zip", "tar"} {
		file := write(t, format, plain(t))
		if _, _, err := read(file); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		step := 1
		if format == "tar" {
			step = 61
		}
		head := strings.Index(string(file), "says why it is not.") + len("says why it is not.\n") // a zkui file that is cut off earlier cannot show it
		for end := max(head, 1); end < len(file)-len("\n"); end += step {
			if _, _, err := read(file[:end]); err == nil {
				t.Errorf("%s of %d bytes cut at %d: it is taken for whole", format, len(file), end)
				break
			}
		}
	}
}
