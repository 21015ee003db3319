package handlers

import (
	"encoding/csv"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/trail"
)

// TestReportOfASpan checks who had access and what they did, with the chain's head, as a page, as
// CSV and as JSON. The report is recorded, and only for people who see the trail, within their
// paths.
func TestReportOfASpan(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "carol", people.Admin, "/team")
	viewer, editor, auditor := r.member(t, "viewer"), r.member(t, "editor"), r.member(t, "auditor")
	if got := viewer.post(t, "/c/main/reveal/app/db", url.Values{"reason": {"an incident"}}); got.status != 200 {
		t.Fatalf("the reveal answers %d", got.status)
	}
	if got := editor.post(t, "/c/main/set/app/a", url.Values{"version": {"0"}, "data": {"new"}}); got.status != 303 {
		t.Fatalf("the change answers %d", got.status)
	}
	if got := viewer.post(t, "/c/main/set/app/a", url.Values{"version": {"1"}, "data": {"no"}}); got.status != 403 {
		t.Fatalf("the refused change answers %d", got.status)
	}
	before := r.head(t)
	for _, address := range []string{"/audit/report", "/audit/report?format=csv"} { // nobody takes one that another site chose
		if got := auditor.get(t, address, "Sec-Fetch-Site", "cross-site"); got.status != 303 || got.header.Get("Location") != "/audit" {
			t.Errorf("%s from another site: %d to %s", address, got.status, got.header.Get("Location"))
		}
	}

	report := decode[trail.ReportJSON](t, auditor.getJSON(t, "/audit/report"))
	at := func(user string) trail.ReportPersonJSON {
		i := slices.IndexFunc(report.People, func(p trail.ReportPersonJSON) bool { return p.User == user })
		if i < 0 {
			t.Fatalf("%s is not among %+v", user, report.People)
		}
		return report.People[i]
	}
	if p := at("viewer"); p.SignIns != 1 || p.Revealed != 1 || p.Refused != 1 || p.Changed != 0 || !p.Verified || !slices.Equal(p.Roles, []string{"viewer"}) || p.First == nil {
		t.Errorf("the viewer's row is %+v", p)
	}
	if p := at("editor"); p.Changed != 1 || p.Revealed != 0 || p.Refused != 0 {
		t.Errorf("the editor's row is %+v", p)
	}
	if report.Head.Seq < before || report.Head.Hash == "" {
		t.Errorf("the head is %+v", report.Head)
	}
	taken := slices.DeleteFunc(r.entries(t, before), func(e audit.Entry) bool { return e.Event != audit.AuditExport || e.Settings["report"] == "" })
	if len(taken) != 1 || taken[0].User != "auditor" {
		t.Errorf("on record is %+v", taken)
	}

	page := auditor.get(t, "/audit/report").body
	for _, want := range []string{"an incident", "/app/db", "zkweb audit verify --data-dir DIR --head ", "does not include this", "</html>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(auditor.get(t, "/audit/report?format=csv").body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]int{}
	for _, row := range rows[1:] {
		sections[row[0]]++
	}
	last := rows[len(rows)-1]
	if sections["revealed"] != 1 || sections["changed"] != 1 || sections["refused"] != 1 || sections["people"] < 3 || last[0] != "head" || len(last[len(last)-1]) != 64 {
		t.Errorf("the CSV has %v and ends in %q", sections, last)
	}

	for target, status := range map[string]int{
		"/audit/report?from=nonsense": 400, "/audit/report?from=2026-01-02&to=2026-01-01": 400, "/audit/report?format=pdf": 400, "/audit/report?from=2001-01-01&to=2001-02-01": 200,
	} {
		if got := auditor.get(t, target).status; got != status {
			t.Errorf("%s answers %d, want %d", target, got, status)
		}
	}
	if got := viewer.get(t, "/audit/report").status; got != 403 {
		t.Errorf("a viewer is answered %d", got)
	}
	if confined := r.member(t, "carol").get(t, "/audit/report").body; strings.Contains(confined, "/app/db") || strings.Contains(confined, "an incident") {
		t.Error("an admin of other paths sees the reveal")
	}
}

// TestWhoWasShownASecretIsOneClickAway checks the link from a znode, for people who see the trail.
func TestWhoWasShownASecretIsOneClickAway(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	viewer, admin := r.member(t, "viewer"), r.member(t, "admin")
	if got := viewer.post(t, "/c/main/reveal/app/db", nil); got.status != 200 {
		t.Fatalf("the reveal answers %d", got.status)
	}
	link := "/audit?cluster=main&revealed=%2Fapp%2Fdb"
	if page := admin.get(t, "/c/main/tree/app/db").body; !strings.Contains(page, strings.ReplaceAll(link, "&", "&amp;")) {
		t.Error("the znode's page does not link to it")
	}
	if page := viewer.get(t, "/c/main/tree/app/db").body; strings.Contains(page, "revealed=") {
		t.Error("a viewer is led there")
	}
	found := decode[trail.JSON](t, admin.getJSON(t, link))
	if len(found.Entries) != 2 || found.Entries[0].User != "viewer" || found.Entries[0].Event != audit.NodeReveal {
		t.Errorf("found are %+v", found.Entries)
	}
	if page := admin.get(t, link).body; !strings.Contains(page, "Who was shown the secrets") {
		t.Error("the page does not say what it is about")
	}
}

// TestRepeatedRefusalsAreOneLine checks the pages of the trail and of the report; JSON and CSV have
// each entry.
func TestRepeatedRefusalsAreOneLine(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	viewer, admin := r.member(t, "viewer"), r.member(t, "admin")
	for i := range 3 {
		if got := viewer.post(t, "/c/main/set/app/a", url.Values{"version": {strconv.Itoa(i)}, "data": {"no"}}); got.status != 403 {
			t.Fatalf("the refused change answers %d", got.status)
		}
	}
	const target = "/audit?user=viewer&event=node.set"
	if page := admin.get(t, target).body; strings.Count(page, `title="node.set"`) != 1 || !strings.Contains(page, "3 times in a row") {
		t.Error("the page does not say it in one line")
	}
	if found := decode[trail.JSON](t, admin.getJSON(t, target)); len(found.Entries) != 3 {
		t.Errorf("JSON has %d", len(found.Entries))
	}
	if page := admin.get(t, "/audit/report").body; strings.Count(page, `title="node.set"`) != 1 || !strings.Contains(page, "3 times in a row") {
		t.Error("the report does not say it in one line")
	}
	if rows := admin.get(t, "/audit/report?format=csv").body; strings.Count(rows, `"refused","2`) != 3 {
		t.Errorf("the CSV has %d", strings.Count(rows, `"refused","2`))
	}
}
