package audit_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	. "zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
)

// benchmarkEntries returns the length of the trail that is searched; 10 million take
// some minutes to write and 8 GB of disk:
//
//	ZKWEB_AUDIT_ENTRIES=10000000 go test ./auth/audit -run '^$' -bench . -timeout 2h
func benchmarkEntries(b *testing.B) int {
	entries, err := strconv.Atoi(cmp.Or(os.Getenv("ZKWEB_AUDIT_ENTRIES"), "100000"))
	if err != nil {
		b.Fatal(err)
	}
	return entries
}

func BenchmarkAppend(b *testing.B) {
	for _, people := range []int{1, 64} {
		b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) {
			trail := openBenchmark(b, b.TempDir())
			b.SetParallelism(people)
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					if _, err := trail.Append(context.Background(), benchmarkEntry(i)); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

func BenchmarkLongTrail(b *testing.B) {
	dir := b.TempDir()
	if kept := os.Getenv("ZKWEB_AUDIT_DIR"); kept != "" {
		dir = kept
	}
	start := time.Now()
	fill(b, dir, benchmarkEntries(b))
	trail := openBenchmark(b, dir)
	b.Logf("written in %s", time.Since(start))
	if info, err := os.Stat(filepath.Join(dir, "audit.db")); err == nil {
		b.Logf("%d MB", info.Size()>>20)
	}
	oldest, newest := ends(b, trail)
	at := func(part float64) time.Time {
		return oldest.Add(time.Duration(part * float64(newest.Sub(oldest))))
	}
	for _, of := range []struct {
		name   string
		filter Filter
	}{
		{"all", Filter{}},
		{"cursor in the middle", Filter{After: strconv.Itoa(benchmarkEntries(b) / 2)}},
		{"user often", Filter{User: "person-1"}},
		{"user twice long ago", Filter{User: "rare"}},
		{"user never", Filter{User: "nobody"}},
		{"path often", Filter{Path: "/service-1"}},
		{"path seldom", Filter{Path: "/service-1/node-17"}},
		{"path twice long ago", Filter{Path: "/rare"}},
		{"path never", Filter{Path: "/never"}},
		{"event often", Filter{Event: NodeRead}},
		{"event seldom", Filter{Event: NodeSet}},
		{"event never", Filter{Event: AuditExport}},
		{"outcome often", Filter{Outcome: OK}},
		{"outcome seldom", Filter{Outcome: Denied}},
		{"outcome never", Filter{Outcome: Unknown}},
		{"cluster often", Filter{Cluster: "main"}},
		{"cluster never", Filter{Cluster: "none"}},
		{"to long ago", Filter{To: at(0.1)}},
		{"from and to", Filter{From: at(0.3), To: at(0.3001)}},
		{"from and to before all", Filter{To: at(-1)}},
		{"who changed a node", Filter{Cluster: "main", Path: "/service-1/node-17", Event: NodeSet}},
		{"what somebody changed", Filter{User: "person-1", Event: NodeSet}},
		{"somebody at a node", Filter{User: "person-1", Path: "/service-1/node-17"}},
		{"somebody below a path", Filter{User: "person-1", Path: "/service-2"}},
		{"somebody denied", Filter{User: "person-1", Outcome: Denied}},
		{"somebody in a cluster", Filter{User: "person-1", Cluster: "other"}},
		{"a path long ago", Filter{Path: "/service-1", From: at(0.1), To: at(0.2)}},
		{"somebody who never was there", Filter{User: "rare", Path: "/service-1", Event: NodeRead}},
	} {
		b.Run(of.name, func(b *testing.B) {
			var page Page
			for b.Loop() {
				var err error
				if page, err = trail.Query(context.Background(), of.filter); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/page")
			b.ReportMetric(float64(len(page.Entries)), "entries")
			if page.Partial {
				b.ReportMetric(1, "partial")
			}
		})
	}
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			if _, err := sqlite.Verify(context.Background(), dir); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func openBenchmark(b *testing.B, dir string) *Trail {
	trail, err := sqlite.Open(dir, Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := trail.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	return trail
}

// ends returns the times of the oldest and the newest entry.
func ends(b *testing.B, trail *Trail) (oldest, newest time.Time) {
	for _, of := range []struct {
		filter Filter
		at     *time.Time
	}{{Filter{Limit: 1}, &newest}, {Filter{Limit: 1, After: "2"}, &oldest}} {
		page, err := trail.Query(context.Background(), of.filter)
		if err != nil || len(page.Entries) != 1 {
			b.Fatalf("%d entries, %v", len(page.Entries), err)
		}
		*of.at = page.Entries[0].Time
	}
	return oldest, newest
}

// fill appends to the trail in dir until it has that many entries.
func fill(b *testing.B, dir string, count int) {
	store, err := sqlite.OpenStore(dir)
	if err != nil {
		b.Fatal(err)
	}
	last, err := store.Head(context.Background())
	const at = 20_000
	for int(last.Seq) < count && err == nil {
		entries := make([]Entry, min(at, count-int(last.Seq)))
		for i := range entries {
			entries[i] = benchmarkEntry(int(last.Seq) + i)
		}
		records, next, chained := Chain(last, time.Now(), entries...)
		err = errors.Join(chained, store.Append(last, records))
		last = next
	}
	if err := errors.Join(err, store.Close()); err != nil {
		b.Fatal(err)
	}
}

// benchmarkEntry is mostly a read that went well: of 10 million, half a million
// are changes.
func benchmarkEntry(i int) Entry {
	random := rand.New(rand.NewPCG(uint64(i), 1))
	entry := Entry{
		Event: NodeRead, Outcome: OK,
		User: fmt.Sprintf("person-%d", random.IntN(200)), Verified: true, Role: "editor", Address: "192.0.2.7",
		Cluster:    "main",
		Path:       fmt.Sprintf("/service-%d/node-%d/item-%d", random.IntN(20), random.IntN(1000), random.IntN(50)),
		Identities: []string{"digest:person", "ip:192.0.2.7"}, ConsoleSession: "5f3a9c01", Session: "0x100000000000001",
		RequestID: fmt.Sprintf("%016x", i),
	}
	if i%1000 == 1 {
		entry.Outcome, entry.Code = Denied, "acl_read"
	}
	if i%20 == 0 {
		entry.Event = NodeSet
		entry.Before = &Data{Version: 1, Mzxid: 7, Length: 10, Hash: "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}
		entry.After = entry.Before
	}
	if i%10 == 3 {
		entry.Cluster = "other"
	}
	if i == 100 || i == 200 {
		entry.User, entry.Path = "rare", "/rare/node"
	}
	return entry
}
