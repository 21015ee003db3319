package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/zktest"
)

// TestAnImportAtAServerThatTakesLess goes on in parts where it is in several transactions
// anyway, of which each is on record and can be taken back. One that is all or nothing is not
// made, and it is said what to do.
func TestAnImportAtAServerThatTakesLess(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{JavaProperties: map[string]string{"jute.maxbuffer": "100000"}})
	r := runRecordedOn(t, server, func(config *Config) { keeping(t, config) })
	r.fill(t, [2]string{"/box", ""})
	lines := func(n int) string {
		var file strings.Builder
		file.WriteString("#\n")
		for i := range n {
			fmt.Fprintf(&file, "/=n%03d=%s\n", i, strings.Repeat("x", 20_000))
		}
		return file.String()
	}
	v := r.member(t, string(people.Editor))
	refused := v.importFile(t, "/box", lines(10), http.StatusGatewayTimeout)
	if refused.Error == nil || refused.Error.Code != "dropped_large" || !strings.Contains(refused.Error.Message, "change less at once") || *refused.Made != 0 {
		t.Errorf("all or nothing: %+v", refused)
	}
	before, head := r.state(t, "/box"), r.head(t)
	if len(before) != 1 {
		t.Errorf("of all or nothing there is %d lines", len(before))
	}
	done := v.importFile(t, "/box", lines(30), http.StatusOK)
	if *done.Made != 30 || len(r.state(t, "/box")) != 31 {
		t.Errorf("%+v", done)
	}
	outcomes := map[audit.Outcome]int{}
	made := 0
	for _, entry := range r.entries(t, head) {
		outcomes[entry.Outcome]++
		switch {
		case entry.Outcome == audit.OK && entry.Batch != nil:
			made += entry.Batch.Count
		case entry.Outcome == audit.OK:
			made++
		}
	}
	if n := outcomes[audit.OK]; made != 30 || n != len(done.Entries) || outcomes[audit.Unknown] == 0 || outcomes[audit.Intent] != n+outcomes[audit.Unknown] {
		t.Errorf("on record: %d made, %v, entries %v", made, outcomes, done.Entries)
	}
	for i := range done.Entries {
		if got := v.post(t, fmt.Sprintf("/undo/%d", done.Entries[len(done.Entries)-1-i]), nil, "Accept", "application/json"); got.status != http.StatusOK {
			t.Fatalf("undo: %d %.300s", got.status, got.body)
		}
	}
	if after := r.state(t, "/box"); len(differ(before, after)) != 0 {
		t.Errorf("taken back: %q", after)
	}
}
