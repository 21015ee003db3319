package audit_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestATrailThatFilledItsDisk comes back by itself when it is opened again with less
// to keep: nobody else gives it room.
func TestATrailThatFilledItsDisk(t *testing.T) {
	dir := zktest.SmallDisk(t, "5m")
	if dir == "" {
		return
	}
	trail := openTrail(t, dir, Config{}, UsualPace)
	closeTrail(t, trail)
	free := zktest.FillDisk(t, dir)
	trail = openTrail(t, dir, Config{}, UsualPace) // in the room of the reserve
	appendAll(t, trail, Entry{Event: NodeSet, Outcome: OK, Path: "/full"})
	closeTrail(t, trail)
	free()
	trail = openTrail(t, dir, Config{}, UsualPace)
	path := strings.Repeat("p", 2000)
	written := 0
	for err := error(nil); err == nil; {
		look := Entry{Event: NodeRead, Outcome: OK, User: fmt.Sprintf("person-%d", written/50), Verified: true, Path: fmt.Sprintf("/%s/%d", path, written)}
		if _, err = trail.Append(t.Context(), look); err != nil {
			t.Fatal(err)
		}
		if _, err = trail.Append(t.Context(), Entry{Event: NodeSet, Outcome: Intent, Path: fmt.Sprint("/set/", written)}); err == nil {
			written++
		}
	}
	closeTrail(t, trail)
	zktest.FillDisk(t, dir) // what closing has given back

	trail = openTrail(t, dir, Config{MaxBytes: 1 << 20}, quickRemoval())
	zktest.Eventually(t, "changes are recorded again", func() bool {
		_, err := trail.Append(t.Context(), Entry{Event: NodeSet, Outcome: Intent, Path: "/again"})
		return err == nil
	})
	kept := 0
	for _, entry := range all(t, trail) {
		if entry.Outcome == Intent && strings.HasPrefix(entry.Path, "/set/") {
			kept++
		}
	}
	if kept != written {
		t.Errorf("%d changes are on record, %d were", kept, written)
	}
	closeTrail(t, trail)
	if _, err := sqlite.Verify(t.Context(), dir); err != nil {
		t.Error(err)
	}
}

// TestAReserveForIntents fills a disk. What must be on record before it is done still fits
// when looks no longer do; retention then makes room.
func TestAReserveForIntents(t *testing.T) {
	dir := zktest.SmallDisk(t, "5m")
	if dir == "" {
		return
	}
	pace := UsualPace
	trail := openTrail(t, dir, Config{}, pace)
	appendAll(t, trail, Entry{Event: NodeSet, Outcome: OK, Path: "/first", RequestID: "first"})
	reserve := filepath.Join(dir, "audit.reserve")
	whole, err := os.Stat(reserve)
	if err != nil {
		t.Fatal(err)
	}
	path := strings.Repeat("p", 2000)
	count := 0
	for ; ; count++ { // looks, until half of the reserve is given up
		if now, err := os.Stat(reserve); err != nil || now.Size() < whole.Size() {
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
