package txnlog

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Whatever a file holds, reading it ends, and takes no memory that its bytes do not
// account for.
func FuzzLog(f *testing.F) {
	f.Add([]byte("ZKLG\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x7f\xff\xff\xffB"))
	seed(f, "log.1")
	f.Fuzz(func(t *testing.T, content []byte) {
		log := &Log{file: inMemory{bytes.NewReader(content)}}
		boundedBy(t, len(content), func() {
			tree := NewTree(true)
			for {
				at := log.Offset()
				transaction, err := log.Next()
				if _, damaged := errors.AsType[*DamagedError](err); err != nil && !damaged {
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

// inMemory is a log file that lies in memory.
type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error                 { return nil }
func (inMemory) Name() string                 { return "log.1" }
func (m inMemory) Stat() (fs.FileInfo, error) { return sized{size: m.Size()}, nil }

type sized struct {
	fs.FileInfo
	size int64
}

func (s sized) Size() int64 { return s.size }

// The payload of a record, behind the sum that fuzzing hardly ever finds.
func FuzzRecord(f *testing.F) {
	for _, content := range contents(f, "log.1") {
		log := &Log{file: inMemory{bytes.NewReader(content)}}
		if err := log.begin(); err != nil {
			f.Fatal(err)
		}
		for payload, err := log.record(0); err == nil; payload, err = log.record(0) {
			f.Add(bytes.Clone(payload))
			log.pass(recordHead + len(payload) + 1)
		}
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		boundedBy(t, len(payload), func() {
			transaction, err := decode(payload)
			if err != nil {
				return
			}
			if transaction.Err != 0 && len(transaction.Ops) > 0 {
				t.Errorf("it failed and changed something: %+v", transaction)
			}
			tree := NewTree(true)
			tree.Apply(&transaction)
		})
	})
}

func FuzzSnapshot(f *testing.F) {
	endings := []string{"", ".gz", ".snappy"}
	for i, ending := range endings {
		for _, content := range contents(f, "snapshot.0"+ending) {
			f.Add(uint8(i), content)
		}
	}
	f.Fuzz(func(t *testing.T, ending uint8, content []byte) {
		const mostPacked = 1100 // deflate's
		boundedBy(t, len(content)*mostPacked, func() {
			_, _ = readSnapshot(bytes.NewReader(content), endings[int(ending)%len(endings)], 0)
		})
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
	for _, content := range contents(f, name) {
		f.Add(content)
	}
}

// contents returns those of the golden files of a name.
func contents(f *testing.F, name string) (all [][]byte) {
	f.Helper()
	files, err := filepath.Glob("testdata/3.*/" + name)
	if err != nil || len(files) == 0 {
		f.Fatal("no files to begin with: ", err)
	}
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, content)
	}
	return all
}
