package handlers

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/zktest"
)

// TestChangesThroughClockSteps checks a history in which leaders' clocks jump back and ahead. A
// time span has each of its changes exactly once, on the pages and in the chart, and a moment is
// the last transaction up to it.
func TestChangesThroughClockSteps(t *testing.T) {
	t.Parallel()
	const begin = 1_700_000_000
	steps := []int64{10, 20, 30, -3570, -3560, -3550, 25, 86400, 40, 50, 26} // in seconds after begin
	dir := t.TempDir()
	writer, err := history.OpenWriter(dir, history.Options{SegmentTransactions: 4})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	must(writer.Begin(t.Context(), 100, begin*1000, func(yield func(history.Node, error) bool) {
		for _, path := range []string{"/", "/app", "/app/db"} {
			yield(history.Node{Path: path, Data: []byte("zero"), ACL: open}, nil)
		}
	}))
	var all []txnlog.Transaction
	for i, step := range steps {
		all = append(all, txnlog.Transaction{Zxid: int64(101 + i), Time: (begin+step)*1000 + 500, Type: txnlog.TypeSet, Ops: []txnlog.Op{
			{Type: txnlog.TypeSet, Path: "/app/db", Version: int32(i + 1), Data: []byte(fmt.Sprint("of ", i+1))},
		}})
	}
	must(writer.Append(t.Context(), all, "test", txnlog.ProofSeen))
	must(writer.Close())
	viewer := runRecordedOn(t, zktest.Run(t), func(config *Config) {
		store, err := history.Open(dir, history.Key{})
		must(err)
		t.Cleanup(func() { _ = store.Close() })
		config.Histories = site.Histories{"main": store}
	}).member(t, "viewer")
	moment := func(step int64) string { return time.Unix(begin+step, 0).UTC().Format(time.RFC3339) }
	between := func(from, to int64) (lines []string) {
		for i, step := range slices.Backward(steps) {
			if from <= step && step <= to {
				lines = append(lines, fmt.Sprintf("/app/db set %d", i+1))
			}
		}
		return lines
	}
	for _, span := range [][2]int64{{10, 30}, {20, 25}, {25, 26}, {-3570, -3560}, {-3600, 0}, {26, 100_000}, {40, 50}, {31, 39}, {60, 86400}, {86400, 86400}} {
		query := fmt.Sprintf("/c/main/changes/app?from=%s&to=%s", moment(span[0]), moment(span[1]))
		want := between(span[0], span[1])
		if told := viewer.history(t, query); !slices.Equal(told.lines(), want) {
			t.Errorf("%v: %q, want %q", span, told.lines(), want)
		}
		var paged []string
		for next := query + "&limit=1"; next != ""; {
			told := viewer.history(t, next)
			paged = append(paged, told.lines()...)
			if next = ""; told.Next != "" {
				next = query + "&limit=1&after=" + told.Next
			}
		}
		if !slices.Equal(paged, want) {
			t.Errorf("%v page by page: %q, want %q", span, paged, want)
		}
	}
	counted := 0
	for _, link := range regexp.MustCompile(`<a href="([^"]*)"><title[^>]*>[^<]*: (\d+) changes?<`).FindAllStringSubmatch(viewer.get(t, "/c/main/changes/app").body, -1) {
		lines := viewer.history(t, strings.ReplaceAll(link[1], "&amp;", "&")).lines()
		if fmt.Sprint(len(lines)) != link[2] {
			t.Errorf("a bar of %s leads to %q", link[2], lines)
		}
		counted += len(lines)
	}
	if counted != len(steps) {
		t.Errorf("the bars count %d changes", counted)
	}
	for step, want := range map[int64]string{-3565: "of 4", 0: "of 6", 25: "of 7", 26: "of 11", 90_000: "of 11"} {
		if body := viewer.getJSON(t, "/c/main/versions/app/db?at="+moment(step)).body; !strings.Contains(body, `"`+want+`"`) {
			t.Errorf("at %d: %s", step, body)
		}
	}
	var feed struct {
		Updated string `xml:"updated"`
	}
	must(xml.Unmarshal([]byte(viewer.get(t, "/c/main/changes/app?format=atom").body), &feed))
	if want := time.UnixMilli(all[len(all)-1].Time).UTC().Format("2006-01-02T15:04:05.000Z"); feed.Updated != want {
		t.Errorf("the feed was updated at %s, not %s", feed.Updated, want)
	}
}
