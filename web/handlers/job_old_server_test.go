package handlers

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"strings"
	"testing"

	web "zkweb/web/handlers/jobs"
	"zkweb/web/jobs"
	"zkweb/zkconn/zktest"
)

// TestJobsOnAnOldServer runs and undoes each kind of job on a server without multi-reads.
func TestJobsOnAnOldServer(t *testing.T) {
	t.Parallel()
	r := runRecordedOn(t, zktest.RunRelease(t, "3.4"), func(config *Config) { keeping(t, config) })
	r.plenty(t, "/team/x/many")
	v, before := r.member(t, "editor"), r.state(t, "/team/x")
	file := v.exported(t, "/team/x/many")
	over := func(done web.JSON) web.JSON {
		t.Helper()
		if done.State != jobs.Done || done.Failed != 0 || done.Done < many+1 {
			t.Fatalf("%s: %+v %q", done.Kind, done, v.said(t, done.ID))
		}
		return done
	}
	isBack := func(after string) {
		t.Helper()
		if got := differ(before, r.state(t, "/team/x")); len(got) != 0 {
			t.Fatalf("after %s: %q", after, got)
		}
	}
	for _, each := range []struct {
		target string
		form   url.Values
	}{
		{"acl", url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.8:r"}, "recursive": {"1"}}},
		{"copy", url.Values{"to": {"/team/x/copy"}}},
		{"move", url.Values{"to": {"/team/x/moved"}}},
		{"delete", below},
	} {
		done := over(v.job(t, "/c/main/"+each.target+"/team/x/many", each.form))
		if len(differ(before, r.state(t, "/team/x"))) == 0 {
			t.Fatalf("%s: nothing has changed", each.target)
		}
		over(v.job(t, "/jobs/"+done.ID+"/undo", nil))
		isBack("taking back a job: " + each.target)
	}
	over(v.job(t, "/c/main/delete/team/x/many", below))
	over(v.jobOver(t, v.importJob(t, "/team/x/many", file)))
	isBack("an import")

	over(v.job(t, "/c/main/delete/team/x/many", below))
	newer := strings.NewReplacer(`"path":"/n0002"`, `"path":"/n0002","kind":"container"`, `"path":"/n0005"`, `"path":"/n0005","kind":"ttl","ttl":1500`)
	done := v.jobOver(t, v.importJob(t, "/team/x/many", summed(newer.Replace(file))))
	if said := strings.Join(v.said(t, done.ID), ""); done.State != jobs.Done || done.Failed != 2 || !strings.Contains(said, `"no_containers"`) || !strings.Contains(said, `"no_ttl"`) {
		t.Errorf("an import of kinds that the server does not support: %+v %q", done, said)
	}
}

// summed returns an export with a valid checksum.
func summed(file string) string {
	lines, end := file[:strings.LastIndex(file, `{"done"`)], file[strings.LastIndex(file, `{"done"`):]
	sum := strings.Index(end, `"sha256":"`) + len(`"sha256":"`)
	return lines + end[:sum] + fmt.Sprintf("%x", sha256.Sum256([]byte(lines))) + end[sum+2*sha256.Size:]
}
