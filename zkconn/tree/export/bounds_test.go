package export

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

// TestArchivesAreBounded checks the limits of files and folders, of implied ancestors, and of what
// a tar takes in memory, including names.
func TestArchivesAreBounded(t *testing.T) {
	t.Parallel()
	most := archiveBounds{files: 6, bytes: 400}
	long := strings.Repeat("n", 150)
	for name, test := range map[string]struct {
		files    []string
		bytes    int // of each file
		zip, tar bool
	}{
		"as many as are taken": {[]string{"a/", "a/%data", "b", "c", "d", "e"}, 1, true, true},
		"one more":             {[]string{"a/", "a/%data", "b", "c", "d", "e", "f"}, 1, false, false},
		"one, as deep":         {[]string{"a/b/c/d/e/f"}, 1, true, true},
		"one, deeper":          {[]string{"a/b/c/d/e/f/g"}, 1, false, false},
		"much data":            {[]string{"a", "b", "c"}, 150, true, false},
		"long names":           {[]string{long + "a", long + "b", long + "c"}, 1, true, false},
	} {
		packed := zipOf(t, test.files, test.bytes)
		all, err := readZip(bytes.NewReader(packed), int64(len(packed)), most)
		takes(t, name+" in a zip", all, err, test.zip)
		all, err = readTar(bytes.NewReader(tarOf(t, test.files, test.bytes)), most)
		takes(t, name+" in a tar", all, err, test.tar)
	}
}

// takes checks whether an archive was accepted as a whole.
func takes(t *testing.T, name string, all Reader, err error, taken bool) {
	t.Helper()
	for err == nil {
		_, err = all.Next()
	}
	if taken && !errors.Is(err, io.EOF) || !taken && (znode.CodeOf(err) != znode.CodeExportFiles || znode.KindOf(err) != znode.TooLarge) {
		t.Errorf("%s: %v", name, err)
	}
}

