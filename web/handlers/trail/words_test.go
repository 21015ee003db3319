package trail

import (
	"testing"

	"zkweb/auth/audit"
	"zkweb/web/words"
)

// TestTheTrailHasWordsForAllThatHappens.
func TestTheTrailHasWordsForAllThatHappens(t *testing.T) {
	for _, event := range audit.Events() {
		if words.English.Trail.Events[string(event)] == "" {
			t.Errorf("there is no word for %s", event)
		}
	}
	for _, outcome := range audit.Outcomes() {
		if words.English.Trail.Outcomes[string(outcome)] == "" {
			t.Errorf("there is no word for %s", outcome)
		}
	}
}

// TestWhatAnEntryHoldsHasNames that readers know, in their language; what has none is named as it is.
func TestWhatAnEntryHoldsHasNames(t *testing.T) {
	entry := audit.Entry{Settings: map[string]string{"seen": "4", "log-level": "info"}}
	for w, want := range map[*words.Words]string{words.English: "Znodes seen", words.Chinese: "所见节点数"} {
		if facts := auditFacts(w, entry, 0); len(facts) != 2 || facts[0].Name != "log-level" || facts[1].Name != want {
			t.Errorf("%s names what an entry holds %v", w.Lang, facts)
		}
	}
}
