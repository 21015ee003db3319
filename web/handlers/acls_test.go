package handlers

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/find"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// reportedACLs is find.ACLsJSON as a client reads it.
type reportedACLs struct {
	find.ACLsJSON
	Entries []struct {
		Path, Open string
		ACL        []struct{ Scheme, ID, Perms string }
		Znodes     int
	} `json:"entries"`
}

// acls requests a report as JSON, and returns its entries as texts.
func (v *visitor) acls(t *testing.T, target string) (entries []string, report reportedACLs) {
	t.Helper()
	got := v.getJSON(t, "/c/main/acls"+target)
	if got.status != http.StatusOK {
		t.Fatalf("%s: %d %.300s", target, got.status, got.body)
	}
	report = decode[reportedACLs](t, got)
	for _, entry := range report.Entries {
		var said []string
		for _, acl := range entry.ACL {
			said = append(said, acl.Scheme+":"+acl.ID+":"+acl.Perms)
		}
		entries = append(entries, strings.TrimSpace(fmt.Sprint(entry.Znodes, " ", entry.Path, " ", strings.Join(said, ","), " ", entry.Open)))
	}
	return entries, report
}

// restrict creates a znode with the given ACL, to which it adds all permissions for boss.
func (r *recordedTeam) restrict(t *testing.T, path string, acl ...znode.ACL) {
	t.Helper()
	if _, err := znode.Create(r.context, r.boss, parsePath(t, path), nil, append(acl, bossDoes), znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
}

var (
	anyoneReads = znode.ACL{Scheme: "world", ID: "anyone", Perms: znode.PermRead}
	bossDoes    = znode.ACL{Scheme: "auth", Perms: znode.PermAll}
)

// boss is the entry of bossDoes as people without ADMIN see it.
const boss = ",digest:boss:x:cdrwa"

func TestACLReport(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.restrict(t, "/report", anyoneReads)
	for _, path := range []string{"/report/a", "/report/a/b", "/report/z"} {
		r.restrict(t, path, anyoneReads)
	}
	r.restrict(t, "/report/c", anyoneReads, znode.ACL{Scheme: "world", ID: "anyone", Perms: znode.PermCreate})
	r.restrict(t, "/report/c/d", anyoneReads)
	r.restrict(t, "/report/here", anyoneReads, znode.ACL{Scheme: "ip", ID: "127.0.0.0/8", Perms: znode.PermWrite})
	r.restrict(t, "/report/=cmd()", anyoneReads, znode.ACL{Scheme: "digest", ID: "+x:y,\"z\"", Perms: znode.PermWrite})
	r.restrict(t, "/report/<b>")
	v := r.member(t, string(people.Auditor))
	before := r.head(t)
	entries, report := v.acls(t, "/report")
	want := []string{
		"1 /report/c world:anyone:r,world:anyone:c" + boss + " anyone", "1 /report/here world:anyone:r,ip:127.0.0.0/8:w" + boss + " console",
		"4 /report world:anyone:r" + boss, `1 /report/=cmd() world:anyone:r,digest:+x:x:w` + boss, "1 /report/c/d world:anyone:r" + boss,
	}
	if !slices.Equal(entries, want) || report.Seen != 9 || report.Denied != 1 || !slices.Equal(report.DeniedPaths, []string{"/report/<b>"}) || report.Stopped != "" || report.Cut != 0 {
		t.Errorf("%q, %+v", entries, report)
	}
	r.head(t)
	recorded := r.entries(t, before)
	if len(recorded) != 1 || recorded[0].Event != audit.NodeSearch || recorded[0].Path != "/report" || recorded[0].Outcome != audit.OK ||
		recorded[0].Settings["report"] != "acls" || recorded[0].Settings["seen"] != "9" || recorded[0].Settings["entries"] != "5" {
		t.Errorf("recorded %+v", recorded)
	}

	page := v.get(t, "/c/main/acls/report").body
	said := pageText(t, page)
	w := words.English.ACLs
	for _, text := range []string{w.Opens["anyone"], w.About["console"], w.Opens[""], "9 znodes seen", "You may not read 1 znode, or it is too large: /report/<b>", words.English.ACL.Console, "/report/=cmd()"} {
		if !strings.Contains(said, text) {
			t.Errorf("the page does not say %q: %s", text, said)
		}
	}
	if strings.Contains(page, "/<b>") || !strings.HasSuffix(page, "</html>") {
		t.Error("a name is markup, or the page is cut off")
	}
	if said := pageText(t, v.get(t, "/c/main/acls/report/a").body); !strings.Contains(said, w.Closed) {
		t.Errorf("where nobody may change anything: %s", said)
	}
	long := []znode.ACL{anyoneReads}
	for i := range 25 {
		long = append(long, znode.ACL{Scheme: "ip", ID: fmt.Sprintf("10.0.0.%d", i), Perms: znode.PermRead})
	}
	r.restrict(t, "/long", long...)
	if said := pageText(t, v.get(t, "/c/main/acls/long").body); !strings.Contains(said, w.MoreOfIt(7)) || !strings.Contains(said, "10.0.0.18") || strings.Contains(said, "10.0.0.19") {
		t.Errorf("of an ACL of many entries: %s", said)
	}
}

func TestACLReportAsCSV(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.restrict(t, "/report", anyoneReads)
	r.restrict(t, "/report/=cmd()", anyoneReads, znode.ACL{Scheme: "digest", ID: "+x,\"y\":z", Perms: znode.PermWrite})
	v := r.member(t, string(people.Auditor))
	got := v.get(t, "/c/main/acls/report?format=csv")
	rows, err := csv.NewReader(strings.NewReader(got.body)).ReadAll()
	want := [][]string{
		{"path", "scheme", "id", "perms", "znodes"},
		{"/report", "world", "anyone", "r", "1"}, {"/report", "digest", "boss:x", "cdrwa", "1"},
		{"/report/=cmd()", "world", "anyone", "r", "1"}, {"/report/=cmd()", "digest", `'+x,"y":x`, "w", "1"}, {"/report/=cmd()", "digest", "boss:x", "cdrwa", "1"},
	}
	if err != nil || !slices.EqualFunc(rows, want, slices.Equal) {
		t.Errorf("%v %q", err, rows)
	}
	disposition := got.header.Get("Content-Disposition")
	if got.header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.HasPrefix(disposition, "attachment; filename=zkweb-acls-main-") || strings.Contains(disposition, "partial") || got.header.Get("Zkweb-Partial") != "" {
		t.Errorf("%v", got.header)
	}
	r.restrict(t, "/report/private")
	got = v.get(t, "/c/main/acls/report?format=csv&max_znodes=3")
	if !strings.Contains(got.header.Get("Content-Disposition"), "-partial.csv") || got.header.Get("Zkweb-Partial") != "denied" {
		t.Errorf("with a part denied: %v", got.header)
	}
	got = v.get(t, "/c/main/acls/?format=csv&max_znodes=1")
	if got.header.Get("Zkweb-Partial") != "znodes" {
		t.Errorf("cut off: %v", got.header)
	}
	refused := v.getJSON(t, "/c/main/acls/?format=xml")
	if answer := decode[errorAnswer](t, refused); refused.status != http.StatusBadRequest || answer.Error.Code != string(znode.CodeACLsFormat) {
		t.Errorf("another form: %d %+v", refused.status, answer)
	}
}

// TestACLReportTellsNobodyMoreThanPages checks that the report contains nothing from outside the
// person's paths.
func TestACLReportTellsNobodyMoreThanPages(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "confined", people.Viewer, "/app/a", "/team/y")
	hush := znode.ACL{Scheme: "digest", ID: "hush:hash", Perms: znode.PermRead}
	r.restrict(t, "/app/hush", anyoneReads, hush)
	r.restrict(t, "/app/a/seen", anyoneReads)
	v := r.member(t, "confined")
	entries, report := v.acls(t, "/")
	if want := []string{"2 /app/a world:anyone:cdrwa anyone", "2 /team/y world:anyone:cdrwa anyone", "1 /app/a/seen world:anyone:r" + boss}; !slices.Equal(entries, want) {
		t.Errorf("%q", entries)
	}
	if !slices.Equal(report.DeniedPaths, []string{"/", "/app", "/team"}) {
		t.Errorf("denied %q", report.DeniedPaths)
	}
	for _, target := range []string{"/", "/?format=csv"} {
		if got := v.get(t, "/c/main/acls"+target); got.status != http.StatusOK || strings.Contains(got.body, "hush") || strings.Contains(got.body, "/app/b") || strings.Contains(got.body, "zookeeper/") {
			t.Errorf("%s: %d %.2000s", target, got.status, got.body)
		}
	}
	before := r.head(t)
	if got := v.get(t, "/c/main/acls/app/hush?format=csv"); got.status != http.StatusForbidden {
		t.Errorf("outside: %d", got.status)
	}
	r.head(t)
	if entries := r.entries(t, before); len(entries) != 1 || entries[0].Outcome != audit.Denied {
		t.Errorf("recorded %+v", entries)
	}
}
