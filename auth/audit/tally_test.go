package audit_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	. "zkweb/auth/audit"
)

// TestTally counts what a filter chooses, over all blocks.
func TestTally(t *testing.T) {
	t.Parallel()
	trail, entries := queried(t, UsualPace)
	counted := func(filter Filter) (said []string) {
		t.Helper()
		tallies, beyond, err := trail.Tally(t.Context(), filter)
		if err != nil || beyond != 0 {
			t.Fatal(beyond, err)
		}
		for _, tally := range tallies {
			var want Tally
			for _, entry := range entries {
				if entry.User != tally.User || entry.Event != tally.Event || entry.Outcome != tally.Outcome || entry.Cluster != tally.Cluster {
					continue
				}
				if want.Count++; want.First.IsZero() || entry.Time.Before(want.First) {
					want.First = entry.Time
				}
				if entry.Time.After(want.Last) {
					want.Last = entry.Time
				}
			}
			if filter.From.IsZero() && (tally.Count != want.Count || !tally.First.Equal(want.First) || !tally.Last.Equal(want.Last)) {
				t.Errorf("%+v, want %+v", tally, want)
			}
			said = append(said, tally.User+" "+string(tally.Event)+" "+string(tally.Outcome))
		}
		return said
	}
	if got, want := counted(Filter{}), []string{"alice node.raw ok", "alice node.read ok", "alice node.set ok", "alice sign_in ok", "bob node.read denied", "bob node.read ok", "bob node.set conflict"}; !slices.Equal(got, want) {
		t.Errorf("all is %q, want %q", got, want)
	}
	if got, want := counted(Filter{Cluster: "other", From: time.Now().Add(-2 * time.Hour)}), []string{"bob node.read ok", "bob node.set conflict"}; !slices.Equal(got, want) {
		t.Errorf("of a cluster is %q, want %q", got, want)
	}
	if got := counted(Filter{From: time.Now()}); len(got) != 0 {
		t.Errorf("after all of it is %q", got)
	}
	if got, want := counted(Filter{Events: []Event{SignIn, NodeRaw}}), []string{"alice node.raw ok", "alice sign_in ok"}; !slices.Equal(got, want) {
		t.Errorf("of two events is %q, want %q", got, want)
	}
}

// TestATallyNamesAFew of the addresses that somebody came from.
func TestATallyNamesAFew(t *testing.T) {
	t.Parallel()
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	for i := range 2 * MaxNamed {
		appendAll(t, trail, Entry{Event: SignIn, Outcome: OK, User: "alice", Verified: true, Role: "viewer", Address: fmt.Sprintf("192.0.2.%d", i)})
	}
	tallies, _, err := trail.Tally(t.Context(), Filter{})
	if err != nil || len(tallies) != 1 || tallies[0].Count != 2*MaxNamed || len(tallies[0].Addresses) != MaxNamed || !slices.Equal(tallies[0].Roles, []string{"viewer"}) {
		t.Errorf("%+v, %v", tallies, err)
	}
}

// TestTransactionsThatCannotBe are none.
func TestTransactionsThatCannotBe(t *testing.T) {
	t.Parallel()
	for zxids, want := range map[string][]Span{"": nil, "3,7-9": {{First: 3, Last: 3}, {First: 7, Last: 9}}, "0-3": nil, "5-3": nil, "3,x": nil} {
		if got := (&Batch{Zxids: zxids}).Transactions(); !slices.Equal(got, want) {
			t.Errorf("%q is read as %v, want %v", zxids, got, want)
		}
	}
}

// TestWhoWasShownASecret: by its own page, or by an export of all below one above it.
func TestWhoWasShownASecret(t *testing.T) {
	t.Parallel()
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	export := map[string]string{"format": "zip"}
	for _, entry := range []Entry{
		{Event: NodeReveal, Outcome: OK, User: "page", Path: "/a/b"},
		{Event: NodeReveal, Outcome: OK, User: "export above", Path: "/a", Settings: export},
		{Event: NodeReveal, Outcome: OK, User: "export of all", Path: "/", Settings: export},
		{Event: NodeReveal, Outcome: OK, User: "page above", Path: "/a"},
		{Event: NodeReveal, Outcome: OK, User: "below", Path: "/a/b/c"},
		{Event: NodeReveal, Outcome: OK, User: "beside", Path: "/a/bc", Settings: export},
		{Event: NodeExport, Outcome: OK, User: "masked", Path: "/a/b", Settings: export},
		{Event: NodeRead, Outcome: OK, User: "reader", Path: "/a/b"},
	} {
		if _, err := trail.Append(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	page, err := trail.Query(t.Context(), Filter{Revealed: "/a/b"})
	var who []string
	for _, entry := range page.Entries {
		who = append(who, entry.User)
	}
	if want := []string{"export of all", "export above", "page"}; err != nil || !slices.Equal(who, want) {
		t.Errorf("shown to %q (%v), want %q", who, err, want)
	}
	if _, err := trail.Query(t.Context(), Filter{Revealed: "nonsense"}); err == nil {
		t.Error("what is no path has been looked for")
	}
}
