package trail

import (
	"slices"
	"testing"

	"zkweb/auth/audit"
	"zkweb/web/words"
)

// TestAReportTellsOfAllThatIsRecorded checks that events without a section are counted for each
// person, or recorded only if refused.
func TestAReportTellsOfAllThatIsRecorded(t *testing.T) {
	counted := []audit.Event{audit.SignIn, audit.SignOut, audit.NodeRead, audit.NodeSearch, audit.SessionRead, audit.AuditRead}
	for _, section := range reportSections {
		counted = append(counted, section.events...)
		for language, of := range map[string]*words.Words{"English": words.English, "Chinese": words.Chinese} {
			if of.Report.Sections[section.key] == "" {
				t.Errorf("the section %s has no title in %s", section.key, language)
			}
		}
	}
	for _, event := range audit.Events() {
		if !slices.Contains(counted, event) {
			t.Errorf("no section has %s", event)
		}
	}
}
