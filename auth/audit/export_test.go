package audit_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	. "zkweb/auth/audit"
	"zkweb/zkconn/znode"
)

func TestWriteCSV(t *testing.T) {
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	appendAll(t, trail,
		Entry{Event: SignIn, Outcome: Failed, User: `=cmd|' /C calc'!A0`, Role: "+1", Address: "-1", Cluster: "@SUM(A1)", Path: "/a,\"b\"",
			Error: "\t=1", Reason: "  =1", RequestID: "＝1", Target: "a=1", ConsoleSession: "\n=1", Session: "\u200b\ufeff=1;=2"},
		full(),
	)
	entries := all(t, trail)
	var written strings.Builder
	if err := WriteCSV(&written, trail.Entries(t.Context(), Filter{})); err != nil {
		t.Fatal(err)
	}
	if bare := regexp.MustCompile(`(?m)^[^"]|,[^"]*[=+@-]`).FindString(regexp.MustCompile(`(?s)"([^"]|"")*"`).ReplaceAllString(written.String(), `""`)); bare != "" {
		t.Errorf("%q is in no quotes", bare)
	}
	got, err := csv.NewReader(strings.NewReader(written.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		CSVHeader,
		{
			"2", entries[1].Time.Format(time.RFC3339Nano), "node.set", "conflict", "alice", "true", "editor", "192.0.2.7", "main", "/配置/a<b>&c",
			"digest:alice\nip:192.0.2.7", "5f3a9c01", "0x100000000000001",
			"3", "1099511627776", "5", "aa", "4", "0", "0", "bb",
			"", "bob", "", "", "The znode changed meanwhile.", "ticket 7", "r-1", `{"listen":"127.0.0.1:8080"}`, "", "", "", entries[1].Hash,
		},
		{
			"1", entries[0].Time.Format(time.RFC3339Nano), "sign_in", "failed", `'=cmd|' /C calc'!A0`, "false", "'+1", "'-1", "'@SUM(A1)", "/a,\"b\"",
			"", "'\n=1", "'\u200b\ufeff=1;=2",
			"", "", "", "", "", "", "", "",
			"", "a=1", "", "", "'\t=1", "'  =1", "'＝1", "", "", "", "", entries[0].Hash,
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestWriteJSONLines(t *testing.T) {
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	for range MaxLimit/MaxBatch + 2 { // more than a page
		entries := make([]Entry, MaxBatch)
		for i := range entries {
			entries[i] = full()
		}
		appendAtOnce(t, trail, entries)
	}
	var written strings.Builder
	if err := WriteJSONLines(&written, trail.Entries(t.Context(), Filter{User: "alice", Limit: 1})); err != nil {
		t.Fatal(err)
	}
	entries := all(t, trail)
	lines := strings.Split(strings.TrimSuffix(written.String(), "\n"), "\n")
	if len(lines) != len(entries) {
		t.Fatalf("got %d lines of %d entries", len(lines), len(entries))
	}
	for i, line := range lines {
		var got Entry
		if err := json.Unmarshal([]byte(line), &got); err != nil || !reflect.DeepEqual(got, entries[len(entries)-1-i]) {
			t.Fatalf("line %d: got %s, %v", i+1, line, err)
		}
	}
}

func TestAnExportEndsAtTheFirstError(t *testing.T) {
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	appendAll(t, trail, full())
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, write := range map[string]func(io.Writer) error{
		"csv":   func(w io.Writer) error { return WriteCSV(w, trail.Entries(ended, Filter{})) },
		"jsonl": func(w io.Writer) error { return WriteJSONLines(w, trail.Entries(ended, Filter{})) },
	} {
		if err := write(io.Discard); znode.KindOf(err) != znode.Unavailable {
			t.Errorf("%s, context ended: got %v", name, err)
		}
	}
	closed, writer := io.Pipe()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	if err := WriteCSV(writer, trail.Entries(t.Context(), Filter{})); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("csv, reader gone: got %v", err)
	}
	if err := WriteJSONLines(writer, trail.Entries(t.Context(), Filter{})); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("jsonl, reader gone: got %v", err)
	}
}
