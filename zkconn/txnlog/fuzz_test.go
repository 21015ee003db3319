package txnlog_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"zkweb/zkconn/txnlog"
)

// Whatever a file holds, reading it ends, and takes no memory that its bytes do not
// account for.
func FuzzLog(f *testing.F) {
	f.Add(logOf(1, 2, 3))
	f.Add(append(logOf(1), 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 0xff, 0xff, 0xff, 'B'))
	seed(f, "log.1")
	f.Fuzz(func(t *testing.T, content []byte) {
		file := filepath.Join(t.TempDir(), "log.1")
		must(t, os.WriteFile(file, content, 0o600))
		log, err := txnlog.OpenLog(file)
		must(t, err)
		defer func() { must(t, log.Close()) }()
		boundedBy(t, len(content), func() {
			tree := txnlog.NewTree(true)
			for {
				at := log.Offset()
				transaction, err := log.Next()
				if _, damaged := errors.AsType[*txnlog.DamagedError](err); err != nil && !damaged {
					return
				}
				if log.Offset() <= at {
					t.Fatal("it stands still")
				}
				tree.Apply(&transaction)
			}
		})
	})
}

func FuzzSnapshot(f *testing.F) {
	for _, file := range []string{"snapshot.0", "snapshot.0.gz", "snapshot.0.snappy"} {
		seed(f, file)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, name := range []string{"snapshot.0", "snapshot.0.gz", "snapshot.0.snappy"} {
			file := txnlog.File{Path: filepath.Join(t.TempDir(), name)}
			must(t, os.WriteFile(file.Path, content, 0o600))
			const mostPacked = 1100 // deflate's
			boundedBy(t, len(content)*mostPacked, func() {
				if _, err := txnlog.ReadSnapshot(file); err != nil && !errors.Is(err, txnlog.ErrNotSnapshot) {
					t.Fatal(err)
				}
			})
		}
	})
}

func boundedBy(t *testing.T, size int, do func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > uint64(100*size+8<<20) {
		t.Fatalf("%d bytes of memory for %d", took, size)
	}
}

func seed(f *testing.F, name string) {
	f.Helper()
	files, err := filepath.Glob("testdata/3.*/" + name)
	if err != nil || len(files) == 0 {
		f.Fatal("no files to begin with: ", err)
	}
	for _, path := range files {
		file, err := os.Open(path)
		must(f, err)
		content, err := io.ReadAll(file)
		must(f, err)
		must(f, file.Close())
		f.Add(content)
	}
}
