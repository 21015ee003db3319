package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestQuota checks that servers count and, if they support hard limits, refuse, and that nothing is
// left of a quota that was removed.
func TestQuota(t *testing.T) {
	t.Parallel()
	for release, refuses := range map[string]bool{"3.4": false, "3.9": true} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			enforce := zkserver.Config{JavaProperties: map[string]string{"zookeeper.enforceQuota": "true"}}
			testQuota(t, zktest.RunRelease(t, release, enforce).Addr(), refuses)
		})
	}
}

func testQuota(t *testing.T, server string, refuses bool) {
	c, trail := runWriting(t, people.Editor, server)
	v, p := c.alice(t), newPlace(t, server, "quota")
	p.create("/a", nil, open)
	at := p.create("/a/b", []byte("12345"), open)
	child := p.create("/a/b/c", []byte("67"), open)
	quotaOf := func(path string) changes.QuotaJSON {
		t.Helper()
		return decode[changes.QuotaJSON](t, v.getJSON(t, link("quota", path)))
	}
	if got := quotaOf(at); got.Count != nil || got.UsedCount != nil {
		t.Errorf("without a quota: %+v", got)
	}
	got := v.post(t, link("quota", at), url.Values{"count": {"3"}, "hard_count": {"3"}, "version": {"none"}})
	if got.status != http.StatusSeeOther {
		t.Fatalf("%d %.300q", got.status, pageText(t, got.body))
	}
	if data, _, _ := p.get("/zookeeper/quota" + at + "/zookeeper_limits"); string(data) != "count=3,bytes=-1=;countHardLimit=3" {
		t.Errorf("the limits are %q", data)
	}
	if got := quotaOf(at); got.Count == nil || *got.Count != 3 || got.Bytes != nil || *got.UsedCount != 2 || *got.UsedBytes != 7 {
		t.Errorf("%+v", got)
	}
	p.create("/a/b/d", []byte("8"), open)
	eventually(t, "the server counts on", func() bool { got := quotaOf(at); return *got.UsedCount == 3 && *got.UsedBytes == 8 })
	refused := v.postForm(t, link("create", at), map[string]string{"name": "e", "data": ""}, nil, "Accept", "application/json")
	if refuses != strings.Contains(refused.body, string(znode.CodeQuotaExceeded)) || refuses == (refused.status == http.StatusCreated) {
		t.Errorf("one more than the hard limit: %d %s", refused.status, refused.body)
	}
	for path, code := range map[string]znode.Code{p.root: znode.CodeQuotaBelow, child: znode.CodeQuotaAbove} {
		got := v.post(t, link("quota", path), url.Values{"count": {"9"}}, "Accept", "application/json")
		if answer := decode[errorAnswer](t, got); got.status != http.StatusConflict || answer.Error.Code != string(code) {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
		if page := v.get(t, link("quota", path)); !strings.Contains(page.body, link("quota", at)) || postedBy(t, page.body, "Save quota") != nil {
			t.Errorf("%s: the page does not lead to the quota, or has a form", path)
		}
	}
	form := postedBy(t, v.get(t, link("quota", at)).body, "Save quota")
	later := v.post(t, link("quota", at), url.Values{"bytes": {"100"}, "version": {"0"}}, "Accept", "application/json")
	if got := decode[changes.QuotaJSON](t, later); got.Count != nil || *got.Bytes != 100 {
		t.Errorf("%s", later.body)
	}
	if got := v.post(t, link("quota", at), form); got.status != http.StatusConflict {
		t.Errorf("over somebody else's: %d", got.status)
	}
	if got := v.post(t, link("quota", at), url.Values{"count": {"-2"}}, "Accept", "application/json"); got.status != http.StatusBadRequest {
		t.Errorf("a limit that is none: %d %s", got.status, got.body)
	}
	if got := v.post(t, link("quota", at), url.Values{}); got.status != http.StatusSeeOther {
		t.Errorf("none: %d", got.status)
	}
	if _, _, there := p.get("/zookeeper/quota/quota"); there {
		t.Error("a part of the quota is left")
	}
	want := []string{"node.quota intent", "node.quota ok", "node.quota intent", "node.quota ok", "node.quota failed", "node.quota failed", "node.quota intent", "node.quota ok"}
	if recorded := changesOf(t, trail, at); len(recorded) < 6 || !slices.Equal(recorded[:4], want[:4]) {
		t.Errorf("recorded %q", recorded)
	}
}

// TestQuotasOfOthers checks that a quota can be set by people who may set its znode, and that
// nothing else below /zookeeper can be set.
func TestQuotasOfOthers(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "confined", people.Editor, "/app")
	for _, test := range []struct {
		user, path string
		status     int
		code       znode.Code
	}{
		{"viewer", "/app", 403, znode.CodeRoleForbids},
		{"auditor", "/app", 403, znode.CodeRoleForbids},
		{"confined", "/team", 403, znode.CodeOutsidePaths},
		{"confined", "/zookeeper", 403, znode.CodeOutsidePaths},
		{"admin", "/zookeeper/quota", 400, znode.CodeQuotaPath},
		{"admin", "/", 400, znode.CodeQuotaPath},
		{"admin", "/absent", 404, znode.CodeNoNode},
	} {
		got := r.member(t, test.user).post(t, "/c/main/quota"+test.path, url.Values{"count": {"5"}}, "Accept", "application/json")
		if answer := decode[errorAnswer](t, got); got.status != test.status || answer.Error.Code != string(test.code) {
			t.Errorf("%s of %s: %d %s", test.user, test.path, got.status, got.body)
		}
	}
	names, _, err := r.boss.GetChildren(r.context, parsePath(t, "/zookeeper/quota"))
	if err != nil || len(names) != 0 {
		t.Errorf("there are quotas: %q, %v", names, err)
	}
	if got := r.member(t, "confined").post(t, "/c/main/quota/app/a", url.Values{"count": {"5"}}); got.status != http.StatusSeeOther {
		t.Errorf("one's own: %d %.300q", got.status, pageText(t, got.body))
	}
}