func zipOf(t *testing.T, files []string, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, name := range files {
		file, err := archive.Create(name)
		if err == nil && !strings.HasSuffix(name, "/") {
			_, err = file.Write(make([]byte, size))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func tarOf(t *testing.T, files []string, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := tar.NewWriter(&out)
	for _, name := range files {
		header := &tar.Header{Name: name, Typeflag: tar.TypeReg, Size: int64(size)}
		if strings.HasSuffix(name, "/") {
			header.Typeflag, header.Size = tar.TypeDir, 0
		}
		err := archive.WriteHeader(header)
		if err == nil {
			_, err = archive.Write(make([]byte, header.Size))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestZnodesOfZooNavigatorAreBounded checks that the limit is for each znode, not for all together.
func TestZnodesOfZooNavigatorAreBounded(t *testing.T) {
	t.Parallel()
	node := func(bytes int) string {
		return `{"h":{"acl":[],"path":"/a","data":"` + strings.Repeat("AAAA", bytes/3) + `"},"t":[]}`
	}
	all := readZooTrees(strings.NewReader("["+node(120)+","+node(120)+","+node(120)+"]"), 300)
	count := 0
	_, err := all.Next()
	for ; err == nil; _, err = all.Next() {
		count++
	}
	if count != 3 || !errors.Is(err, io.EOF) {
		t.Errorf("%d znodes, %v", count, err)
	}
	if _, err := readZooTrees(strings.NewReader("["+node(300)+"]"), 300).Next(); znode.CodeOf(err) != znode.CodeExportLarge {
		t.Errorf("a long one: %v", err)
	}
}

// repeated yields the same znode repeatedly under other names.
type repeated struct {
	node Node
	left int
}

func (r *repeated) Next() (Node, error) {
	if r.left == 0 {
		return Node{}, io.EOF
	}
	r.left--
	n := r.node
	n.Path, _ = znode.Root.Child(strconv.Itoa(r.left))
	return n, nil
}

// TestAZnodeThatComesTwiceIsRefused checks a format that is put in order after it is read.
func TestAZnodeThatComesTwiceIsRefused(t *testing.T) {
	t.Parallel()
	node := `{"h":{"acl":[],"path":"/a","data":""},"t":[]}`
	file, err := Open(strings.NewReader("["+node+","+node+"]"), 1<<20)
	if err == nil {
		_, err = InOrder(file, 10, 1<<20)
	}
	if znode.CodeOf(err) != "export_foreign" {
		t.Error(err)
	}
}

// TestAFileThatComesTwiceIsRefused checks archives, also with two spellings of one name.
func TestAFileThatComesTwiceIsRefused(t *testing.T) {
	t.Parallel()
	for _, second := range []string{"a", "./a", "%61", "a/%data"} {
		_, err := archiveNodes([]archived{{name: "a", read: nothing}, {name: second, read: nothing}}, ofArchives)
		if znode.CodeOf(err) != znode.CodeExportForeign {
			t.Errorf("%s: %v", second, err)
		}
	}
}

func nothing() ([]byte, error) { return nil, nil }

// TestWhatIsPutInOrderIsBounded checks that ACLs count too.
func TestWhatIsPutInOrderIsBounded(t *testing.T) {
	t.Parallel()
	long := Node{ACL: []znode.ACL{{Scheme: "ip", ID: strings.Repeat("1", 1<<20)}}}
	const fit = maxBeside>>20 - 1
	if _, err := InOrder(&File{Reader: &repeated{long, fit}}, 1000, 1<<20); err != nil {
		t.Error(err)
	}
	if _, err := InOrder(&File{Reader: &repeated{long, fit + 1}}, 1000, 1<<20); znode.CodeOf(err) != znode.CodeImportLarge {
		t.Errorf("with more: %v", err)
	}
}

// TestListsOfALineAreBounded checks that a few compressed kilobytes cannot take gigabytes of
// memory.
func TestListsOfALineAreBounded(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	writer, err := NewLines(&file, Header{Cluster: "main", Path: znode.Root})
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Write(Node{Kind: znode.Persistent, ACL: []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}}); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(file.String(), "\n")
	entry := `{"scheme":"world","id":"anyone","perms":"r"},`
	const zoo = `[{"h":{"path":"/a","data":"","acl":[`
	for _, test := range []struct {
		size  int
		wrong bool
	}{{maxList / 2, false}, {maxList + len(entry), true}} {
		list := strings.TrimSuffix(strings.Repeat(entry, test.size/len(entry)), ",")
		lines, err := readLines(strings.NewReader(head + "\n" + `{"path":"/a","null":true,"acl":[` + list + "]}\n"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := lines.Next(); errors.Is(err, errLongList) != test.wrong {
			t.Errorf("an ACL of %d bytes in a line: %v", test.size, err)
		}
		list = strings.ReplaceAll(list, `,"perms":"r"`, "")
		list += strings.Repeat(" ", max(0, test.size-len(list)))
		if _, err := readZooNavigator(strings.NewReader(zoo + list + `]},"t":[]}]`)).Next(); errors.Is(err, errLongList) != test.wrong {
			t.Errorf("an ACL of %d bytes of ZooNavigator's: %v", test.size, err)
		}
	}
}

// TestATarOfWhatIsNoFileIsBounded checks that entries such as links count, since reading them takes
// as long.
func TestATarOfWhatIsNoFileIsBounded(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	archive := tar.NewWriter(&out)
	for range 7 {
		if err := archive.WriteHeader(&tar.Header{Name: "a", Typeflag: tar.TypeSymlink, Linkname: "b"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	for most, taken := range map[int]bool{7: true, 6: false} {
		all, err := readTar(bytes.NewReader(out.Bytes()), archiveBounds{files: most, bytes: 400})
		takes(t, "links in a tar", all, err, taken)
	}
}

// zipThatLies returns a zip whose directory has more files and bytes than it says. Each file has
// the comment.
func zipThatLies(files int, comment string) []byte {
	var out bytes.Buffer
	out.WriteString("PK\x03\x04")
	out.Write(make([]byte, 26))
	entry := make([]byte, 46, 46+len(comment))
	copy(entry, directoryFile)
	binary.LittleEndian.PutUint16(entry[32:], uint16(len(comment)))
	entry = append(entry, comment...)
	for range files {
		out.Write(entry)
	}
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], uint16(files))
	binary.LittleEndian.PutUint16(end[10:], uint16(files))
	binary.LittleEndian.PutUint32(end[12:], 46) // size of the directory in bytes
	binary.LittleEndian.PutUint32(end[16:], 30) // offset of the directory
	out.Write(end)
	return out.Bytes()
}

// TestAZipsDirectoryIsBounded checks that the limits hold before the directory is in memory,
// whatever the zip says of it.
func TestAZipsDirectoryIsBounded(t *testing.T) {
	most := archiveBounds{files: 1000, bytes: 1 << 20}
	for name, file := range map[string][]byte{
		"many files":    zipThatLies(100_000, ""),
		"long comments": zipThatLies(500, strings.Repeat("c", 60<<10)),
	} {
		var err error
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = readZip(bytes.NewReader(file), int64(len(file)), most)
		runtime.ReadMemStats(&after)
		if znode.CodeOf(err) != "export_files" || znode.KindOf(err) != znode.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
		if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 8<<20 {
			t.Errorf("%s: %d bytes were allocated for it", name, allocated)
		}
	}
}

// TestATarKeepsNoMoreThanItsFiles checks that headers are not kept in memory with their names.
func TestATarKeepsNoMoreThanItsFiles(t *testing.T) {
	var out bytes.Buffer
	archive := tar.NewWriter(&out)
	beside := map[string]string{"ZKWEB.beside": strings.Repeat("x", 1<<19)}
	const files = 64
	for i := range files {
		name := "\u00e4" + strings.Repeat("n", i) // a name that needs an extended header
		if err := archive.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, PAXRecords: beside, Format: tar.FormatPAX}); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	all, err := readTar(bytes.NewReader(out.Bytes()), ofArchives)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > files<<16 {
		t.Errorf("%d bytes are kept of %d files without data", kept, files)
	}
	if nodes := all.(*archiveReader).nodes; len(nodes) != files {
		t.Errorf("there are %d files", len(nodes))
	}
	runtime.KeepAlive(out)
}

// TestLargeACLsCount checks that ACLs count towards the size of groups in a plan and of
// transactions.
func TestLargeACLsCount(t *testing.T) {
	t.Parallel()
	large := Node{ACL: []znode.ACL{{Scheme: "ip", ID: strings.Repeat("1", 1<<20)}}}
	nodes, err := nextNodes(&File{Reader: &repeated{large, 100}})
	if err != nil || len(nodes) > planBytes>>20 {
		t.Errorf("%d znodes with an ACL of a MiB are looked at together, %v", len(nodes), err)
	}
	step := Step{Node: large, Does: Create, NewACL: large.ACL}
	if batches := Batches([]Step{step, step}, 100, 1<<20); len(batches) != 2 {
		t.Errorf("they are sent in %d transactions", len(batches))
	}
	tally := NewTally()
	tally.Add([]Step{step})
	if tally.Bytes < 1<<20 {
		t.Errorf("one counts as %d bytes", tally.Bytes)
	}
}

// TestMemoryIsForeseen checks that Memory returns the most that a file's format allows, and nothing
// for the console's own format, which is not held in memory.
func TestMemoryIsForeseen(t *testing.T) {
	packed := func(text string) string {
		var file bytes.Buffer
		w := gzip.NewWriter(&file)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		return file.String()
	}
	own, foreign := `{"zkweb":1}`, "/a=b=c\n"
	for file, want := range map[string]int64{
		own: 0, packed(own): 0, "": 0, "\x1f\x8b": 0,
		foreign: int64(len(foreign)) * mostUnpacked, packed(foreign): int64(len(packed(foreign))) * mostPacked,
		"PK\x03\x04" + strings.Repeat(" ", 1<<20): mostMemory,
	} {
		if got := Memory(strings.NewReader(file), int64(len(file))); got != want {
			t.Errorf("%.10q: %d, want %d", file, got, want)
		}
	}
}
