package handlers

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	sharing "zkweb/auth/shares"
	"zkweb/web/handlers/shares"
	"zkweb/web/handlers/trail"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

func runSharing(t *testing.T) (*recordedTeam, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "shares.json")
	return runRecorded(t, func(config *Config) {
		var err error
		if config.Shares, err = sharing.Open(file); err != nil {
			t.Fatal(err)
		}
	}), file
}

// share makes a link and returns it.
func (v *visitor) share(t *testing.T, path string, fields url.Values) shares.JSON {
	t.Helper()
	got := v.post(t, "/c/main/share"+path, fields, "Accept", "application/json")
	if got.status != 200 {
		t.Fatalf("sharing %s answers %d: %s", path, got.status, got.body)
	}
	return decode[map[string]shares.JSON](t, got)["share"]
}

// TestAShareLink checks that a link shows one masked znode to whoever has it, with the present
// permissions of its owner, is recorded, and is stored only as a hash.
func TestAShareLink(t *testing.T) {
	t.Parallel()
	r, file := runSharing(t)
	editor, stranger := r.member(t, "editor"), r.visitor(t)
	link := editor.share(t, "/app/db", url.Values{"hours": {"2"}})
	if left := time.Until(link.Until); left < time.Hour || left > 2*time.Hour || !strings.HasPrefix(link.URL, "/s/") {
		t.Fatalf("the link is %+v", link)
	}
	if page := editor.get(t, "/c/main/tree/app").body; !strings.Contains(page, `href="/shares"`) {
		t.Error("the menu does not link to the page of links")
	}
	before := r.head(t)
	seen := stranger.get(t, link.URL)
	if seen.status != 200 || !strings.Contains(seen.body, "shop") || strings.Contains(seen.body, secretValue) || !strings.Contains(seen.body, "•masked•") {
		t.Errorf("the link answers %d: %s", seen.status, seen.body)
	}
	if cookies := seen.header.Values("Set-Cookie"); len(cookies) > 0 || seen.header.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(seen.header.Get("X-Robots-Tag"), "noindex") || strings.Contains(seen.body, "<script") {
		t.Errorf("the link's answer has %v", seen.header)
	}
	token := strings.TrimPrefix(link.URL, "/s/")
	if kept, err := os.ReadFile(file); err != nil || strings.Contains(string(kept), token) || !strings.Contains(string(kept), link.ID) {
		t.Errorf("kept is %s (%v)", kept, err)
	}
	if strings.Contains(r.lines.String(), token) {
		t.Error("what opens the link is on record")
	}
	uses := slices.DeleteFunc(r.entries(t, before), func(e audit.Entry) bool { return e.Event != audit.ShareUse })
	if len(uses) != 1 || uses[0].Path != "/app/db" || uses[0].User != "" || uses[0].Target != "editor" || uses[0].Settings["share"] != link.ID || uses[0].Outcome != audit.OK {
		t.Errorf("on record is %+v", uses)
	}

	r.fill(t, [2]string{"/app/long", strings.Repeat("x", 64<<10-1) + "中文"})
	if long := stranger.get(t, editor.share(t, "/app/long", nil).URL).body; !strings.Contains(long, "xxx") || !utf8.ValidString(long) {
		t.Error("a long text is cut amid a character")
	}

	allow := func(acl ...znode.ACL) {
		t.Helper()
		if _, err := r.boss.Apply(r.context, znode.Op{Kind: znode.OpSetACL, Path: parsePath(t, "/app/db"), ACL: acl, Version: znode.AnyVersion}); err != nil {
			t.Fatal(err)
		}
	}
	allow(znode.ACL{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll})
	if got := stranger.get(t, link.URL); got.status != 404 || strings.Contains(got.body, "/app/db") {
		t.Errorf("of a znode that its maker may no longer read, the link answers %d", got.status)
	}
	allow(open...)
	if got := stranger.get(t, link.URL); got.status != 200 {
		t.Errorf("readable again, the link answers %d", got.status)
	}
	if err := r.admin.Disable(r.context, "editor"); err != nil {
		t.Fatal(err)
	}
	if got := stranger.get(t, link.URL); got.status != 404 {
		t.Errorf("of somebody who is disabled, the link answers %d", got.status)
	}
	for _, none := range []string{"/s/nonsense", "/s/" + strings.ToLower(token), "/s/" + link.ID} {
		if got := stranger.get(t, none); got.status != 404 {
			t.Errorf("%s answers %d", none, got.status)
		}
	}
}

