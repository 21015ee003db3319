package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/auth/people"
	web "zkweb/web/handlers/people"
	"zkweb/web/handlers/trail"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// The secrets of the tests. No log, no trail and no page that masks may contain them.
const (
	secretValue = "hunter2-is-no-password"
	secretToken = "tok-4711-0815"
)

// recordedTeam is a team whose console keeps a trail.
type recordedTeam struct {
	*team
	dir   string
	lines *log // the trail as JSON lines
}

// runRecorded starts a console with a trail, and with people of each role, named like their role,
// whose paths are not limited.
func runRecorded(t *testing.T, change func(*Config)) *recordedTeam {
	t.Helper()
	return runRecordedOn(t, zktest.Run(t), change)
}

func runRecordedOn(t *testing.T, server *zktest.Server, change func(*Config)) *recordedTeam {
	t.Helper()
	r := &recordedTeam{dir: t.TempDir(), lines: &log{}}
	r.team = runTeamOn(t, server, func(config *Config) {
		trail, err := sqlite.Open(r.dir, audit.Config{Log: r.lines, Logger: config.Logger})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := trail.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
		config.Rules.Trail = trail
		config.Rules.AllowWrites = true
		if change != nil {
			change(config)
		}
	})
	for _, role := range people.Roles {
		r.add(t, string(role), role, "/")
	}
	for path, data := range map[string]string{
		"/app/db":    `{"user":"shop","password":"` + secretValue + `"}`,
		"/app/token": secretToken,
	} {
		if _, err := znode.Create(r.context, r.boss, parsePath(t, path), []byte(data), open, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// entries returns the entries of the trail after seq, the oldest first.
func (r *recordedTeam) entries(t *testing.T, seq int64) []audit.Entry {
	t.Helper()
	var found []audit.Entry
	for entry, err := range r.config.Rules.Trail.Entries(r.context, audit.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if entry.Seq > seq {
			found = append(found, entry)
		}
	}
	slices.Reverse(found)
	return found
}

func (r *recordedTeam) head(t *testing.T) int64 {
	t.Helper()
	if _, err := r.config.Rules.Trail.Query(r.context, audit.Filter{}); err != nil { // looks have been written when it returns
		t.Fatal(err)
	}
	return r.config.Rules.Trail.Head().Seq
}

// identity returns the fields that all entries about a visitor share.
func (r *recordedTeam) identity(t *testing.T, v *visitor) audit.Entry {
	t.Helper()
	me := decode[web.JSONMe](t, v.get(t, "/c/main/me"))
	events := v.listen(t, "main")
	state, _ := events.await(t, "CONNECTED")
	for _, console := range r.site.Auth.Sessions() {
		if signIn := console.SignIn("main"); signIn != nil && signIn.Person().User == me.User {
			return audit.Entry{
				User: me.User, Verified: true, Role: me.Role, Address: "127.0.0.1", Cluster: "main",
				Identities: []string{"digest:" + me.User}, ConsoleSession: console.ID, Session: state.Session,
			}
		}
	}
	t.Fatalf("%s has no console session", me.User)
	return audit.Entry{}
}

// step is an action and the entries that it leaves.
type step struct {
	name   string
	do     func() answer
	status int
	want   func() []audit.Entry // without the fields about the person and the request
}

// leaves returns a want func for entries that are known beforehand.
func leaves(entries ...audit.Entry) func() []audit.Entry {
	return func() []audit.Entry { return entries }
}

// follow does the steps and compares every field of their entries.
func (r *recordedTeam) follow(t *testing.T, who audit.Entry, steps []step) {
	t.Helper()
	for _, step := range steps {
		before := r.head(t)
		got := step.do()
		if got.status != step.status {
			t.Errorf("%s: %d, want %d: %.300s", step.name, got.status, step.status, got.body)
		}
		entries := r.entries(t, before)
		wanted := step.want()
		if len(entries) != len(wanted) {
			t.Errorf("%s left %d entries, want %d:\n%s", step.name, len(entries), len(wanted), told(entries))
			continue
		}
		for i, entry := range entries {
			want := wanted[i]
			if want.User == "" {
				want.User, want.Verified, want.Role, want.Identities = who.User, who.Verified, who.Role, who.Identities
				want.ConsoleSession, want.Session = who.ConsoleSession, who.Session
			}
			want.Address, want.Cluster = "127.0.0.1", "main"
			want.Seq, want.RequestID = before+int64(i)+1, got.header.Get("X-Request-Id")
			if time.Since(entry.Time) > time.Minute || len(entry.Hash) != 64 {
				t.Errorf("%s: time %s, hash %q", step.name, entry.Time, entry.Hash)
			}
			want.Time, want.Hash, want.Zxid = entry.Time, entry.Hash, entry.Zxid
			entry = inCodes(entry)
			if !reflect.DeepEqual(entry, want) {
				t.Errorf("%s, entry %d:\n got %s\nwant %s", step.name, i, told([]audit.Entry{entry}), told([]audit.Entry{want}))
			}
		}
	}
}

// inCodes replaces an entry's error text by its code, without arguments.
func inCodes(entry audit.Entry) audit.Entry {
	if entry.Code != "" {
		entry.Error, entry.Code, entry.Args = string(entry.Code), "", nil
	}
	return entry
}

func told(entries []audit.Entry) string {
	var lines bytes.Buffer
	for _, entry := range entries {
		line, _ := json.Marshal(entry) // it holds only texts and numbers
		lines.Write(append(line, '\n'))
	}
	return lines.String()
}

func (r *recordedTeam) data(t *testing.T, path string) *audit.Data {
	t.Helper()
	data, stat, err := r.boss.Get(r.context, parsePath(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return &audit.Data{Version: stat.Version, Mzxid: stat.Mzxid, Length: len(data), Hash: r.config.Rules.Trail.KeyedHash("main", parsePath(t, path), data)}
}

const (
	outside = "outside_paths"
	asEd    = "role_forbids"
)

// TestTheTrailOfAJourney follows an editor and compares every field of every entry.
func TestTheTrailOfAJourney(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "ed", people.Editor, "/app")
	denied := func(event audit.Event, path, why string) audit.Entry {
		return audit.Entry{Event: event, Path: path, Outcome: audit.Denied, Error: why}
	}
	ok := func(event audit.Event, path string) audit.Entry {
		return audit.Entry{Event: event, Path: path, Outcome: audit.OK}
	}
	searched := func(part string) audit.Entry {
		return audit.Entry{Event: audit.NodeSearch, Path: "/app", Outcome: audit.OK, Settings: map[string]string{"q": part}}
	}
	v := r.member(t, "ed")
	who := r.identity(t, v)
	before := r.data(t, "/app/b")
	read := func(target string) func() answer { return func() answer { return v.getJSON(t, target) } }
	post := func(target string, fields ...string) func() answer {
		form := url.Values{}
		for i := 0; i < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		return func() answer { return v.post(t, target, form, "Accept", "application/json") }
	}
	hash := func(data []byte) string { return r.config.Rules.Trail.KeyedHash("main", parsePath(t, "/app/b"), data) }
	seen := r.data(t, "/app/db")

	r.follow(t, who, []step{
		{"a look", read("/c/main/tree/app/a"), 200, leaves(ok(audit.NodeRead, "/app/a"))},
		{"the same look within a minute", read("/c/main/tree/app/a"), 200, leaves()},
		{"its page", func() answer { return v.get(t, "/c/main/tree/app/a") }, 200, leaves()},
		{"its stat", read("/c/main/stat/app/a"), 200, leaves()},
		{"a stat outside", read("/c/main/stat/team/y"), 403, leaves(denied(audit.NodeRead, "/team/y", outside))},
		{"its branch", func() answer { return v.get(t, "/c/main/branch/app/a/deep") }, 200, leaves(ok(audit.NodeRead, "/app/a/deep"))},
		{"a search", read("/c/main/tree/app?q=a"), 200, leaves(ok(audit.NodeRead, "/app"), searched("a"))},
		{"the same search within a minute, and another", func() answer {
			read("/c/main/tree/app?q=a&sort=-name")()
			return v.get(t, "/c/main/tree/app?q=b")
		}, 200, leaves(searched("b"))},
		{"a look at what is not there", read("/c/main/tree/app/none"), 404, leaves()},
		{"a look outside", read("/c/main/tree/team/x"), 403, leaves(denied(audit.NodeRead, "/team/x", outside))},
		{"the same look outside", read("/c/main/tree/team/x"), 403, leaves()},
		{"a download", read("/c/main/raw/app/a"), 200, leaves(ok(audit.NodeRaw, "/app/a"))},
		{"the same download", read("/c/main/raw/app/a"), 200, leaves(ok(audit.NodeRaw, "/app/a"))},
		{"a reveal", post("/c/main/reveal/app/db", "reason", " to find the fault "), 200, leaves(
			audit.Entry{Event: audit.NodeReveal, Path: "/app/db", Outcome: audit.Intent, Reason: "to find the fault"},
			audit.Entry{Event: audit.NodeReveal, Path: "/app/db", Outcome: audit.OK, Reason: "to find the fault", Before: seen},
			ok(audit.NodeRead, "/app/db"),
		)},
		{"a reveal of what is not there", post("/c/main/reveal/app/none"), 404, leaves(
			audit.Entry{Event: audit.NodeReveal, Path: "/app/none", Outcome: audit.Intent},
			audit.Entry{Event: audit.NodeReveal, Path: "/app/none", Outcome: audit.Failed, Error: "no_node"},
		)},
		{"a reveal outside", post("/c/main/reveal/team/x"), 403, leaves(denied(audit.NodeReveal, "/team/x", outside))},
		{"a change", post("/c/main/set/app/b", "data", "new", "version", "0"), 200, func() []audit.Entry {
			return []audit.Entry{
				{Event: audit.NodeSet, Path: "/app/b", Outcome: audit.Intent, Before: before, After: &audit.Data{Version: 1, Length: 3, Hash: hash([]byte("new"))}},
				{Event: audit.NodeSet, Path: "/app/b", Outcome: audit.OK, Before: before, After: r.data(t, "/app/b")},
			}
		}},
		{"a change outside", post("/c/main/set/team/x", "data", "new", "version", "0"), 403, leaves(denied(audit.NodeSet, "/team/x", outside))},
		{"a creation outside", post("/c/main/create/team", "name", "mine"), 403, leaves(denied(audit.NodeCreate, "/team/mine", outside))},
		{"a form for one, which has no name yet", read("/c/main/create/team"), 403, leaves(denied(audit.NodeCreate, "/team", outside))},
		{"a creation from so much that it is not read", post("/c/main/create/team/x", "name", "mine", "data", strings.Repeat("x", 1<<20)), 403, leaves(denied(audit.NodeCreate, "/team/x", outside))},
		{"an import outside", read("/c/main/import/team/y"), 403, leaves(denied(audit.NodeCreate, "/team/y", outside))},
		{"the trail", read("/audit"), 403, leaves(denied(audit.AuditRead, "", asEd))},
		{"an export", read("/audit?format=csv"), 403, leaves(denied(audit.AuditRead, "", asEd))},
		{"the sessions", read("/sessions"), 403, leaves(denied(audit.SessionRead, "", asEd))},
		{"the end of a session", post("/sessions/" + who.ConsoleSession + "/end"), 403, leaves(denied(audit.SessionEnd, "", asEd))},
		{"the sign-out", func() answer { return v.post(t, "/logout", nil) }, 303, leaves(audit.Entry{Event: audit.SignOut, Outcome: audit.OK})},
		{"another sign-out", func() answer { return v.post(t, "/logout", nil) }, 303, leaves()},
	})
}

// TestSignInsAreRecorded checks that the trail records who signed in, and who was refused and why,
// without what was typed as a password.
func TestSignInsAreRecorded(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, func(config *Config) { config.SignInLimit = 4 })
	if err := r.admin.Disable(r.context, "auditor"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		form   url.Values
		status int
		want   audit.Entry
	}{
		{"right", credentialsForm("viewer", rightOne), 303, audit.Entry{User: "viewer", Verified: true, Role: "viewer", Identities: []string{"digest:viewer"}, Outcome: audit.OK}},
		{"disabled", credentialsForm("auditor", rightOne), 401, audit.Entry{User: "auditor", Outcome: audit.Denied, Code: "user_disabled"}},
		{"a wrong password", credentialsForm("viewer", secretValue), 401, audit.Entry{User: "viewer", Outcome: audit.Denied, Code: "password_wrong"}},
		{"a password typed as the name", credentialsForm(secretValue, rightOne), 401, audit.Entry{User: r.config.Rules.Trail.KeyedName(secretValue), Outcome: audit.Denied, Code: "user_unknown"}},
		{"beyond the limit", credentialsForm("viewer", rightOne), 429, audit.Entry{Outcome: audit.Denied, Code: znode.CodeTooManySignIns}},
	} {
		before := r.head(t)
		got := r.visitor(t).post(t, "/login", test.form, "Accept", "application/json")
		entries := r.entries(t, before)
		if got.status != test.status || len(entries) != 1 {
			t.Errorf("%s: %d and %d entries, want %d and one: %s", test.name, got.status, len(entries), test.status, told(entries))
			continue
		}
		entry, want := entries[0], test.want
		if came := test.status == 303; (len(entry.ConsoleSession) == 16) != came || strings.HasPrefix(entry.Session, "0x") != came {
			t.Errorf("%s: console session %q, ZooKeeper session %q", test.name, entry.ConsoleSession, entry.Session)
		}
		want.Event, want.Address, want.Cluster = audit.SignIn, "127.0.0.1", "main"
		want.Seq, want.Time, want.Hash, want.RequestID = entry.Seq, entry.Time, entry.Hash, got.header.Get("X-Request-Id")
		want.ConsoleSession, want.Session = entry.ConsoleSession, entry.Session
		if !reflect.DeepEqual(entry, want) {
			t.Errorf("%s:\n got %s\nwant %s", test.name, told(entries), told([]audit.Entry{want}))
		}
	}
	before := r.head(t)
	r.visitor(t).post(t, "/login", credentialsForm("viewer", rightOne))
	if again := r.entries(t, before); len(again) != 0 {
		t.Errorf("another attempt beyond the limit is recorded again: %s", told(again))
	}
	r.holdNoSecrets(t)
}

// holdNoSecrets checks the log, the database with its other files, and the JSON lines.
func (r *recordedTeam) holdNoSecrets(t *testing.T) {
	t.Helper()
	places := map[string]string{"the log": r.logged.String(), "the JSON lines": r.lines.String()}
	files, err := os.ReadDir(r.dir)
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files in the data directory, %v", len(files), err)
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(r.dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		places[file.Name()] = string(content)
	}
	for place, text := range places {
		for _, secret := range []string{rightOne, bossPassword, secretValue, secretToken} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is in %s", secret, place)
			}
		}
	}
}

// TestAuditPage checks what each filter selects, as JSON and on the page.
func TestAuditPage(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	viewer := r.member(t, "viewer")
	for _, target := range []string{"/c/main/tree/app/a", "/c/main/tree/app/a/deep", "/c/main/tree/apple", "/c/main/raw/app/a"} {
		if got := viewer.getJSON(t, target); got.status != 200 {
			t.Fatalf("%s: %d", target, got.status)
		}
	}
	r.member(t, "auditor").post(t, "/c/main/reveal/app/token", nil)
	admin := r.member(t, "admin")
	all := r.entries(t, 0)
	list := func(query string) []string {
		var found []string
		for _, entry := range decode[trail.JSON](t, admin.getJSON(t, "/audit?"+query)).Entries {
			found = append(found, fmt.Sprintf("%s %s %s %s", entry.User, entry.Event, entry.Outcome, entry.Path))
		}
		return found
	}
	at := func(i int) string { return url.QueryEscape(all[i].Time.Format(time.RFC3339Nano)) }
	for _, test := range []struct {
		query string
		want  []string
	}{
		{"", []string{
			"admin sign_in ok ", "auditor node.reveal denied /app/token", "auditor sign_in ok ", "viewer node.raw ok /app/a",
			"viewer node.read ok /apple", "viewer node.read ok /app/a/deep", "viewer node.read ok /app/a", "viewer sign_in ok ",
		}},
		{"user=auditor", []string{"auditor node.reveal denied /app/token", "auditor sign_in ok "}},
		{"path=/app/a", []string{"viewer node.raw ok /app/a", "viewer node.read ok /app/a/deep", "viewer node.read ok /app/a"}},
		{"event=sign_in", []string{"admin sign_in ok ", "auditor sign_in ok ", "viewer sign_in ok "}},
		{"outcome=denied", []string{"auditor node.reveal denied /app/token"}},
		{"cluster=main&event=node.raw", []string{"viewer node.raw ok /app/a"}},
		{"cluster=other", nil},
		{"from=" + at(6), []string{"admin sign_in ok ", "auditor node.reveal denied /app/token"}},
		{"to=" + at(1), []string{"viewer sign_in ok "}},
		{"from=2100-01-01", nil},
		{"to=2000-01-01T00:00", nil},
	} {
		if got := list(test.query); !slices.Equal(got, test.want) {
			t.Errorf("%q gives\n%s\nwant\n%s", test.query, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
		page := admin.get(t, "/audit?"+test.query)
		if rows := strings.Count(page.body, `<td class="when">`); page.status != 200 || rows != len(test.want) {
			t.Errorf("%q: the page (%d) has %d rows, want %d", test.query, page.status, rows, len(test.want))
		}
		if none := strings.Contains(page.body, "No entry matches this filter."); none != (test.want == nil) {
			t.Errorf("%q: the page says that there is none: %t", test.query, none)
		}
	}
	for _, query := range []string{"event=nonsense", "outcome=nonsense", "path=a", "from=yesterday", "after=nonsense", "user=%zz", "format=pdf"} {
		got := admin.getJSON(t, "/audit?"+query)
		if kind := decode[errorAnswer](t, got).Error.Kind; got.status != 400 || kind != "invalid" {
			t.Errorf("%s: %d %s", query, got.status, kind)
		}
	}
	node := admin.get(t, "/c/main/tree/app/a").body
	if !strings.Contains(node, `<a href="/audit?cluster=main&amp;path=%2Fapp%2Fa">Activity`) {
		t.Error("a znode's page does not link to its entries for an admin")
	}
	if strings.Contains(viewer.get(t, "/c/main/tree/app/a").body, "/audit") {
		t.Error("a znode's page links to the trail for a viewer")
	}
	r.holdNoSecrets(t)
}

func TestAuditInPages(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	for i := range 250 {
		entry := audit.Entry{Event: audit.NodeSet, Outcome: audit.OK, User: "many", Cluster: "main", Path: fmt.Sprintf("/n%03d", i)}
		if _, err := r.config.Rules.Trail.Append(r.context, entry); err != nil {
			t.Fatal(err)
		}
	}
	admin := r.member(t, "admin")
	next, row := "", 249
	for _, rows := range []int{100, 100, 50} {
		found := decode[trail.JSON](t, admin.getJSON(t, "/audit?user=many&after="+next))
		if len(found.Entries) != rows || found.Partial {
			t.Fatalf("%d entries, partial %t; want %d", len(found.Entries), found.Partial, rows)
		}
		for _, entry := range found.Entries {
			if want := fmt.Sprintf("/n%03d", row); entry.Path != want {
				t.Fatalf("%s in the place of %s", entry.Path, want)
			}
			row--
		}
		page := admin.get(t, "/audit?user=many&after="+next).body
		if older := strings.Contains(page, `rel="next"`); older != (found.Next != nil) {
			t.Errorf("the page links to older entries: %t; there are some: %t", older, found.Next != nil)
		}
		next = ""
		if found.Next != nil {
			next = *found.Next
		}
	}
	if next != "" || row != -1 {
		t.Errorf("after the last page: next %q, row %d", next, row)
	}
}

func TestAuditExport(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	viewer := r.member(t, "viewer")
	for _, path := range []string{"/app", "/app/a", "/apple"} {
		viewer.getJSON(t, "/c/main/tree"+path)
	}
	admin := r.member(t, "admin")
	who := r.identity(t, admin)
	want := []string{"/app/a", "/app"}

	before := r.head(t)
	if got := admin.do(t, http.MethodHead, "/audit?format=csv", ""); got.status != 200 || got.body != "" || got.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("HEAD: %d %s", got.status, got.header.Get("Content-Type"))
	}
	for _, site := range []string{"cross-site", "same-site"} { // nobody exports what another site chose
		got := admin.get(t, "/audit?path=/app&event=node.read&format=csv", "Sec-Fetch-Site", site)
		if got.status != http.StatusSeeOther || got.header.Get("Location") != "/audit?event=node.read&path=%2Fapp" {
			t.Errorf("%s: %d to %s", site, got.status, got.header.Get("Location"))
		}
	}
	got := admin.get(t, "/audit?path=/app&event=node.read&format=jsonl")
	var paths []string
	for line := range strings.Lines(got.body) {
		var entry audit.Entry
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, entry.Path)
	}
	if got.status != 200 || got.header.Get("Content-Type") != "application/jsonl; charset=utf-8" || !slices.Equal(paths, want) {
		t.Errorf("%d %s, paths %q; want %q", got.status, got.header.Get("Content-Type"), paths, want)
	}
	got = admin.get(t, "/audit?path=/app&event=node.read&format=csv")
	table, err := csv.NewReader(strings.NewReader(got.body)).ReadAll()
	if err != nil || got.status != 200 || got.header.Get("Content-Type") != "text/csv; charset=utf-8" || len(table) != 3 ||
		table[0][9] != "path" || table[1][9] != want[0] || table[2][9] != want[1] {
		t.Errorf("%d %s, %v: %q", got.status, got.header.Get("Content-Type"), err, table)
	}
	if name := got.header.Get("Content-Disposition"); !strings.HasPrefix(name, "attachment; filename=zkweb-audit-") || !strings.HasSuffix(name, "Z.csv") {
		t.Errorf("Content-Disposition %q", name)
	}
	entries := r.entries(t, before)
	if len(entries) != 2 {
		t.Fatalf("the entries of two exports are\n%s", told(entries))
	}
	for i, format := range []string{"jsonl", "csv"} {
		e, want := entries[i], who
		want.Event, want.Outcome = audit.AuditExport, audit.OK
		want.Settings = map[string]string{"query": "?event=node.read&format=" + format + "&path=%2Fapp"}
		want.Seq, want.Time, want.Hash, want.RequestID = e.Seq, e.Time, e.Hash, e.RequestID
		if !reflect.DeepEqual(e, want) || len(e.RequestID) != 16 {
			t.Errorf("\n got %s\nwant %s", told(entries[i:i+1]), told([]audit.Entry{want}))
		}
	}
}

// TestTheTrailIsForAdminsAndAuditors checks that nobody else sees the trail, and that a console
// without a trail says so.
func TestTheTrailIsForAdminsAndAuditors(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	stranger := r.visitor(t)
	for _, target := range []string{"/audit", "/sessions", "/audit?format=csv"} {
		if got := stranger.get(t, target); got.status != 303 || !strings.HasPrefix(got.header.Get("Location"), "/login?next=") {
			t.Errorf("%s to a stranger: %d to %q", target, got.status, got.header.Get("Location"))
		}
		if got := stranger.getJSON(t, target); got.status != 401 {
			t.Errorf("%s to a stranger's script: %d", target, got.status)
		}
		for _, role := range people.Roles {
			want := 403
			if role == people.Admin || role == people.Auditor && target != "/sessions" {
				want = 200
			}
			if got := r.member(t, string(role)).get(t, target); got.status != want {
				t.Errorf("%s to the %s: %d, want %d", target, role, got.status, want)
			}
		}
	}
	c := runTeam(t, nil)
	c.add(t, "ada", people.Admin, "/")
	ada := c.member(t, "ada")
	if got := ada.get(t, "/audit"); got.status != 404 || !strings.Contains(got.body, "--data-dir") {
		t.Errorf("without a trail: %d", got.status)
	}
	if page := ada.get(t, "/c/main/tree/app").body; strings.Contains(page, "/audit") || !strings.Contains(page, `href="/sessions"`) {
		t.Error("without a trail, a page links to it, or does not link to the sessions")
	}
}

// addOther adds the console's server a second time, as the cluster other.
func addOther(t *testing.T) func(*Config) {
	return func(config *Config) {
		other := config.Clusters[0]
		other.Name = "other"
		config.Clusters = append(config.Clusters, other)
	}
}

// TestAnAdminOfOneClusterSeesThatOne checks that an admin of one of two clusters sees only the
// trail of that one.
func TestAnAdminOfOneClusterSeesThatOne(t *testing.T) {
	t.Parallel()
	var proxy *zktest.Proxy // between the console and other
	r := runRecorded(t, func(config *Config) {
		addOther(t)(config)
		other := &config.Clusters[1]
		proxy = zktest.RunProxy(t, other.Servers[0])
		other.Servers = []string{proxy.Addr()}
	})
	for _, cluster := range []string{"main", "other", "", "gone"} {
		if _, err := r.config.Rules.Trail.Append(r.context, audit.Entry{Event: audit.NodeRead, Outcome: audit.OK, User: "mark", Cluster: cluster, Path: "/x"}); err != nil {
			t.Fatal(err)
		}
	}
	seen := func(v *visitor) []string {
		clusters := []string{}
		for _, entry := range decode[trail.JSON](t, v.getJSON(t, "/audit?user=mark")).Entries {
			clusters = append(clusters, entry.Cluster)
		}
		return clusters
	}
	admin := r.member(t, "admin")
	if got := seen(admin); !slices.Equal(got, []string{"", "main"}) {
		t.Errorf("an admin of main sees %q", got)
	}
	form := credentialsForm("viewer", rightOne)
	form.Set("cluster", "other")
	admin.mustSignIn(t, form)
	if got := seen(admin); !slices.Equal(got, []string{"", "main"}) {
		t.Errorf("an admin of main who is a viewer of other sees %q", got)
	}
	form.Set("username", "admin")
	admin.mustSignIn(t, form)
	if got := seen(admin); !slices.Equal(got, []string{"gone", "", "other", "main"}) {
		t.Errorf("an admin of all sees %q", got)
	}

	if err := proxy.Refuse(); err != nil {
		t.Fatal(err)
	}
	proxy.Cut()
	if got := seen(admin); !slices.Equal(got, []string{"", "main"}) {
		t.Errorf("while other is away, an admin of all sees %q", got)
	}
	if got := decode[trail.JSON](t, admin.getJSON(t, "/audit")).Away; !slices.Equal(got, []string{"other"}) {
		t.Errorf("the clusters left out are %q", got)
	}
	for _, page := range []string{"/audit", "/audit/report"} {
		if said := pageText(t, admin.get(t, page).body); !strings.Contains(said, "Not listed: what concerns other.") {
			t.Errorf("%s does not say that a cluster is left out: %s", page, said)
		}
		if said := pageText(t, admin.get(t, page+"?cluster=main").body); strings.Contains(said, "Not listed") {
			t.Errorf("%s of main alone says that something is left out: %s", page, said)
		}
		for query, partial := range map[string]string{"": "away", "&cluster=other": "away", "&cluster=main": ""} {
			got := admin.get(t, page+"?format=csv"+query)
			if says := got.header.Get("Zkweb-Partial"); got.status != 200 || says != partial || strings.Contains(got.header.Get("Content-Disposition"), "-partial.csv") != (partial != "") {
				t.Errorf("%s as CSV %q: %d, partial %q, %q", page, query, got.status, says, got.header.Get("Content-Disposition"))
			}
		}
	}
}

// TestWhatIsInNoRow checks that the page shows the facts of an entry that its row does not contain.
func TestWhatIsInNoRow(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	for _, entry := range []audit.Entry{
		{Event: audit.NodeBatch, Outcome: audit.Conflict, Cluster: "main", Path: "/a", Batch: &audit.Batch{Count: 3, Paths: "2:ff", First: "/a/1", Last: "/a/3", Blamed: "/a/2"}},
		{Event: audit.AuditRemove, Outcome: audit.OK, Ranges: "1-20,23"},
		{Event: audit.NodeRead, Outcome: audit.OK, Code: znode.CodeFolded, Args: znode.Args{"count": "1234", "since": "2026-01-02T03:04:05Z"}},
	} {
		if _, err := r.config.Rules.Trail.Append(r.context, entry); err != nil {
			t.Fatal(err)
		}
	}
	page := pageText(t, r.member(t, "admin").get(t, "/audit").body)
	for _, want := range []string{"3 changes, from /a/1 to /a/3; stopped by /a/2", "1-20,23", "1,234 more"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page: %s", want, page)
		}
	}
}

