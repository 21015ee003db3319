package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"zkweb/web/handlers/changes"
	web "zkweb/web/handlers/jobs"
	"zkweb/web/jobs"
	"zkweb/zkconn/znode"
)

// exported returns a znode and everything below it, with secrets, in the console's own format.
func (v *visitor) exported(t *testing.T, path string) string {
	t.Helper()
	got := v.do(t, http.MethodPost, "/c/main/export"+path, "format=jsonl", formType...)
	if got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	return got.body
}

// importJob imports a file like a script, and returns the job's ID.
func (v *visitor) importJob(t *testing.T, path, file string, fields ...[2]string) string {
	t.Helper()
	got := v.upload(t, "/c/main/import"+path, file, jsonType, fields...)
	if got.status != http.StatusAccepted {
		t.Fatalf("import to %s: %d %.500s", path, got.status, got.body)
	}
	return decode[map[string]string](t, got)["job"]
}

// TestManyZnodesAreImportedByAJob imports data, ACLs and kinds over existing znodes, and undoes
// that.
func TestManyZnodesAreImportedByAJob(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.plenty(t, "/team/x/many")
	v := r.member(t, "editor")
	want := r.state(t, "/team/x/many")
	file := v.exported(t, "/team/x/many")
	v.job(t, "/c/main/delete/team/x/many", below)

	plan := v.importFile(t, "/team/x/many", file, http.StatusOK, [2]string{"dry_run", "1"})
	if !plan.Job || plan.Create != many+1 || plan.Made != nil {
		t.Errorf("the plan: %+v", plan)
	}
	done := v.jobOver(t, v.importJob(t, "/team/x/many", file))
	if done.State != jobs.Done || done.Kind != "import" || done.Done != many+1 || done.Total != many+1 || done.Failed != 0 {
		t.Fatalf("%+v %q", done, v.said(t, done.ID))
	}
	if got := differ(want, r.state(t, "/team/x/many")); len(got) != 0 {
		t.Errorf("%q", got)
	}
	undone := v.job(t, "/jobs/"+done.ID+"/undo", nil)
	if left := r.state(t, "/team/x/many"); undone.Failed != 0 || undone.Done != many+1 || len(left) != 0 {
		t.Errorf("taken back: %+v %q", undone, left)
	}
	r.importOver(t, v, file, want)
}

// importOver imports over znodes that others have created in the meantime.
func (r *recordedTeam) importOver(t *testing.T, v *visitor, file string, want []string) {
	t.Helper()
	r.fill(t, [2]string{"/team/x/many", "top"}, [2]string{"/team/x/many/n0000", "theirs"}, [2]string{"/team/x/many/n0002", ""}, [2]string{"/team/x/many/extra", ""})
	before := r.state(t, "/team/x/many")
	if got := v.importFile(t, "/team/x/many", file, http.StatusConflict); got.Conflict != 1 {
		t.Errorf("%+v", got)
	}
	if got := v.upload(t, "/c/main/import/team/x/many", file, jsonType, [2]string{"acl", "mix"}); got.status != http.StatusBadRequest {
		t.Errorf("acl=mix: %d", got.status)
	}
	fields := [][2]string{{"on_conflict", "overwrite"}, {"acl", "set"}}
	plan := v.importFile(t, "/team/x/many", file, http.StatusOK, append(fields, [2]string{"dry_run", "1"})...)
	if plan.Change != 1 || plan.Same != 2 || plan.ACLs != 1 || plan.Create != many-2 {
		t.Errorf("%+v", plan)
	}
	done := v.jobOver(t, v.importJob(t, "/team/x/many", file, fields...))
	if got := differ(want, r.state(t, "/team/x/many")); done.Failed != 0 || len(got) != 1 || !strings.Contains(got[0], "/extra") {
		t.Errorf("%+v %q", done, got)
	}
	if got := v.said(t, done.ID); len(got) != 1 || !strings.Contains(got[0], `{"path":"/team/x/many","outcome":"same"}`) {
		t.Errorf("%q", got)
	}
	undone := v.job(t, "/jobs/"+done.ID+"/undo", nil)
	if got := differ(before, r.state(t, "/team/x/many")); undone.Failed != 0 || len(got) != 0 {
		t.Errorf("taken back: %+v %q %q", undone, v.said(t, undone.ID), got)
	}
}