// TestALinkIsOnRecordOfEachZnode checks that a link is recorded for each znode that it shows.
func TestALinkIsOnRecordOfEachZnode(t *testing.T) {
	t.Parallel()
	r, _ := runSharing(t)
	viewer, stranger := r.member(t, "viewer"), r.visitor(t)
	before := r.head(t)
	link := viewer.share(t, "/app/a", url.Values{"with": {"/team/x"}})
	if got := stranger.get(t, link.URL); got.status != 200 {
		t.Fatalf("the link answers %d", got.status)
	}
	var told []string
	if got := viewer.post(t, "/shares/"+link.ID+"/revoke", nil); got.status != 303 {
		t.Fatalf("ending it answers %d", got.status)
	}
	for _, entry := range r.entries(t, before) {
		if strings.HasPrefix(string(entry.Event), "share.") {
			told = append(told, string(entry.Event)+" "+entry.Path+" "+entry.Settings["with"])
		}
	}
	slices.Sort(told)
	if want := []string{"share.end /app/a ", "share.end /team/x ", "share.make /app/a main:/team/x", "share.make /team/x main:/app/a", "share.use /app/a ", "share.use /team/x "}; !slices.Equal(told, want) {
		t.Errorf("on record is %q, want %q", told, want)
	}
}

// TestALinkOfTwoClusters checks that ending a link, by an admin of one of its clusters, is recorded
// in both; in the other one by a person who is not verified there. A link to a cluster that the
// console no longer has shows nothing.
func TestALinkOfTwoClusters(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shares.json")
	r := runRecorded(t, func(config *Config) {
		addOther(t)(config)
		var err error
		if config.Shares, err = sharing.Open(file); err != nil {
			t.Fatal(err)
		}
	})
	viewer, admin, stranger := r.member(t, "viewer"), r.member(t, "admin"), r.visitor(t)
	form := credentialsForm("viewer", rightOne)
	form.Set("cluster", "other")
	viewer.mustSignIn(t, form)
	link := viewer.share(t, "/app/a", url.Values{"with": {"other:/app/b"}})
	opens := func(when string, want int) {
		t.Helper()
		if got := stranger.get(t, link.URL); got.status != want || want != 200 && strings.Contains(got.body, "/app/") {
			t.Errorf("%s, the link answers %d, want %d", when, got.status, want)
		}
	}
	opens("at first", 200)
	all := r.site.Clusters
	r.site.Clusters = all[:1]
	opens("without the other cluster", 404)
	r.site.Clusters = all
	opens("with both again", 200)
	before := r.head(t)
	if got := admin.post(t, "/shares/"+link.ID+"/revoke", nil); got.status != 303 {
		t.Fatalf("ending it answers %d", got.status)
	}
	opens("ended", 404)
	var told []string
	for _, entry := range r.entries(t, before) {
		if entry.Event == audit.ShareEnd {
			told = append(told, fmt.Sprint(entry.Cluster, " ", entry.Path, " ", entry.User, " ", entry.Verified, " ", entry.Role))
		}
	}
	if want := []string{"main /app/a admin true admin", "other /app/b admin false "}; !slices.Equal(told, want) {
		t.Errorf("on record is %q, want %q", told, want)
	}
}

// TestALinkThroughItsMakersNewPassword checks that a link no longer works with the password with
// which it was made, until its owner signs in with the new one. While ZooKeeper is unavailable it
// says so.
func TestALinkThroughItsMakersNewPassword(t *testing.T) {
	t.Parallel()
	r, _ := runSharing(t)
	link, stranger := r.member(t, "viewer").share(t, "/app/a", nil), r.visitor(t)
	opens := func(when string, want int) {
		t.Helper()
		if got := stranger.get(t, link.URL); got.status != want || want != 200 && strings.Contains(got.body, "/app/a") {
			t.Errorf("%s, the link answers %d, want %d", when, got.status, want)
		}
	}
	opens("at first", 200)
	const newOne = "another right one"
	if err := r.admin.SetPassword(r.context, "viewer", newOne); err != nil {
		t.Fatal(err)
	}
	opens("by the old password", 404)
	opens("until they are back", 503)
	viewer := r.visitor(t)
	viewer.mustSignIn(t, credentialsForm("viewer", newOne))
	if got := viewer.get(t, "/c/main/tree/"); got.status != 200 {
		t.Fatal(got.status)
	}
	opens("by the new password", 200)
	r.server.Kill()
	r.hurries()
	opens("without ZooKeeper", 503)
}

