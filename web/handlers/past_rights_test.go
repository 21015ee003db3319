package handlers

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// waysBack is every way to ask for the past of a znode, with PATH and AT for the moment.
var waysBack = []string{
	"versions/PATH", "versions/PATH?at=AT", "versions/PATH?before=AT&limit=1",
	"changes/PATH", "changes/PATH?op=delete&match=*", "changes/PATH?format=jsonl", "changes/PATH?format=atom", "changes/PATH?limit=1&from=0x1&to=AT",
	"tree/PATH?at=AT", "branch/PATH?at=AT", "find/PATH?at=AT&name=*&format=jsonl", "find/PATH?at=AT&data=x",
	"compare/PATH?at=AT&with=/app&format=jsonl", "compare/app?at=AT&with=/PATH&format=jsonl",
	"changes/PATH?by=session", "changes/PATH?after=AT.0", "changes/PATH?from=2001-01-01T00:00&who=alice",
	"tree/PATH?at=AT&view=hex", "tree/PATH?at=AT&value=1", "tree/PATH?at=AT&q=x", "raw/PATH?at=AT", "export/PATH?at=AT&format=jsonl",
	"find/PATH?at=AT&min=1&format=jsonl", "recent/PATH?at=AT", "largest/PATH?at=AT&by=bytes", "acls/PATH?at=AT", "stat/PATH?at=AT", "image/PATH?at=AT", "compare/PATH?at=AT&with=/PATH", "acl/PATH?restore=AT",
	"set/PATH?restore=AT", "bring-back/PATH", "bring-back/PATH?at=AT", "bring-back/PATH?deleted=AT&alone=1",
}

// varying matches what differs from answer to answer whatever it is about
var varying = regexp.MustCompile(`(?i)"(at|cursor|seconds)":"?[^",}]*|<time.*?</time>|nonce="[^"]*"|name="once" value="[^"]*"|[0-9a-f]{16,}|data-now="[^"]*"|[0-9.]+ ms`)

// answers returns the answers to all of them, by the way, without the znode's own path.
func (v *visitor) answers(t *testing.T, path, at string) map[string]string {
	t.Helper()
	name := path[strings.LastIndexByte(path, '/')+1:]
	clean := func(text string) string {
		return varying.ReplaceAllString(strings.ReplaceAll(strings.ReplaceAll(text, url.QueryEscape(path), "PATH"), name, "NAME"), "")
	}
	all := map[string]string{}
	for _, way := range waysBack {
		target := "/c/main/" + strings.ReplaceAll(strings.ReplaceAll(way, "PATH", path[1:]), "AT", at)
		for _, accept := range []string{"application/json", "text/html"} {
			got := v.get(t, target, "Accept", accept)
			all[way+" "+accept] = fmt.Sprint(got.status, got.header.Get("ETag"), clean(got.body))
		}
	}
	for _, way := range []string{"bring-back/PATH", "reveal/PATH?at=AT"} {
		target := "/c/main/" + strings.ReplaceAll(strings.ReplaceAll(way, "PATH", path[1:]), "AT", at)
		got := v.post(t, target, nil, "Accept", "application/json")
		all["POST "+way] = fmt.Sprint(got.status, clean(got.body))
	}
	return all
}

