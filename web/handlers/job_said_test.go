package handlers

import (
	"context"
	"strings"
	"testing"

	web "zkweb/web/handlers/jobs"
	"zkweb/web/jobs"
	"zkweb/zkconn/znode"
)

// TestAJobSpeaksOfItsOwnerToOthers checks that a job's page, report and JSON address the owner, and
// speak about the owner to others.
func TestAJobSpeaksOfItsOwnerToOthers(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	editor, admin := r.member(t, "editor"), r.member(t, "admin")
	r.plenty(t, "/team/said")
	r.config.Jobs.Handle("delete", func(ctx context.Context, run *jobs.Run) error {
		if err := run.Report(ctx, jobs.Line{Path: "/team/said", Outcome: jobs.NotChanged, Code: znode.CodeOutsidePaths}); err != nil {
			return err
		}
		return &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeSignedOut}
	})
	id := decode[map[string]string](t, editor.post(t, link("delete", "/team/said"), below, "Accept", "application/json"))["job"]
	eventually(t, "the job is over", func() bool { return decode[web.JSON](t, editor.getJSON(t, "/jobs/"+id)).State == jobs.Failed })
	for asker, want := range map[*visitor]struct{ why, line string }{
		editor: {"You were signed out", "You don’t have access to this path"},
		admin:  {"The person may no longer sign in", "outside the person’s paths"},
	} {
		page := asker.get(t, "/jobs/"+id).body
		for where, got := range map[string]struct{ body, want string }{
			"page":              {page, want.why},
			"lines of the page": {page, want.line},
			"JSON":              {asker.getJSON(t, "/jobs/"+id).body, want.why},
			"list":              {asker.getJSON(t, "/jobs").body, want.why},
			"report":            {asker.get(t, "/jobs/"+id+"/report").body, want.line},
		} {
			if !strings.Contains(got.body, got.want) {
				t.Errorf("%s: it does not say %q: %s", where, got.want, got.body)
			}
		}
	}
}
