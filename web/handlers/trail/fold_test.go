package trail

import (
	"maps"
	"slices"
	"testing"

	"zkweb/auth/audit"
)

func TestFold(t *testing.T) {
	entry := func(seq int64, request, path string, outcome audit.Outcome) audit.Entry {
		return audit.Entry{Seq: seq, RequestID: request, Event: audit.NodeSet, Path: path, Outcome: outcome}
	}
	left, intents := fold([]audit.Entry{
		entry(9, "d", "/a", audit.Intent), // nobody knows how it went
		entry(8, "c", "/a", audit.OK),
		entry(7, "b", "/b", audit.Conflict),
		entry(6, "c", "/a", audit.Intent),
		entry(5, "b", "/other", audit.Intent), // its outcome is on an earlier page
		entry(4, "b", "/b", audit.Intent),
		entry(3, "", "/a", audit.OK),
		entry(2, "", "/a", audit.Intent), // nothing ties them
		entry(1, "a", "/a", audit.Denied),
	})
	var seqs []int64
	for _, entry := range left {
		seqs = append(seqs, entry.Seq)
	}
	if want := []int64{9, 8, 7, 5, 3, 2, 1}; !slices.Equal(seqs, want) {
		t.Errorf("left are %v, want %v", seqs, want)
	}
	if want := map[int64]int64{8: 6, 7: 4}; !maps.Equal(intents, want) {
		t.Errorf("the intents are %v, want %v", intents, want)
	}
}

// TestRepeats: the same look is one line; a change never is.
func TestRepeats(t *testing.T) {
	entry := func(user, path string, event audit.Event, outcome audit.Outcome) audit.Entry {
		return audit.Entry{User: user, Path: path, Event: event, Outcome: outcome}
	}
	searched := entry("a", "/a", audit.NodeSearch, audit.OK)
	searched.Settings = map[string]string{"q": "other"}
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