// TestAnImportCancelledMidwayIsTakenBack undoes an import that was cancelled at any point.
func TestAnImportCancelledMidwayIsTakenBack(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.fill(t, [2]string{"/team/x/box", "theirs"})
	before := r.state(t, "/team/x/box")
	var file strings.Builder
	file.WriteString("# lines\n")
	for i := range 5000 {
		fmt.Fprintf(&file, "/=n%05d=%d\n", i, i)
	}
	v := r.member(t, "editor")
	id := v.importJob(t, "/team/x/box", file.String(), [2]string{"on_conflict", "skip"})
	v.post(t, "/jobs/"+id+"/cancel", nil)
	job := v.jobOver(t, id)
	eventually(t, "the end of its work", func() bool { return r.config.Jobs.Working() == 0 })
	t.Logf("cancelled after %d of %d znodes: %s", job.Done, job.Total, job.State)
	undone := v.job(t, "/jobs/"+id+"/undo", nil)
	if got := differ(before, r.state(t, "/team/x/box")); undone.State != jobs.Done || undone.Failed != 0 || len(got) != 0 {
		t.Errorf("%+v, %d lines differ", undone, len(got))
	}
}

// TestAnImportLeavesWhatOthersHaveChangedSinceThePlan checks that such znodes are left unchanged
// and reported.
func TestAnImportLeavesWhatOthersHaveChangedSinceThePlan(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.plenty(t, "/team/x/many")
	v := r.member(t, "editor")
	file := v.exported(t, "/team/x/many")
	v.job(t, "/c/main/delete/team/x/many", below)
	page := v.upload(t, "/c/main/import/team/x/many", file, "text/html")
	if said := pageText(t, page.body); !strings.Contains(said, "It is made by a job") || !strings.Contains(said, "It can be undone") {
		t.Errorf("%d %.1000q", page.status, said)
	}
	fields := url.Values{"id": {between(page.body, `name="id" value="`, `"`)}, "plan": {between(page.body, `name="plan" value="`, `"`)}, "on_conflict": {"fail"}}
	got := v.do(t, http.MethodPost, "/c/main/import/team/x/many", fields.Encode(), formType...)
	id := strings.TrimPrefix(got.header.Get("Location"), "/jobs/")
	if got.status != http.StatusSeeOther || id == "" {
		t.Fatalf("%d %q", got.status, got.body)
	}
	v.jobOver(t, id)
	for path, data := range map[string]string{"/team/x/many/n0000": "theirs", "/team/x/many/n0001": "theirs"} {
		if _, err := znode.Set(r.context, r.boss, parsePath(t, path), []byte(data), 0); err != nil {
			t.Fatal(err)
		}
	}
	review := decode[web.UndoJSON](t, v.getJSON(t, "/jobs/"+id+"/undo")).Undo
	if review.Delete != many-2 || review.Stay != 3 || !review.Complete {
		t.Errorf("%+v", review)
	}
	undone := v.job(t, "/jobs/"+id+"/undo", nil)
	if left := r.state(t, "/team/x/many"); undone.Failed != 3 || len(left) != 3 {
		t.Errorf("%+v %q", undone, left)
	}
	var said changes.ImportJSON
	if said = v.importFile(t, "/team/x/many", file, http.StatusOK, [2]string{"dry_run", "1"}, [2]string{"on_conflict", "skip"}); said.Skip != 2 || said.Same != 1 {
		t.Errorf("%+v", said)
	}
}
