package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"zkweb/auth/people"
	web "zkweb/web/handlers/jobs"
	"zkweb/web/jobs"
	"zkweb/zkconn/zktest"
)

// TestOnesOwnJobsAreCountedOnEveryPage checks that pages count a person's own jobs until they are
// over.
func TestOnesOwnJobsAreCountedOnEveryPage(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	editor, admin := r.member(t, "editor"), r.member(t, "admin")
	r.plenty(t, "/team/many")
	const counted = `<a href="/jobs">Jobs <b>1</b></a>`
	r.config.Jobs.Handle("delete", func(ctx context.Context, _ *jobs.Run) error {
		<-ctx.Done()
		return ctx.Err()
	})
	if page := editor.get(t, "/c/main/tree/app").body; strings.Contains(page, `Jobs <b>`) {
		t.Error("jobs are counted where there are none")
	}
	id := decode[map[string]string](t, editor.post(t, link("delete", "/team/many"), below, "Accept", "application/json"))["job"]
	for _, target := range []string{"/c/main/tree/app", "/clusters"} {
		if page := editor.get(t, target).body; !strings.Contains(page, counted) {
			t.Errorf("%s does not lead to the job", target)
		}
		if page := admin.get(t, target).body; strings.Contains(page, counted) {
			t.Errorf("%s counts another's job", target)
		}
	}
	if got := editor.post(t, "/jobs/"+id+"/cancel", nil); got.status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.status, got.body)
	}
	eventually(t, "the job is over", func() bool { return !strings.Contains(editor.get(t, "/c/main/tree/app").body, counted) })
}

// TestAJobOfMoreThanWasCountedSaysSo checks a job whose znodes are so deep that a slow link does
// not let them be counted in time.
func TestAJobOfMoreThanWasCountedSaysSo(t *testing.T) {
	t.Parallel()
	proxy := zktest.RunProxy(t, zookeeper.Addr())
	waits := func(ctx context.Context, _ *jobs.Run) error {
		<-ctx.Done()
		return ctx.Err()
	}
	c, _ := runWriting(t, people.Editor, proxy.Addr(), func(config *Config) {
		config.Jobs.Handle("delete", waits)
		config.Jobs.Handle("copy", waits)
	})
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "deep")
	const levels = 200
	for i := range levels {
		p.create(strings.Repeat("/d", i+1), nil, open)
	}
	proxy.Delay(10 * time.Millisecond) // for each level
	for door, form := range map[string]url.Values{"delete": below, "copy": {"to": {"/elsewhere"}}} {
		begun := v.post(t, link(door, p.root), form, "Accept", "application/json")
		if begun.status != http.StatusAccepted {
			t.Fatalf("%s: %d %s", door, begun.status, begun.body)
		}
		told := v.getJSON(t, "/jobs/"+decode[map[string]string](t, begun)["job"])
		if job := decode[web.JSON](t, told); !job.More || job.Total == 0 || job.Total > levels {
			t.Errorf("%s: %s", door, told.body)
		}
	}
}
