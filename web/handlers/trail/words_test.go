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
