package handlers

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/history"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// historian is a team whose cluster's history is recorded.
type historian struct {
	*recordedTeam
	recording *zktest.Recording
}

func runHistorian(t *testing.T, change ...func(*Config)) *historian {
	t.Helper()
	server := zktest.RunNew(t)
	recording := zktest.Record(t, server, history.Options{})
	return &historian{runRecordedOn(t, server, func(config *Config) {
		store, err := history.Open(recording.Dir, history.Key{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		config.Histories = site.Histories{"main": store}
		for _, change := range change {
			change(config)
		}
	}), recording}
}

// set sets a znode's data, or creates the znode, and returns the zxid.
func (h *historian) set(t *testing.T, path, data string) int64 {
	t.Helper()
	results, err := h.boss.Apply(h.context, znode.Op{Kind: znode.OpSet, Path: parsePath(t, path), Data: []byte(data), Version: znode.AnyVersion})
	if znode.KindOf(err) == znode.NotFound {
		results, err = h.boss.Apply(h.context, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, path), Data: []byte(data), ACL: open})
	}
	if err != nil {
		t.Fatal(err)
	}
	h.recording.Until(t, results[0].Zxid)
	return results[0].Zxid
}

func (h *historian) delete(t *testing.T, path string) {
	t.Helper()
	results, err := h.boss.Apply(h.context, znode.Op{Kind: znode.OpDelete, Path: parsePath(t, path), Version: znode.AnyVersion})
	if err != nil {
		t.Fatal(err)
	}
	h.recording.Until(t, results[0].Zxid)
}

type toldVersion struct {
	Zxid, Path, Op, Session, Who, Sure, Address string
	Version                                     int
	Length                                      *int
	Multi, Life                                 int
	Outside                                     bool
}

type toldHistory struct {
	Versions, Changes []toldVersion
	Complete          []struct{ From, To, Proof string }
	Gaps              []any
	Next              string
}

func (v *visitor) history(t *testing.T, target string) toldHistory {
	t.Helper()
	answer := v.getJSON(t, target)
	if answer.status != http.StatusOK {
		t.Fatalf("%s: %d %s", target, answer.status, answer.body)
	}
	var told toldHistory
	if err := json.Unmarshal([]byte(answer.body), &told); err != nil {
		t.Fatal(err)
	}
	return told
}

