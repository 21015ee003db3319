package trail

import (
	"testing"

	"zkweb/auth/audit"
	"zkweb/web/words"
)

// TestTheTrailHasWordsForAllThatHappens checks that each event and outcome has its words.
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

// TestWhatAnEntryHoldsHasNames checks that settings of entries have names in the reader's language,
// and that others are shown unchanged.
func TestWhatAnEntryHoldsHasNames(t *testing.T) {
	entry := audit.Entry{Settings: map[string]string{"seen": "4", "log-level": "info"}}
	for w, want := range map[*words.Words]string{words.English: "Znodes seen", words.Chinese: "所见节点数"} {
		if facts := auditFacts(w, entry, 0); len(facts) != 2 || facts[0].Name != "log-level" || facts[1].Name != want {
			t.Errorf("%s names what an entry holds %v", w.Lang, facts)
		}
	}
}