// TestALinkDiesWithItsMakersRights checks that a link ends at once when its owner loses the role or
// the paths of either znode, or when its time is over. The token appears in no header of an answer
// and in no log of the console.
func TestALinkDiesWithItsMakersRights(t *testing.T) {
	t.Parallel()
	r, file := runSharing(t)
	r.add(t, "carol", people.Viewer, "/app", "/team")
	carol, stranger := r.member(t, "carol"), r.visitor(t)
	one, both := carol.share(t, "/app/a", nil), carol.share(t, "/app/a", url.Values{"with": {"/team/x"}})
	opens := func(when string, wantOne, wantBoth int) {
		t.Helper()
		for link, want := range map[string]int{one.URL: wantOne, both.URL: wantBoth} {
			got := stranger.get(t, link)
			if got.status != want || want != 200 && strings.Contains(got.body, "/app/a") {
				t.Errorf("%s, a link answers %d, want %d", when, got.status, want)
			}
			if got.header.Get("Referrer-Policy") != "no-referrer" || strings.Contains(fmt.Sprint(got.header), strings.TrimPrefix(link, "/s/")) {
				t.Errorf("%s, a link's answer has %v", when, got.header)
			}
		}
	}
	opens("at first", 200, 200)
	for _, test := range []struct {
		profile   string
		one, both int
	}{
		{`{"role":"reader","paths":["/app","/team"]}`, 404, 404},
		{`{"role":"auditor","paths":["/"]}`, 404, 404},
		{`{"role":"viewer","paths":["/app"]}`, 200, 404},
		{`{"role":"editor","paths":["/team","/app/b"]}`, 404, 404},
		{`{"role":"viewer","paths":["/app","/team"]}`, 200, 200},
	} {
		r.write(t, "carol", test.profile)
		opens(test.profile, test.one, test.both)
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	past := time.Now().UTC().Add(-time.Second).Format(time.RFC3339)
	over := strings.NewReplacer(one.Until.Format(time.RFC3339), past, both.Until.Format(time.RFC3339), past).Replace(string(kept))
	if err := os.WriteFile(file, []byte(over), 0o600); err != nil {
		t.Fatal(err)
	}
	if r.site.Shares, err = sharing.Open(file); err != nil {
		t.Fatal(err)
	}
	opens("over", 404, 404)
	for _, link := range []shares.JSON{one, both} {
		if token := strings.TrimPrefix(link.URL, "/s/"); strings.Contains(r.lines.String(), token) || strings.Contains(r.logged.String(), token) {
			t.Error("what opens a link is logged")
		}
	}
}

// TestShareLinksAreEnded checks that a link can be ended by its owner and by admins, and by nobody
// else.
func TestShareLinksAreEnded(t *testing.T) {
	t.Parallel()
	r, _ := runSharing(t)
	viewer, editor, admin, stranger := r.member(t, "viewer"), r.member(t, "editor"), r.member(t, "admin"), r.visitor(t)
	first, second := viewer.share(t, "/app/a", nil), viewer.share(t, "/app/a", url.Values{"with": {"/app/b"}})
	listed := func(v *visitor) int {
		return len(decode[map[string][]shares.JSON](t, v.getJSON(t, "/shares"))["shares"])
	}
	if listed(viewer) != 2 || listed(editor) != 0 || listed(admin) != 2 {
		t.Errorf("the lists have %d, %d and %d links", listed(viewer), listed(editor), listed(admin))
	}
	r.add(t, "carol", people.Admin, "/app")
	carol, third := r.member(t, "carol"), viewer.share(t, "/app/a", url.Values{"with": {"/team/x"}})
	for _, link := range decode[map[string][]shares.JSON](t, carol.getJSON(t, "/shares"))["shares"] {
		if link.ID == third.ID && (len(link.Of) != 1 || link.Of[0].Path != "/app/a") {
			t.Errorf("an admin sees %v", link.Of)
		}
	}
	if page := carol.get(t, "/shares").body; strings.Contains(page, "/team") || !strings.Contains(page, "main:/app/a") {
		t.Error("an admin sees what they may not read")
	}
	r.add(t, "dave", people.Viewer, "/app")
	if got := r.member(t, "dave").post(t, "/c/main/share/app/a", url.Values{"with": {"/team/x"}}); got.status != 403 || headed(t, got.body) != "/team/x" {
		t.Errorf("a comparison with what is outside of the maker's paths: %d about %q", got.status, headed(t, got.body))
	}
	if got := carol.post(t, "/shares/"+third.ID+"/revoke", nil, "Accept", "application/json"); got.status != 200 || strings.Contains(got.body, "/team") {
		t.Errorf("an admin who ends a link is answered %d %s", got.status, got.body)
	}
	if page := viewer.get(t, "/shares").body; !strings.Contains(page, "main:/app/a") || strings.Contains(page, strings.TrimPrefix(first.URL, "/s/")) {
		t.Error("the page of links does not show what they are of, or shows what opens them")
	}
	if compared := stranger.get(t, second.URL).body; !strings.Contains(compared, "data of /app/a") || !strings.Contains(compared, "data of /app/b") || !strings.Contains(compared, "d removed") {
		t.Error("the second does not compare")
	}
	for _, p := range decode[trail.ReportJSON](t, admin.getJSON(t, "/audit/report")).People {
		if p.User == "" {
			t.Errorf("whoever opens a link had access, as the report has it: %+v", p)
		}
	}
	if got := editor.post(t, "/shares/"+first.ID+"/revoke", nil); got.status != 404 {
		t.Errorf("an editor is answered %d", got.status)
	}
	before := r.head(t)
	for id, by := range map[string]*visitor{first.ID: viewer, second.ID: admin} {
		if got := by.post(t, "/shares/"+id+"/revoke", nil); got.status != 303 {
			t.Errorf("ending %s answers %d", id, got.status)
		}
	}
	for _, link := range []string{first.URL, second.URL} {
		if got := stranger.get(t, link); got.status != 404 {
			t.Errorf("an ended link answers %d", got.status)
		}
	}
	if ends := slices.DeleteFunc(r.entries(t, before), func(e audit.Entry) bool { return e.Event != audit.ShareEnd }); len(ends) != 3 { // one link has two znodes
		t.Errorf("on record is %+v", ends)
	}
	form := url.Values{"once": filledIn(t, viewer.get(t, "/c/main/share/app/a").body)["once"]}
	made, again := viewer.post(t, "/c/main/share/app/a", form), viewer.post(t, "/c/main/share/app/a", form)
	if made.status != 200 || again.body != made.body || listed(viewer) != 1 {
		t.Errorf("sent twice, the form answers %d and %d; %d links are made", made.status, again.status, listed(viewer))
	}
}

// TestWhoMayShareWhat checks that role, paths and ACL decide.
func TestWhoMayShareWhat(t *testing.T) {
	t.Parallel()
	r, _ := runSharing(t)
	r.add(t, "carol", people.Viewer, "/team")
	bossOnly := []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	if _, err := znode.Create(r.context, r.boss, parsePath(t, "/app/closed"), []byte("x"), bossOnly, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		user, path string
		fields     url.Values
		status     int
	}{
		{"reader", "/app/a", nil, 403}, {"auditor", "/app/a", nil, 403}, {"carol", "/app/a", nil, 403}, {"carol", "/team/x", nil, 200},
		{"viewer", "/app/closed", nil, 403}, {"viewer", "/app/none", nil, 404}, {"viewer", "/app/a", url.Values{"with": {"/app/closed"}}, 403},
		{"viewer", "/app/a", url.Values{"hours": {"721"}}, 400}, {"viewer", "/app/a", url.Values{"hours": {"0"}}, 400}, {"viewer", "/app/a", url.Values{"with": {"other:/a"}}, 404},
	} {
		if got := r.member(t, test.user).post(t, "/c/main/share"+test.path, test.fields); got.status != test.status {
			t.Errorf("%s sharing %s %v is answered %d, want %d", test.user, test.path, test.fields, got.status, test.status)
		}
	}
	if got := r.member(t, "reader").get(t, "/c/main/share/app/a").status; got != 403 {
		t.Errorf("a reader's form answers %d", got)
	}
	if page := r.member(t, "viewer").get(t, "/c/main/tree/app/a").body; !strings.Contains(page, "/c/main/share/app/a") {
		t.Error("the znode's page does not link to it")
	}
}

// TestALinkSleepsUntilItsMakerIsBack checks a link after a restart, since credentials are only in
// memory.
func TestALinkSleepsUntilItsMakerIsBack(t *testing.T) {
	t.Parallel()
	r, file := runSharing(t)
	link := r.member(t, "viewer").share(t, "/app/a", nil)
	again, err := sharing.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	r.site.Shares = again
	stranger := r.visitor(t)
	if got := stranger.get(t, link.URL); got.status != 503 || !strings.Contains(got.body, "sign in to the console once more") {
		t.Errorf("asleep, the link answers %d", got.status)
	}
	if got := r.member(t, "viewer").get(t, "/c/main/tree/"); got.status != 200 {
		t.Fatal(got.status)
	}
	if got := stranger.get(t, link.URL); got.status != 200 {
		t.Errorf("awake, the link answers %d", got.status)
	}
}

// TestWithoutShareLinks checks that then the URLs do not exist.
func TestWithoutShareLinks(t *testing.T) {
	t.Parallel()
	v := runMain(t).anonymous(t)
	for _, target := range []string{"/shares", "/s/x", "/c/main/share/a"} {
		if got := v.get(t, target); got.status != 404 {
			t.Errorf("%s answers %d", target, got.status)
		}
	}
}
