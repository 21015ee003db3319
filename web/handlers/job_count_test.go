package handlers

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"zkweb/web/jobs"
)

// TestOnesOwnJobsAreCountedOnEveryPage until they are over.
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
