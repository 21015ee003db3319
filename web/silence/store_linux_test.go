package silence

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestNobodyWhoReadsWaitsForTheDisk: whoever judges a cluster, and so each page, would.
func TestNobodyWhoReadsWaitsForTheDisk(t *testing.T) {
	file := filepath.Join(t.TempDir(), "silences.json")
	s, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	until := time.Now().Add(time.Hour)
	if err := s.Set(Silence{Cluster: "main", Finding: "a", Until: until}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(file+".new", 0o600); err != nil { // which takes what somebody reads
		t.Fatal(err)
	}
	changed := make(chan error, 1)
	go func() {
		changed <- s.Set(Silence{Cluster: "main", Finding: "b", Reason: strings.Repeat("x", 1<<20), Until: until})
	}()
	disk, err := os.Open(file + ".new")
	if err != nil {
		t.Fatal(err)
	}
	defer disk.Close()
	if _, err := disk.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	read := make(chan bool, 1)
	go func() {
		_, ok := s.Of("main", "a")
		read <- ok
	}()
	select {
	case ok := <-read:
		if !ok {
			t.Error("what was silenced is not")
		}
	case <-time.After(time.Minute):
		t.Error("who reads waits for who writes")
	}
	if _, err := io.Copy(io.Discard, disk); err != nil {
		t.Fatal(err)
	}
	if err := <-changed; !errors.Is(err, syscall.EINVAL) { // which is what fsync says of a pipe
		t.Errorf("what is not on the disk for good counts as written: %v", err)
	}
	if _, ok := s.Of("main", "b"); ok {
		t.Error("what is not on the disk for good is silenced")
	}
}