// TestNobodyFillsTheTrail checks that beyond a limit searches are only counted.
func TestNobodyFillsTheTrail(t *testing.T) {
	t.Parallel()
	const many = 100
	r := runRecorded(t, nil)
	v := r.member(t, "viewer")
	before := r.head(t)
	for i := range many {
		if got := v.do(t, http.MethodHead, fmt.Sprintf("/c/main/tree/app?q=%s%d", strings.Repeat("q", 500), i), ""); got.status != 200 {
			t.Fatalf("%d", got.status)
		}
	}
	searches := 0
	for _, entry := range r.entries(t, before) {
		if entry.Event == audit.NodeSearch {
			searches++
		}
	}
	if searches == 0 || searches >= many {
		t.Errorf("%d of %d searches are recorded", searches, many)
	}
}

// TestAnAdminOfPathsSeesThose checks that an admin of some paths sees only those in the trail and
// its exports, and not the settings of the console's start, which name the servers of all clusters.
func TestAnAdminOfPathsSeesThose(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "ada", people.Admin, "/app")
	for _, entry := range []audit.Entry{
		{Event: audit.NodeSet, Path: "/app"}, {Event: audit.NodeSet, Path: "/app/a"}, {Event: audit.NodeSet, Path: "/apple"},
		{Event: audit.NodeSet, Path: "/"}, {Event: audit.SignIn},
		{Event: audit.ConsoleStart, Settings: map[string]string{"cluster": "main=10.0.0.1"}},
	} {
		entry.User, entry.Outcome = "mark", audit.OK
		if entry.Event != audit.ConsoleStart {
			entry.Cluster = "main"
		}
		if _, err := r.config.Rules.Trail.Append(r.context, entry); err != nil {
			t.Fatal(err)
		}
	}
	ada := r.member(t, "ada")
	seen := []string{}
	for _, entry := range decode[trail.JSON](t, ada.getJSON(t, "/audit?user=mark")).Entries {
		seen = append(seen, string(entry.Event)+" "+entry.Path)
		if len(entry.Settings) > 0 {
			t.Errorf("%s has %v", entry.Event, entry.Settings)
		}
	}
	if want := []string{"console.start ", "sign_in ", "node.set /app/a", "node.set /app"}; !slices.Equal(seen, want) {
		t.Errorf("ada sees %q, want %q", seen, want)
	}
	for _, format := range []string{"jsonl", "csv"} {
		if got := ada.get(t, "/audit?user=mark&format="+format).body; strings.Contains(got, "/apple") || strings.Contains(got, "10.0.0.1") || !strings.Contains(got, "/app/a") {
			t.Errorf("%s has %s", format, got)
		}
	}
}

