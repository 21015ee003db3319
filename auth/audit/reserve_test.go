package audit_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestAReserveForIntents runs on a small disk of its own, which a process in a
// user's own namespace may mount.
func TestAReserveForIntents(t *testing.T) {
	if dir := os.Getenv(childVariable); dir != "" {
		onASmallDisk(t, dir)
		return
	}
	child := again(t.Context(), t, os.Args[0], t.TempDir())
	child.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	if output, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}

// onASmallDisk fills it. What must be on record before it is done still fits when
// looks no longer do; retention then makes room.
func onASmallDisk(t *testing.T, dir string) {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=9m"); err != nil {
		t.Fatal(err)
	}
	pace := UsualPace
	trail := openTrail(t, dir, Config{}, pace)
	appendAll(t, trail, Entry{Event: NodeSet, Outcome: OK, Path: "/first", RequestID: "first"})
	reserve := filepath.Join(dir, "audit.reserve")
	if _, err := os.Stat(reserve); err != nil {
		t.Fatal(err)
	}
	path := strings.Repeat("p", 2000)
	count := 0
	for ; ; count++ { // looks, until the reserve is given up
		if _, err := os.Stat(reserve); errors.Is(err, os.ErrNotExist) {
			break
		}
		look := Entry{Event: NodeRead, Outcome: OK, User: fmt.Sprintf("person-%d", count/50), Verified: true, Path: fmt.Sprintf("/%s/%d", path, count)}
		if _, err := trail.Append(t.Context(), look); err != nil {
			t.Fatal(err)
		}
	}
	filler := filepath.Join(dir, "filler") // and somebody else takes what is left but for part of the reserve
	if err := os.WriteFile(filler, make([]byte, 256<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		appendAll(t, trail, Entry{Event: NodeSet, Outcome: Intent, Path: "/intent", RequestID: fmt.Sprint(i)}, Entry{Event: NodeSet, Outcome: OK, Path: "/intent", RequestID: fmt.Sprint(i)})
		appendAll(t, trail, Entry{Event: NodeRead, Outcome: OK, User: "late", Verified: true, Path: fmt.Sprint("/late/", i)})
	}
	page, err := trail.Query(t.Context(), Filter{User: "late"})
	if err != nil || len(page.Entries) != 0 {
		t.Errorf("looks take the reserve: %d entries, %v", len(page.Entries), err)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	closeTrail(t, trail)

	pace = quickRemoval()
	trail = openTrail(t, dir, Config{MaxBytes: 1 << 20}, pace)
	others := 0
	zktest.Eventually(t, "room is made, and looks are recorded again", func() bool {
		others++
		appendAll(t, trail, Entry{Event: NodeRead, Outcome: OK, User: fmt.Sprint("other-", others), Verified: true, Path: "/again"})
		page, err := trail.Query(t.Context(), Filter{Path: "/again"})
		return err == nil && len(page.Entries) > 0
	})
	kept := map[string]int{}
	missing := false
	for _, entry := range all(t, trail) {
		kept[entry.RequestID]++
		missing = missing || entry.Code == znode.CodeGap
	}
	if kept["first"] != 1 || kept["4"] != 2 || !missing {
		t.Errorf("got %v; what is missing is on record: %t", kept, missing)
	}
	closeTrail(t, trail)
	if _, err := sqlite.Verify(t.Context(), dir); err != nil {
		t.Error(err)
	}
}
