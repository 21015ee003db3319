package audit

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// benchmarkEntries is the length of the trail that is searched; 10 million take
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
					if err := trail.Append(context.Background(), benchmarkEntry(i)); err != nil {
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
	trail := openBenchmark(b, dir)
	start := time.Now()
	fill(b, trail, benchmarkEntries(b))
	b.Logf("written in %s", time.Since(start))
	if info, err := os.Stat(filepath.Join(dir, databaseFile)); err == nil {
		b.Logf("%d MB", info.Size()>>20)
	}
	var first, last int64
	if err := trail.readers.QueryRow("SELECT (SELECT time FROM entries ORDER BY seq LIMIT 1), (SELECT time FROM entries ORDER BY seq DESC LIMIT 1)").Scan(&first, &last); err != nil {
		b.Fatal(err)
	}
	at := func(part float64) time.Time {
		return time.UnixMicro(first + int64(part*float64(last-first)))
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
				if page, err = trail.page(context.Background(), of.filter, usualPace.search); err != nil {
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
			if _, err := Verify(context.Background(), dir); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func openBenchmark(b *testing.B, dir string) *Trail {
	trail, err := Open(Config{Dir: dir, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := trail.Close(); err != nil {
			b.Error(err)
		}
	})
	return trail
}

// fill appends as the trail does, without waiting for the disk.
func fill(b *testing.B, trail *Trail, count int) {
	head, err := trail.Head(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	if _, err := trail.writer.Exec("PRAGMA synchronous=OFF; PRAGMA cache_size=-500000"); err != nil {
		b.Fatal(err)
	}
	const at = 20_000
	for done := int(head.Seq); done < count; done += at {
		tx, err := trail.writer.Begin()
		if err != nil {
			b.Fatal(err)
		}
		entries := make([]Entry, min(at, count-done))
		for i := range entries {
			entries[i] = benchmarkEntry(done + i)
		}
		if err := insert(tx, entries); err != nil {
			b.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
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
		entry.Outcome, entry.Error = Denied, "ZooKeeper's ACL of this znode does not let you read it."
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
