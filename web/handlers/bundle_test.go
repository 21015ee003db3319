package handlers

import (
	"archive/zip"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/health"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// bundle downloads a bundle and returns its files.
func (v *visitor) bundle(t *testing.T, path string) map[string]string {
	t.Helper()
	got := v.post(t, "/c/main/bundle"+path, nil)
	if got.status != 200 || got.header.Get("Content-Type") != "application/zip" {
		t.Fatalf("the bundle of %s answers %d %s", path, got.status, got.header.Get("Content-Type"))
	}
	archive, err := zip.NewReader(strings.NewReader(got.body), int64(len(got.body)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, file := range archive.File {
		in, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[file.Name] = string(text)
	}
	return files
}

// TestSupportBundle checks that a bundle contains no secret and no hash, whoever takes it, names
// what could not be read, and is recorded.
func TestSupportBundle(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, polled)
	bossOnly := []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	if _, err := znode.Create(r.context, r.boss, parsePath(t, "/app/closed"), []byte("x"), bossOnly, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	if _, err := znode.Create(r.context, r.boss, parsePath(t, "/app/closed/inner"), []byte("x"), open, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	r.site.Health.NoteQuotas("main", []health.Quota{{Path: "/app/a", Of: "count", Used: 95, Limit: 100}})
	own := []znode.ACL{{Scheme: "digest", ID: session.DigestID("admin", rightOne), Perms: znode.PermAll}}
	if _, err := znode.Create(r.context, r.boss, parsePath(t, "/app/own"), []byte("x"), own, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	before := r.head(t)
	files := r.member(t, "admin").bundle(t, "/app")
	all := strings.Join(slices.Collect(maps.Values(files)), "\n")
	hash := strings.TrimPrefix(session.DigestID("admin", rightOne), "admin:")
	for _, secret := range []string{secretValue, secretToken, hash, "inner"} {
		if strings.Contains(all, secret) {
			t.Errorf("the bundle contains %q", secret)
		}
	}
	for name, want := range map[string]string{
		"znodes.jsonl": `"path":"/a/deep"`, "denied.txt": "/app/closed: ", "stats.csv": "\"/app/a/deep\",\"0x", "health.json": "The quota of /app/a is", "versions.json": `"ZooKeeper 127.0.0.1:`, "CONTENTS.txt": "Of /app and all below it, in the cluster main",
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s lacks %q: %s", name, want, files[name])
		}
	}
	if !strings.Contains(files["health.json"], `"next": "Delete what nobody needs`) || !strings.Contains(files["health.json"], `"avg": `) || !strings.Contains(files["CONTENTS.txt"], "A znode is ") {
		t.Errorf("the texts for people who do not know ZooKeeper are %s and %s", files["health.json"], files["CONTENTS.txt"])
	}
	if !regexp.MustCompile(`Read through 127\.0\.0\.1:\d+, which had made all changes up to zxid 0x[0-9a-f]+ after a sync with the leader at 20\S+Z: `).MatchString(files["CONTENTS.txt"]) {
		t.Errorf("the server and the time of the read are missing: %s", files["CONTENTS.txt"])
	}
	if !strings.Contains(files["znodes.jsonl"], "admin:x") {
		t.Error("the ACL of one's own znode is not there without its hash")
	}
	taken := slices.DeleteFunc(r.entries(t, before), func(e audit.Entry) bool { return e.Event != audit.NodeExport })
	if len(taken) != 1 || taken[0].User != "admin" || taken[0].Path != "/app" || taken[0].Settings["format"] != "bundle" {
		t.Errorf("on record is %+v", taken)
	}
	r.add(t, "carol", people.Viewer, "/team")
	if got := r.member(t, "carol").post(t, "/c/main/bundle/app", nil); got.status != 403 {
		t.Errorf("somebody of other paths is answered %d", got.status)
	}
	for name, text := range r.member(t, "carol").bundle(t, "/team") {
		if strings.Contains(text, "/app") || strings.Contains(text, "/zkweb") {
			t.Errorf("to somebody of other paths %s tells %s", name, text)
		}
	}
}

// TestSupportBundleMasksAlways checks that bundles are masked even if pages show secrets.
func TestSupportBundleMasksAlways(t *testing.T) {
	t.Parallel()
	r := runTeam(t, nil)
	if _, err := znode.Create(r.context, r.boss, parsePath(t, "/app/db"), []byte(`{"password":"`+secretValue+`"}`), open, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	r.add(t, "viewer", people.Viewer, "/")
	if files := r.member(t, "viewer").bundle(t, "/app"); strings.Contains(files["znodes.jsonl"], secretValue) || !strings.Contains(files["znodes.jsonl"], "/db") || strings.Count(files["znodes.jsonl"], `"masked":1`) != 2 {
		t.Errorf("the bundle is %s", files["znodes.jsonl"])
	}
}