// TestWhoMayNotSeeAZnodeLearnsNothingOfItsPast checks that all answers are as if the znode had
// never existed.
func TestWhoMayNotSeeAZnodeLearnsNothingOfItsPast(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.add(t, "outsider", people.Editor, "/")
	h.add(t, "confined", people.Editor, "/team")
	shut := []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	for _, parent := range []string{"/shut", "/lost"} {
		h.make(t, znode.Op{Path: parsePath(t, parent), ACL: shut})
		h.make(t, znode.Op{Path: parsePath(t, parent+"/veiled"), Data: []byte("xunseen")})
		h.make(t, znode.Op{Path: parsePath(t, parent+"/goners"), Data: []byte("xunseen")})
		h.set(t, parent+"/veiled", "xunseen again")
		h.make(t, znode.Op{Path: parsePath(t, parent+"/goners/below"), Data: []byte("xunseen")})
		h.delete(t, parent+"/goners/below")
	}
	h.make(t, znode.Op{Path: parsePath(t, "/ajar"), ACL: shut})
	h.make(t, znode.Op{Path: parsePath(t, "/ajar/anew")})
	h.delete(t, "/ajar/anew")
	if _, err := zktest.SetACL(h.context, h.boss, parsePath(t, "/ajar"), open, znode.AnyVersion); err != nil {
		t.Fatal(err)
	}
	h.make(t, znode.Op{Path: parsePath(t, "/ajar/anew")})
	at := fmt.Sprintf("%#x", uint64(h.set(t, "/app/c", "x")))
	for _, path := range []string{"/shut/goners", "/lost/goners", "/lost/veiled", "/lost"} {
		h.delete(t, path)
	}
	results, err := h.boss.Apply(h.context,
		znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/team/together"), ACL: open}, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/shut/together"), ACL: open})
	if err != nil {
		t.Fatal(err)
	}
	h.recording.Until(t, results[0].Zxid)
	behind := func(v *visitor, path string) string {
		place := url.QueryEscape(fmt.Sprintf("%#x.1%s", uint64(results[0].Zxid), path))
		got := v.getJSON(t, "/c/main/changes/?after="+place)
		return fmt.Sprint(got.status, got.body)
	}
	hermit := h.hermit(t, "/shut/hermit")
	for user, paths := range map[string][][2]string{
		"outsider": {{"/shut/goners", "/shut/nevers"}, {"/lost/veiled", "/lost/nevers"}, {"/lost/goners", "/lost/nevers"}},
		"confined": {{"/shut/veiled", "/shut/nevers"}, {"/app/a/deep", "/app/a/dzzp"}},
	} {
		v := h.member(t, user)
		for _, pair := range paths {
			hidden, never := v.answers(t, pair[0], at), v.answers(t, pair[1], at)
			for way := range maps.Keys(hidden) {
				if hidden[way] != never[way] {
					t.Errorf("%s, %s of %s: told %s", user, way, pair[0], firstDiffers(hidden[way], never[way]))
				}
				if strings.Contains(hidden[way], "xunseen") {
					t.Errorf("%s is shown by %s what %s held", user, way, pair[0])
				}
			}
		}
		if told, of := behind(v, "/shut/together"), behind(v, "/shut/nevers"); told != of {
			t.Errorf("%s, behind what they may not see: told %s", user, firstDiffers(told, of))
		}
		for _, way := range []string{"changes/", "changes/?format=jsonl", "changes/?format=atom", "find/?name=*&format=jsonl&at=" + at, "changes/?session=" + fmt.Sprintf("%#x", uint64(h.bossSession()))} {
			if got := v.get(t, "/c/main/"+way); strings.Contains(got.body, "veiled") || strings.Contains(got.body, "goners") || strings.Contains(got.body, "/shut/") {
				t.Errorf("%s tells %s of what they may not see", way, user)
			}
		}
	}
	outsider, confined := h.member(t, "outsider"), h.member(t, "confined")
	facts := func(v *visitor, session int64) string {
		id := fmt.Sprintf("%#x", uint64(session))
		return varying.ReplaceAllString(strings.ReplaceAll(v.get(t, "/c/main/changes/?session="+id).body, id, "SESSION"), "")
	}
	const never = 0x7000000000000001
	if told, of := facts(confined, hermit), facts(confined, never); told != of {
		t.Errorf("a confined person sees of another's session %s", firstDiffers(told, of))
	}
	if facts(outsider, hermit) == facts(outsider, never) {
		t.Error("a person who may see all sessions sees nothing of one")
	}
	if facts(confined, h.bossSession()) == facts(confined, never) {
		t.Error("a person who knows of a change sees nothing of its session")
	}
	for _, told := range outsider.history(t, "/c/main/versions/ajar/anew").Versions {
		if told.Life != 1 {
			t.Errorf("a person who may know of one znode at a path is told that it is number %d", told.Life)
		}
	}
	for _, told := range confined.history(t, "/c/main/changes/team").Changes {
		if told.Path == "/team/together" && told.Multi != 0 {
			t.Errorf("a confined person is told that %d changes were made together", told.Multi)
		}
	}
}