// TestAnAdminOfPathsIsNamedNoOthers checks that a comparison is recorded for both znodes, and that
// an admin of some paths sees neither the name of the other znode nor the filter of somebody's
// export, in any form of the trail.
func TestAnAdminOfPathsIsNamedNoOthers(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "ada", people.Admin, "/app")
	r.add(t, "tim", people.Admin, "/team")
	ada, tim, admin := r.member(t, "ada"), r.member(t, "tim"), r.member(t, "admin")
	admin.compare(t, "/app", "/team")
	if got := admin.get(t, "/audit?path=/team&format=jsonl"); got.status != 200 {
		t.Fatalf("the export answers %d", got.status)
	}
	if got := admin.get(t, "/audit?user=admin").body; !strings.Contains(got, "main:/team") || !strings.Contains(got, "%2Fteam") {
		t.Error("an admin of all does not see the other side of the comparison and what was exported")
	}
	for _, target := range []string{"/audit?user=admin", "/audit?user=admin&format=jsonl", "/audit?user=admin&format=csv", "/audit/report", "/audit/report?format=csv"} {
		got := ada.get(t, target)
		if got.status != 200 || strings.Contains(got.body, "main:/team") || strings.Contains(got.body, "%2Fteam") {
			t.Errorf("%s answers %d and names what is not ada's: %t", target, got.status, strings.Contains(got.body, "/team"))
		}
	}
	for v, want := range map[*visitor]string{ada: "/app with …, exported …", tim: "/team with …, exported ?format=jsonl&path=%2Fteam"} {
		with, exported := "", ""
		for _, entry := range decode[trail.JSON](t, v.getJSON(t, "/audit?user=admin")).Entries {
			if entry.Settings["with"] != "" {
				with = entry.Path + " with " + entry.Settings["with"]
			}
			exported += entry.Settings["query"]
		}
		if got := with + ", exported " + exported; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestAnExportIsRecordedInEachClusterItIsFrom checks that an export is recorded for the admins of
// each of its clusters.
func TestAnExportIsRecordedInEachClusterItIsFrom(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, addOther(t))
	admin := r.member(t, "admin")
	form := credentialsForm("admin", rightOne)
	form.Set("cluster", "other")
	admin.mustSignIn(t, form)
	for query, want := range map[string][]string{
		"":               {"main", "other"},
		"&cluster=other": {"other"},
		"&cluster=gone":  {"main", "other"}, // neither has such a cluster
	} {
		before := r.head(t)
		if got := admin.get(t, "/audit?format=jsonl"+query); got.status != 200 {
			t.Fatalf("%q: %d", query, got.status)
		}
		var clusters []string
		for _, entry := range r.entries(t, before) {
			if entry.Event == audit.AuditExport && entry.Outcome == audit.OK && strings.HasPrefix(entry.Settings["query"], "?") {
				clusters = append(clusters, entry.Cluster)
			}
		}
		if !slices.Equal(clusters, want) {
			t.Errorf("%q is recorded in %q, want %q", query, clusters, want)
		}
	}
}

