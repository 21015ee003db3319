package audit_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// written returns the bytes that this process has had written to disks.
func written(b *testing.B) (bytes int64) {
	content, err := os.ReadFile("/proc/self/io")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		if _, err := fmt.Sscanf(line, "write_bytes: %d", &bytes); err == nil {
			return bytes
		}
	}
	b.Fatal("/proc/self/io has no write_bytes")
	return 0
}

// BenchmarkAppendRead is what a page costs that is looked at for the first time
// in a minute, by somebody who looks at 400 in a second: what it waits for, and
// what is written to the disk.
func BenchmarkAppendRead(b *testing.B) {
	trail := openBenchmark(b, b.TempDir())
	before := written(b)
	waited := time.Duration(0)
	looks := time.NewTicker(2500 * time.Microsecond)
	defer looks.Stop()
	b.ResetTimer()
	for i := range b.N {
		entry := benchmarkEntry(20*i + 2) // a read
		entry.User = fmt.Sprint("person-", i/50)
		start := time.Now()
		trail.AppendRead(entry)
		waited += time.Since(start)
		<-looks.C
	}
	b.StopTimer()
	if _, err := trail.Append(context.Background(), benchmarkEntry(0)); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(waited.Microseconds())/float64(b.N), "waited-µs/op")
	b.ReportMetric(float64(written(b)-before)/float64(b.N), "written-B/op")
	b.ReportMetric(0, "ns/op")
}