// hermit creates a znode that only the boss may read, in a session that has ended, and returns the
// zxid.
func (h *historian) hermit(t *testing.T, path string) int64 {
	t.Helper()
	credentials, err := session.Digest("boss", bossPassword)
	if err != nil {
		t.Fatal(err)
	}
	client := session.Open(h.config.Clusters[0], credentials, session.Options{SessionTimeout: zktest.SessionTimeout})
	defer client.Close()
	if err := client.AwaitConnected(h.context); err != nil {
		t.Fatal(err)
	}
	if _, err := znode.Create(h.context, client, parsePath(t, path), nil, open, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	status, _ := client.Status()
	client.Close()
	h.set(t, "/app/c", "the session has ended")
	return status.Session
}

// TestSecretsOfThePast checks that they are revealed, on record, to people with that role, and
// restored without being shown.
func TestSecretsOfThePast(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	then := fmt.Sprintf("%#x", uint64(h.set(t, "/app/login", `{"password":"`+secretValue+`"}`)))
	h.set(t, "/app/login", `{"password":"other"}`)
	editor, reader := h.member(t, "editor"), h.member(t, "reader")
	page := editor.get(t, "/c/main/tree/app/login?at="+then)
	if strings.Contains(page.body, secretValue) || !strings.Contains(page.body, `action="/c/main/reveal/app/login?at=`+then+`"`) {
		t.Error("the page of the past shows a secret, or does not offer to reveal it")
	}
	before := h.head(t)
	if got := reader.post(t, "/c/main/reveal/app/login?at="+then, nil); got.status != http.StatusForbidden || strings.Contains(got.body, secretValue) {
		t.Errorf("whose role may not: %d", got.status)
	}
	if got := editor.post(t, "/c/main/reveal/app/login?at="+then, url.Values{"reason": {"what was it"}}); got.status != http.StatusOK || !strings.Contains(got.body, secretValue) {
		t.Errorf("%d, without the secret", got.status)
	}
	h.head(t)
	var said []string
	for _, entry := range h.entries(t, before) {
		if entry.Event == audit.NodeReveal {
			said = append(said, fmt.Sprint(entry.User, " ", entry.Outcome, " ", entry.Settings["at"]))
		}
	}
	if want := fmt.Sprint([]string{"reader denied " + then, "editor intent " + then, "editor ok " + then}); fmt.Sprint(said) != want {
		t.Errorf("on record is %q, want %s", said, want)
	}
	versions := editor.get(t, "/c/main/versions/app/login").body
	link := "/c/main/bring-back/app/login?alone=1&amp;on_conflict=overwrite&amp;at=" + then
	if !strings.Contains(versions, `href="`+link+`"`) {
		t.Error("a version with a secret cannot be restored")
	}
	plan := editor.get(t, strings.ReplaceAll(link, "&amp;", "&"))
	if text := pageText(t, plan.body); plan.status != http.StatusOK || strings.Contains(plan.body, secretValue) || !strings.Contains(text, "1 to overwrite") {
		t.Errorf("%d %q", plan.status, text)
	}
	got := editor.post(t, "/c/main/bring-back/app/login", url.Values{"at": {then}, "alone": {"1"}, "on_conflict": {"overwrite"}}, "Accept", "application/json")
	if got.status != http.StatusOK || strings.Contains(got.body, secretValue) {
		t.Errorf("%d %s", got.status, got.body)
	}
	h.holds(t, "/app/login", `{"password":"`+secretValue+`"}`)
}

// firstDiffers returns the place where two texts begin to differ.
func firstDiffers(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	around := func(text string) string { return text[max(0, min(i, len(text))-80):min(len(text), i+120)] }
	return fmt.Sprintf("%q, and of what never was %q", around(a), around(b))
}

// moments matches when something was: a zxid or a time
var moments = regexp.MustCompile(`0x[0-9a-f]+|"(time|from|to|mzxid|czxid|pzxid|ctime|mtime)":\d+|<updated>[^<]*|"entries":\[\d+\]|\d{4}-\d\d-\d\dT[0-9:.]+Z`)

// counting matches the ways whose answer is about the znode alone
var counting = regexp.MustCompile(`^(POST )?(versions|changes|bring-back|branch)/`)

// TestNoCountOfThePastTellsOfWhatIsHidden checks a znode whose transactions also did something that
// the person may not know, or that had lives or versions that they may not see. Every answer must
// be the same as for a znode without these: counts, cursors, IDs, pages of one, and how much more
// there is.
func TestNoCountOfThePastTellsOfWhatIsHidden(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.add(t, "outsider", people.Editor, "/")
	shut := []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	apply := func(ops ...znode.Op) {
		t.Helper()
		for i := range ops {
			if ops[i].Version = znode.AnyVersion; ops[i].Kind == znode.OpCreate && ops[i].ACL == nil {
				ops[i].ACL = open
			}
		}
		if _, err := h.boss.Apply(h.context, ops...); err != nil {
			t.Fatal(err)
		}
	}
	create := func(path string) znode.Op {
		return znode.Op{Kind: znode.OpCreate, Path: parsePath(t, path), Data: []byte("x")}
	}
	set := func(path string) znode.Op {
		return znode.Op{Kind: znode.OpSet, Path: parsePath(t, path), Data: []byte("y")}
	}
	gone := func(path string) znode.Op { return znode.Op{Kind: znode.OpDelete, Path: parsePath(t, path)} }
	acl := func(path string, acl []znode.ACL) znode.Op {
		return znode.Op{Kind: znode.OpSetACL, Path: parsePath(t, path), ACL: acl}
	}
	apply(znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/shut"), ACL: shut})
	apply(create("/swing"))
	apply(create("/shut/a"), create("/app/mixed"), set("/shut/a"), set("/app/mixed"), create("/shut/b"))
	apply(create("/app/plain"), set("/app/plain"))
	for _, path := range []string{"/swing/mixed", "/swing/plain"} {
		apply(create(path))
		apply(gone(path))
	}
	apply(acl("/swing", shut))
	for range 25 {
		apply(create("/swing/mixed"))
		apply(gone("/swing/mixed"))
	}
	apply(acl("/swing", open))
	at := fmt.Sprintf("%#x", uint64(h.set(t, "/app/c", "x")))
	v := h.member(t, "outsider")
	for _, parent := range []string{"/app", "/swing"} {
		hidden, plain := v.answers(t, parent+"/mixed", at), v.answers(t, parent+"/plain", at)
		for way := range maps.Keys(hidden) {
			if !counting.MatchString(way) { // the answer shows both
				continue
			}
			if told, of := moments.ReplaceAllString(hidden[way], "THEN"), moments.ReplaceAllString(plain[way], "THEN"); told != of {
				t.Errorf("below %s, by %s: %s", parent, way, firstDiffers(told, of))
			}
		}
	}
	for _, told := range v.history(t, "/c/main/changes/app?limit=1").Changes {
		if told.Path == "/app/mixed" && told.Multi != 2 {
			t.Errorf("of two changes that may be known %d are counted", told.Multi)
		}
	}
	if one := v.history(t, "/c/main/versions/swing/mixed?limit=1").lines(); len(one) != 1 {
		t.Errorf("a page of one version has %q", one)
	}
	boss := h.member(t, "admin").history(t, "/c/main/versions/app/mixed").Versions
	if len(boss) != 2 || boss[0].Multi != 2 {
		t.Errorf("another person sees %+v", boss)
	}
}