// TestWhenTheTrailCannotBeWritten checks that then nothing is changed or revealed, and that people
// can go on reading under a banner. The fault is real: the database is moved away under the
// console.
func TestWhenTheTrailCannotBeWritten(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, "admin")
	database := filepath.Join(r.dir, "audit.db")
	const banner = "The audit trail cannot be written: its file was moved or removed."
	if page := v.get(t, "/c/main/tree/app"); strings.Contains(page.body, "cannot be written") {
		t.Fatal("there is a banner before anything happened")
	}
	before := r.data(t, "/app/b")
	if err := os.Rename(database, database+".away"); err != nil {
		t.Fatal(err)
	}
	for target, form := range map[string]url.Values{
		"/c/main/set/app/b":       {"data": {"new"}, "version": {"0"}},
		"/c/main/delete/lonely":   {"version": {"0"}},
		"/c/main/create/app":      {"name": {"new"}, "data": {""}},
		"/c/main/reveal/app/db":   {"reason": {"to see"}},
		"/c/main/reveal/app/none": {"reason": {"to see"}},
	} {
		got := v.post(t, target, form, "Accept", "application/json")
		answered := decode[errorAnswer](t, got).Error
		if got.status != 503 || answered.Kind != "unavailable" || !strings.Contains(answered.Message, banner) || got.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %+v", target, got.status, answered)
		}
		page := v.post(t, target, form)
		if page.status != 503 || !strings.Contains(page.body, "Stopped: it could not be recorded") || strings.Contains(pageText(t, page.body), "No answer from ZooKeeper") {
			t.Errorf("%s: the page (%d) does not say why: %s", target, page.status, pageText(t, page.body))
		}
		if strings.Contains(got.body+page.body, secretValue) {
			t.Errorf("%s shows the secret", target)
		}
	}
	if after := r.data(t, "/app/b"); *after != *before {
		t.Errorf("/app/b was changed: %+v, before %+v", after, before)
	}
	for _, target := range []string{"/c/main/tree/app/a", "/c/main/tree/", "/login", "/audit", "/sessions", "/c/main/set/app/b"} {
		got := v.get(t, target)
		if got.status != 200 || !strings.Contains(got.body, banner) {
			t.Errorf("%s: %d; the banner is there: %t", target, got.status, strings.Contains(got.body, banner))
		}
	}
	if got := v.getJSON(t, "/c/main/raw/app/a"); got.status != http.StatusOK || got.body != "data of /app/a" {
		t.Errorf("raw: %d %q", got.status, got.body)
	}
	if err := os.Rename(database+".away", database); err != nil {
		t.Fatal(err)
	}
	if got := v.post(t, "/c/main/set/app/b", url.Values{"data": {"new"}, "version": {"0"}}, "Accept", "application/json"); got.status != 200 {
		t.Errorf("when it can be written again: %d %s", got.status, got.body)
	}
	if page := v.get(t, "/c/main/tree/app").body; strings.Contains(page, "cannot be written") {
		t.Error("the banner stays")
	}
}

// TestReadsNeedNotBeRecorded checks that a console can be configured not to record reads, and still
// records refusals and downloads.
func TestReadsNeedNotBeRecorded(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, func(config *Config) { config.Rules.UnrecordedReads = true })
	r.add(t, "ed", people.Editor, "/app")
	v := r.member(t, "ed")
	before := r.head(t)
	for target, status := range map[string]int{"/c/main/tree/app/a": 200, "/c/main/branch/app": 200, "/c/main/tree/app?q=a": 200, "/c/main/tree/team/x": 403, "/c/main/raw/app/a": 200} {
		if got := v.getJSON(t, target); got.status != status {
			t.Errorf("%s: %d", target, got.status)
		}
	}
	var left []string
	for _, entry := range r.entries(t, before) {
		left = append(left, string(entry.Event)+" "+entry.Path)
	}
	slices.Sort(left)
	if want := []string{"node.raw /app/a", "node.read /team/x"}; !slices.Equal(left, want) {
		t.Errorf("%q is recorded, want %q", left, want)
	}
}
