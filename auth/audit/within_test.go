package audit_test

import (
	"strings"
	"testing"

	. "zkweb/auth/audit"
)

// TestZnodesOutsideAreNotNamed by what an entry says beside its own znode; those on the way to
// one's own are no secret, and who sees all of the trail sees all of it.
func TestZnodesOutsideAreNotNamed(t *testing.T) {
	settings := []struct {
		event       Event
		name, value string
		told        bool
	}{
		{NodeSearch, "with", "main:/app/b", true},
		{NodeSearch, "with", "main:/app", true},
		{NodeSearch, "with", "main:/", true},
		{NodeSearch, "with", "main:/team", false},
		{NodeSearch, "with", "main:/app/b-2", false},
		{NodeSearch, "with", "main:/app/c/" + strings.Repeat("x", MaxText), false}, // which is cut
		{NodeSearch, "with", "other:/any", true},
		{NodeSearch, "with", "third:/app/b", false},
		{NodeSearch, "with", "export:main:/app/b", true},
		{NodeSearch, "with", "export:main:/team", false},
		{NodeSearch, "with", "export:", true},
		{NodeSearch, "name", "main:/team", true}, // as somebody typed it
		{ShareMake, "with", "main:/team", false},
		{AuditExport, "query", "?format=csv&user=alice", true},
		{AuditExport, "query", "?format=csv&path=%2Fapp%2Fb%2Fx", true},
		{AuditExport, "query", "?format=csv&path=%2Fteam", false},
		{AuditExport, "query", "?format=csv&revealed=%2Fteam", false},
		{AuditExport, "query", "?path=%2Fteam%2Fsecre%", false}, // which was cut
		{AuditExport, "report", "/audit/report?from=2026-01-01", true},
	}
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	for _, of := range settings {
		entry := Entry{Event: of.event, Outcome: OK, Cluster: "main", Settings: map[string]string{of.name: of.value, "seen": "1"}}
		if of.event != AuditExport {
			entry.Path = "/app/b"
		}
		appendAll(t, trail, entry)
	}
	for name, filter := range map[string]Filter{"confined": {Within: scopes("main /app/b", "other /")}, "all": {}} {
		at := len(settings)
		for entry, err := range trail.Entries(t.Context(), filter) {
			if err != nil {
				t.Fatal(err)
			}
			at--
			of, got := settings[at], entry.Settings[settings[at].name]
			told := strings.HasPrefix(of.value, strings.TrimSuffix(got, "…")) && got != "…"
			if told != (of.told || name == "all") || !told && got != "…" || entry.Settings["seen"] != "1" {
				t.Errorf("%s: of %s %s=%.60s is told %v", name, of.event, of.name, of.value, entry.Settings)
			}
		}
		if at != 0 {
			t.Errorf("%s: %d entries are not seen", name, at)
		}
	}
}

// TestAStartNamesNoServers to those who see some scopes only.
func TestAStartNamesNoServers(t *testing.T) {
	trail := openTrail(t, t.TempDir(), Config{}, UsualPace)
	appendAll(t, trail, Entry{Event: ConsoleStart, Outcome: OK, Settings: map[string]string{"clusters": "other=zk1:2181"}})
	for told, filter := range map[int]Filter{0: {Within: scopes("main /")}, 1: {}} {
		page, err := trail.Query(t.Context(), filter)
		if err != nil || len(page.Entries) != 1 || len(page.Entries[0].Settings) != told {
			t.Errorf("within %v: %+v, %v", filter.Within, page.Entries, err)
		}
	}
}