func (h toldHistory) lines() (lines []string) {
	for _, v := range append(slices.Clone(h.Versions), h.Changes...) {
		length := ""
		if v.Length != nil {
			length = fmt.Sprint(" ", *v.Length)
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %d%s", v.Path, v.Op, v.Version, length)))
	}
	return lines
}

// TestVersionsAreShown checks versions as JSON and as a page, with their differences, authors and
// completeness. Secrets stay masked, and their lengths hidden.
func TestVersionsAreShown(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.set(t, "/app/v", "one\ntwo\n")
	editor := h.member(t, "editor")
	saved := editor.post(t, "/c/main/set/app/v", url.Values{"data": {"one\nthree\n"}, "version": {"0"}})
	if saved.status != http.StatusSeeOther {
		t.Fatal(saved.status, saved.body)
	}
	h.delete(t, "/app/v")
	h.set(t, "/app/v", "anew")
	h.set(t, "/app/db", `{"user":"shop","password":"other"}`)
	viewer := h.member(t, "viewer")
	told := viewer.history(t, "/c/main/versions/app/v")
	if want := []string{"create 0 4", "delete 1", "set 1 10", "create 0 8"}; !slices.Equal(told.lines(), want) {
		t.Errorf("the versions are %q, want %q", told.lines(), want)
	}
	if set := told.Versions[2]; set.Who != "editor" || set.Sure != "console" || set.Life != 1 || told.Versions[3].Life != 1 || told.Versions[0].Life != 2 {
		t.Errorf("the version that was set here is %+v", set)
	}
	if created := told.Versions[3]; created.Who != "" || created.Sure != "session" || !strings.HasPrefix(created.Session, "0x") {
		t.Errorf("the version of another client is %+v", created)
	}
	if len(told.Complete) != 1 || told.Complete[0].Proof != "seen" || len(told.Gaps) != 0 {
		t.Errorf("it is complete as %+v with gaps %v", told.Complete, told.Gaps)
	}
	one := viewer.getJSON(t, "/c/main/versions/app/v?at="+told.Versions[2].Zxid)
	if !strings.Contains(one.body, `"text":"one\nthree\n"`) || !strings.Contains(one.body, `"version":1`) {
		t.Errorf("one version: %d %s", one.status, one.body)
	}
	page := viewer.get(t, "/c/main/versions/app/v")
	for _, want := range []string{"three", `class="d removed"`, "editor", "through zkweb", "An earlier znode at this path"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page.body, "Restore…") || !strings.Contains(editor.get(t, "/c/main/versions/app/v").body, "/c/main/set/app/v?restore="+told.Versions[2].Zxid) {
		t.Error("who may not write is offered to restore, or who may is not")
	}
	form := editor.get(t, "/c/main/set/app/v?restore="+told.Versions[3].Zxid).body
	if !strings.Contains(form, "one\ntwo\n</textarea>") || !strings.Contains(form, `name="version" value="0"`) || !strings.Contains(form, "that of an earlier version") {
		t.Errorf("the form does not hold the version that is to be restored: %s", form)
	}
	if refused := editor.get(t, "/c/main/set/app/db?restore="+told.Versions[3].Zxid); refused.status != http.StatusBadRequest || strings.Contains(refused.body, secretValue) {
		t.Errorf("a version with secrets: %d", refused.status)
	}
	db := viewer.history(t, "/c/main/versions/app/db")
	if want := []string{"set 1", "create 0"}; !slices.Equal(db.lines(), want) {
		t.Errorf("the versions of a secret are %q", db.lines())
	}
	masked := viewer.get(t, "/c/main/versions/app/db").body
	if strings.Contains(masked, secretValue) || strings.Contains(masked, "other") || strings.Count(masked, "•masked•") < 3 {
		t.Error("the page of a secret's versions does not show that it changed, or shows it")
	}
	if never := viewer.history(t, "/c/main/versions/app/never"); len(never.Versions) != 0 {
		t.Errorf("of one that never was: %+v", never)
	}
	for _, page := range []string{"app/v", "app/never"} { // the answer does not tell whether it exists
		if !strings.Contains(viewer.get(t, "/c/main/tree/"+page).body, `href="/c/main/versions/`+page+`"`) {
			t.Errorf("the page of %s does not lead to its versions", page)
		}
	}
}

// TestChangesAreShown checks changes with filters, page by page, as lines and as a feed.
func TestChangesAreShown(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	first := h.set(t, "/app/c", "1")
	h.set(t, "/app/c", "2")
	h.set(t, "/app/c/x", "3")
	h.delete(t, "/app/c/x")
	last := h.set(t, "/app/c", "4")
	viewer := h.member(t, "viewer")
	all := []string{"/app/c set 2", "/app/c/x delete 0", "/app/c/x create 0", "/app/c set 1", "/app/c create 0"}
	for query, want := range map[string][]string{
		"":                   all,
		"?op=set":            {all[0], all[3]},
		"?match=C*x":         {all[1], all[2]},
		"?who=nobody-at-all": nil,
		fmt.Sprintf("?from=%#x&to=%#x", first+1, last-1): all[1:4],
		"?limit=2": all[:2],
	} {
		if told := viewer.history(t, "/c/main/changes/app/c"+query); !slices.Equal(told.lines(), want) {
			t.Errorf("%q: %q, want %q", query, told.lines(), want)
		}
	}
	var pages []string
	for next := "start"; next != ""; {
		query := "?limit=2"
		if next != "start" {
			query += "&after=" + next
		}
		told := viewer.history(t, "/c/main/changes/app/c"+query)
		pages = append(pages, told.lines()...)
		next = told.Next
	}
	if !slices.Equal(pages, all) {
		t.Errorf("page by page: %q", pages)
	}
	lines := strings.Split(strings.TrimSpace(viewer.get(t, "/c/main/changes/app/c?format=jsonl").body), "\n")
	var end struct {
		Done    bool
		Changes int
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &end); err != nil || len(lines) != 6 || !end.Done || end.Changes != 5 {
		t.Errorf("the lines are %q, %v", lines, err)
	}
	feed := viewer.feed(t, "/c/main/changes/app/c?format=atom")
	if len(feed.Entries) != 5 || feed.Entries[1].Title != "Deleted: /app/c/x" || feed.Updated != feed.Entries[0].Updated {
		t.Errorf("the feed is %+v", feed)
	}
	viewer.keepsIDs(t, "/c/main/changes/app/c?format=atom")
	bySession := viewer.get(t, "/c/main/changes/app/c?by=session").body
	if strings.Count(bySession, `<tr class="session">`) != 1 || !strings.Contains(pageText(t, bySession), "5 changes") || !strings.Contains(bySession, `name="by" value="session"`) {
		t.Error("the changes of one session do not stand together")
	}
	if lines := viewer.get(t, "/c/main/changes/app/c?format=jsonl&by=session").body; strings.Count(lines, "\n") != 6 {
		t.Errorf("by session the lines are %q", lines)
	}
	page := viewer.get(t, "/c/main/changes/app/c")
	for _, want := range []string{"/app/c/x", "Data set", "Complete as far as one server"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	session := viewer.get(t, fmt.Sprintf("/c/main/changes/?session=%#x", h.bossSession()))
	if !strings.Contains(session.body, "has not ended") || !strings.Contains(session.body, "/app/c/x") {
		t.Error("the session's life is not shown")
	}
	if now := viewer.get(t, fmt.Sprintf("/c/main/sessions/%#x", h.bossSession())); !strings.Contains(now.body, fmt.Sprintf(`href="/c/main/changes/?session=%#x"`, h.bossSession())) {
		t.Error("a session's page does not link to its history")
	}
	whole := viewer.history(t, "/c/main/changes/app").lines()
	if again := viewer.history(t, fmt.Sprintf("/c/main/changes/app?after=%#x.0", uint64(h.set(t, "/app/later", "x")-1))).lines(); !slices.Equal(again, whole) {
		t.Errorf("after a znode that is not in the transaction there are %q, want %q", again, whole)
	}
	twice := []znode.Op{{Kind: znode.OpCreate, Path: parsePath(t, "/app/twice"), ACL: open}}
	for range 4 {
		twice = append(twice, znode.Op{Kind: znode.OpSet, Path: parsePath(t, "/app/twice"), Version: znode.AnyVersion})
	}
	results, err := h.boss.Apply(h.context, twice...)
	if err != nil {
		t.Fatal(err)
	}
	h.recording.Until(t, results[0].Zxid)
	viewer.keepsIDs(t, "/c/main/changes/app/twice?format=atom")
	if filtered := viewer.get(t, "/c/main/changes/app?from=2026-01-02+03:04"); !strings.Contains(filtered.body, `value="2026-01-02T03:04:00"`) {
		t.Error("a time without a zone is not shown in UTC")
	}
	today := time.Now().UTC()
	if filtered := viewer.get(t, "/c/main/changes/app?from=3:04"); !strings.Contains(filtered.body, `value="`+today.Format(time.DateOnly)+`T03:04:00"`) &&
		time.Now().UTC().Day() == today.Day() {
		t.Error("a time without a date is not shown as today’s")
	}
	for query, code := range map[string]znode.Code{"?from=yesterday": znode.CodeHistoryMoment, "?op=move": znode.CodeHistoryVerb, "?after=x": znode.CodeHistoryMoment, "?session=7": znode.CodeFindOwner} {
		if answer := viewer.getJSON(t, "/c/main/changes/app"+query); answer.status != http.StatusBadRequest || !strings.Contains(answer.body, string(code)) {
			t.Errorf("%q: %d %s", query, answer.status, answer.body)
		}
		if answer := viewer.get(t, "/c/main/changes/app"+query); answer.status != http.StatusBadRequest {
			t.Errorf("%q as a page: %d", query, answer.status)
		}
	}
}

// atomFeed is a feed as feed readers parse it.
type atomFeed struct {
	ID    string `xml:"id"`
	Links []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Updated string `xml:"updated"`
	Entries []struct {
		Title   string `xml:"title"`
		ID      string `xml:"id"`
		Updated string `xml:"updated"`
	} `xml:"entry"`
}

func (v *visitor) feed(t *testing.T, url string) (feed atomFeed) {
	t.Helper()
	if err := xml.Unmarshal([]byte(v.get(t, url).body), &feed); err != nil || len(feed.Links) < 2 || feed.Links[0].Rel != "self" {
		t.Fatalf("the feed is %+v, %v", feed, err)
	}
	return feed
}

// keepsIDs checks that each entry of a feed has its own ID, and the same one on every page.
func (v *visitor) keepsIDs(t *testing.T, url string) {
	t.Helper()
	ids := func(feed atomFeed) (all []string) {
		for _, entry := range feed.Entries {
			all = append(all, entry.ID)
		}
		return all
	}
	whole := v.feed(t, url)
	var paged []string
	for next := url + "&limit=2"; next != ""; {
		feed := v.feed(t, next)
		paged = append(paged, ids(feed)...)
		if next = ""; len(feed.Links) == 3 && feed.Links[2].Rel == "next" {
			next = feed.Links[2].Href + "&limit=2"
		}
	}
	if all := ids(whole); !slices.Equal(paged, all) || slices.Contains(all, whole.ID) || len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(all) {
		t.Errorf("%s: the ids are %q, and page by page %q", url, all, paged)
	}
}

// TestThePastIsOnRecordAndForFew checks that looks at the past are recorded, that people see only
// their paths, and that a console without a history says so.
func TestThePastIsOnRecordAndForFew(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.add(t, "confined", people.Viewer, "/team")
	shut := []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	if _, err := zktest.SetACL(h.context, h.boss, parsePath(t, "/app/a"), shut, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	h.set(t, "/app/a/deep", "nobody may see this")
	h.set(t, "/team/x", "open")
	head := h.head(t)
	viewer, confined := h.member(t, "viewer"), h.member(t, "confined")
	for _, path := range []string{"/c/main/versions/app/a/deep", "/c/main/changes/app/a/deep", "/c/main/changes/app/a?op=set"} {
		if told := viewer.history(t, path); len(told.lines()) != 0 {
			t.Errorf("%s tells who may not see it %q", path, told.lines())
		}
	}
	for _, target := range []string{"/c/main/versions/app/b", "/c/main/changes/app", "/c/main/versions/never"} {
		if answer := confined.getJSON(t, target); answer.status != http.StatusForbidden {
			t.Errorf("%s outside the paths: %d", target, answer.status)
		}
	}
	for _, line := range confined.history(t, "/c/main/changes/").lines() {
		if !strings.HasPrefix(line, "/team") {
			t.Errorf("a confined person sees %q", line)
		}
	}
	viewer.leaves(t, "/c/main/changes/app?format=jsonl")
	looks, left := 0, 0
	h.head(t)
	for _, entry := range h.entries(t, head) {
		if entry.Settings["changes"] == "1" {
			left++
		}
		if entry.Settings["history"] != "" {
			looks++
		}
	}
	if looks < 5 || left != 1 {
		t.Errorf("%d looks are on record, %d of who left before the end", looks, left)
	}
	if answer := runMain(t).alice(t).getJSON(t, "/c/main/versions/"); answer.status != http.StatusNotFound || !strings.Contains(answer.body, string(znode.CodeHistoryOff)) {
		t.Errorf("without a history: %d %s", answer.status, answer.body)
	}
}

// leaves requests an answer whose connection fails at the first write.
func (v *visitor) leaves(t *testing.T, target string) {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, v.console.url+target, nil)
	request.RemoteAddr = "127.0.0.1:1"
	for _, cookie := range v.client.Jar.Cookies(request.URL) {
		request.AddCookie(cookie)
	}
	answer := left{httptest.NewRecorder()}
	v.console.echo.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		t.Fatalf("%s answers %d", target, answer.Code)
	}
}

// left is an answer whose reader has disconnected.
type left struct{ *httptest.ResponseRecorder }

func (left) SetReadDeadline(time.Time) error  { return nil }
func (left) SetWriteDeadline(time.Time) error { return nil }
func (left) Write([]byte) (int, error)        { return 0, io.ErrClosedPipe }

// TestAPageOfThePast checks that the tree of the past is clearly marked, that its links stay there
// and no change is offered, and that finds and comparisons work in the past, too.
func TestAPageOfThePast(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.set(t, "/app/p", "before")
	then := h.set(t, "/app/p/gone", "lost treasure")
	h.delete(t, "/app/p/gone")
	h.set(t, "/app/p", "newer value")
	h.set(t, "/app/p/new", "new")
	editor := h.member(t, "editor")
	at := fmt.Sprintf("at=%#x", then)
	page := editor.get(t, "/c/main/tree/app/p?"+at)
	for _, want := range []string{"before", "Back to now", "As it was at zxid", `href="/c/main/tree/app/p/gone?` + at + `"`, `href="/c/main/tree/app?` + at + `"`, `name="at"`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, not := range []string{"newer value", "/c/main/set/", "/c/main/delete/", `data-stat="`, "sync=1", "watching=", "/app/p/new"} {
		if strings.Contains(page.body, not) {
			t.Errorf("the page contains %q", not)
		}
	}
	var told struct {
		Data struct{ Text string }
		Stat struct {
			Version, NumChildren int
			DataLength           int
		}
	}
	json_ := editor.getJSON(t, "/c/main/tree/app/p?"+at)
	if err := json.Unmarshal([]byte(json_.body), &told); err != nil || told.Data.Text != "before" || told.Stat.Version != 0 || told.Stat.NumChildren != 1 || told.Stat.DataLength != 6 {
		t.Errorf("as JSON: %s, %v", json_.body, err)
	}
	if gone := editor.get(t, "/c/main/tree/app/p/gone?"+at); gone.status != http.StatusOK || !strings.Contains(gone.body, "lost treasure") {
		t.Errorf("a znode that is gone: %d", gone.status)
	}
	if absent := editor.get(t, "/c/main/tree/app/p/new?"+at); absent.status != http.StatusNotFound {
		t.Errorf("a znode that was not yet: %d", absent.status)
	}
	if branch := editor.get(t, "/c/main/branch/app/p?"+at); !strings.Contains(branch.body, "gone?"+at) {
		t.Errorf("the sidebar is %s", branch.body)
	}
	found := editor.get(t, "/c/main/find/app?data=treasure&format=jsonl&"+at)
	if !strings.Contains(found.body, `"path":"/app/p/gone"`) {
		t.Errorf("the find: %s", found.body)
	}
	compared := editor.get(t, "/c/main/compare/app/p?with=/app/p&format=jsonl&"+at).body
	for _, want := range []string{`{"path":"/gone","only":"left"`, `{"path":"/new","only":"right"`, `"differs":["data"]`, `"different":1`} {
		if !strings.Contains(compared, want) {
			t.Errorf("the comparison with now lacks %s: %s", want, compared)
		}
	}
	for _, page := range []string{"/c/main/find/app?", "/c/main/compare/app?"} {
		body := editor.get(t, page+at).body
		for _, leaves := range []string{"recent", "largest", "acls", "export", "bundle"} {
			if strings.Contains(body, "/c/main/"+leaves+"/app") {
				t.Errorf("%s%s leads to %s as it is now", page, at, leaves)
			}
		}
	}
	file := editor.get(t, "/c/main/export/app/p?format=jsonl").body
	if said := editor.upload(t, "/c/main/compare/app/p?"+at, file, ndjson).body; !strings.Contains(said, `{"path":"/gone","only":"left"`) || !strings.Contains(said, `{"path":"/new","only":"right"`) {
		t.Errorf("the comparison of then with a file of now: %s", said)
	}
	if said := editor.upload(t, "/c/main/compare/app/p?"+at, file, "text/html").body; !strings.Contains(said, "As it was at zxid") {
		t.Errorf("the page that compares the past with a file does not say so")
	}
	for _, page := range []string{"raw", "image", "stat", "recent", "largest", "acls", "export", "bundle", "quota", "changes", "replicas", "set", "acl", "create", "import", "copy", "move", "delete"} {
		if answer := editor.getJSON(t, "/c/main/"+page+"/app/p?"+at); answer.status != http.StatusBadRequest || !strings.Contains(answer.body, string(znode.CodeHistoryNow)) {
			t.Errorf("%s of then: %d %.200s", page, answer.status, answer.body)
		}
	}
	for _, page := range []string{"sessions", "servers", "transaction"} {
		if answer := editor.get(t, "/c/main/"+page+"?"+at); answer.status != http.StatusBadRequest {
			t.Errorf("%s of then: %d", page, answer.status)
		}
	}
	for query, status := range map[string]int{"at=never": http.StatusBadRequest, "at=1999-01-01T00:00:00Z": http.StatusNotFound, "at=1999-01-01T00:00Z": http.StatusNotFound} {
		if answer := editor.getJSON(t, "/c/main/tree/app/p?"+query); answer.status != status {
			t.Errorf("%s: %d %s", query, answer.status, answer.body)
		}
	}
}
