package trail

import (
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"zkweb/auth/audit"
)

func TestFold(t *testing.T) {
	entry := func(seq int64, request, path string, outcome audit.Outcome) audit.Entry {
		return audit.Entry{Seq: seq, RequestID: request, Event: audit.NodeSet, Path: path, Outcome: outcome}
	}
	left, intents := fold([]audit.Entry{
		entry(9, "d", "/a", audit.Intent), // the result is not known
		entry(8, "c", "/a", audit.OK),
		entry(7, "b", "/b", audit.Conflict),
		entry(6, "c", "/a", audit.Intent),
		entry(5, "b", "/other", audit.Intent), // its outcome is on an earlier page
		entry(4, "b", "/b", audit.Intent),
		entry(3, "", "/a", audit.OK),
		entry(2, "", "/a", audit.Intent), // without a request ID they are not related
		entry(1, "a", "/a", audit.Denied),
	})
	var seqs []int64
	for _, entry := range left {
		seqs = append(seqs, entry.Seq)
	}
	if want := []int64{9, 8, 7, 5, 3, 2, 1}; !slices.Equal(seqs, want) {
		t.Errorf("got %v, want %v", seqs, want)
	}
	if want := map[int64]int64{8: 6, 7: 4}; !maps.Equal(intents, want) {
		t.Errorf("the intents are %v, want %v", intents, want)
	}
}

// TestRepeats checks that repeated looks are one line, and changes never are.
func TestRepeats(t *testing.T) {
	entry := func(user, path string, event audit.Event, outcome audit.Outcome) audit.Entry {
		return audit.Entry{User: user, Path: path, Event: event, Outcome: outcome}
	}
	searched := entry("a", "/a", audit.NodeSearch, audit.OK)
	searched.Settings = map[string]string{"kind": "ephemeral"}
	var runs []int
	for _, run := range repeats([]audit.Entry{
		entry("a", "/a", audit.NodeRead, audit.OK), entry("a", "/a", audit.NodeRead, audit.OK), entry("b", "/a", audit.NodeRead, audit.OK),
		entry("b", "/a", audit.NodeRead, audit.Denied), entry("b", "/b", audit.NodeRead, audit.Denied),
		entry("a", "/a", audit.NodeSet, audit.OK), entry("a", "/a", audit.NodeSet, audit.OK),
		entry("a", "/a", audit.NodeSet, audit.Denied), entry("a", "/a", audit.NodeSet, audit.Denied), entry("a", "/a", audit.NodeSet, audit.Denied),
		entry("a", "/a", audit.NodeSearch, audit.OK), searched,
	}) {
		runs = append(runs, len(run))
	}
	if want := []int{2, 1, 1, 1, 1, 1, 3, 1, 1}; !slices.Equal(runs, want) {
		t.Errorf("the runs have %v, want %v", runs, want)
	}
}

// TestTypedFinds checks that the finds of a text that is being typed are one line with each of the
// texts.
func TestTypedFinds(t *testing.T) {
	now := time.Now()
	find := func(ago time.Duration, user, path string, settings ...string) audit.Entry {
		entry := audit.Entry{Time: now.Add(-ago), User: user, Path: path, Event: audit.NodeSearch, Outcome: audit.OK, Settings: map[string]string{"match": "fragments"}}
		for i := 0; i < len(settings); i += 2 {
			entry.Settings[settings[i]] = settings[i+1]
		}
		return entry
	}
	runs := repeats([]audit.Entry{
		find(0, "a", "/a", "name", "ord", "matched", "1"), find(time.Second, "a", "/a", "name", "or", "matched", "7"), find(time.Minute, "a", "/a", "name", "o", "matched", "7"),
		find(time.Minute+1, "a", "/a", "name", "x"), // more than a minute before
		find(2*time.Minute, "b", "/a", "name", "x"), find(2*time.Minute, "b", "/b", "name", "x"),
		find(2*time.Minute, "b", "/b", "name", "x", "kind", "container"), // not typed letter by letter
	})
	var lengths []int
	for _, run := range runs {
		lengths = append(lengths, len(run))
	}
	if want := []int{3, 1, 1, 1, 1}; !slices.Equal(lengths, want) {
		t.Fatalf("the runs have %v, want %v", lengths, want)
	}
	if got, want := newest(runs[0]).Settings, map[string]string{"match": "fragments", "name": "o, or, ord", "matched": "7, 1"}; !maps.Equal(got, want) {
		t.Errorf("the line has %v, want %v", got, want)
	}
	if got := runs[0][0].Settings["name"]; got != "ord" {
		t.Errorf("the entry itself has %q now", got)
	}
	var long []audit.Entry
	for i := range maxTyped + 2 {
		long = append(long, find(0, "a", "/a", "q", strconv.Itoa(i)))
	}
	if got, want := newest(long).Settings["q"], "…, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0"; got != want {
		t.Errorf("of many texts the entry has %q, want %q", got, want)
	}
}
