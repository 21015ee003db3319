package handlers

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/guard"
	web "zkweb/web/handlers/jobs"
	"zkweb/web/jobs"
	"zkweb/web/words"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// many is slightly more znodes than one request changes.
const many = 230

// plenty creates a znode with many children, with all kinds of data and ACLs.
func (r *recordedTeam) plenty(t *testing.T, root string) {
	t.Helper()
	ops := []znode.Op{{Kind: znode.OpCreate, Path: parsePath(t, root), Data: []byte("top"), ACL: open}}
	reading := append(slices.Clone(open), znode.ACL{Scheme: "ip", ID: "127.0.0.9", Perms: znode.PermRead})
	for i := range many {
		data, acl := []byte(fmt.Sprintf("data %d", i)), open
		switch i % 4 {
		case 1:
			data = nil
		case 2:
			data, acl = []byte{}, reading
		case 3:
			data = []byte{0, 0xff, byte(i)}
		}
		at := fmt.Sprintf("%s/n%04d", root, i)
		if i%10 == 9 {
			at = fmt.Sprintf("%s/n%04d/deep", root, i-1)
		}
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, at), Data: data, ACL: acl})
	}
	if _, err := r.boss.Apply(r.context, ops...); err != nil {
		t.Fatal(err)
	}
}

// state returns the data and ACL of a znode and of everything below it, one per line.
func (r *recordedTeam) state(t *testing.T, root string) (lines []string) {
	t.Helper()
	var look func(path znode.Path)
	look = func(path znode.Path) {
		data, _, err := r.boss.Get(r.context, path)
		if znode.KindOf(err) == znode.NotFound {
			return
		}
		acl, _, aclErr := r.boss.GetACLs(r.context, path)
		names, _, namesErr := r.boss.GetChildren(r.context, path)
		if err != nil || aclErr != nil || namesErr != nil {
			t.Fatal(path, err, aclErr, namesErr)
		}
		lines = append(lines, fmt.Sprintf("%s %v %q %s", path, data == nil, data, znode.FormatACL(acl)))
		for _, name := range names {
			child, err := path.Child(name)
			if err != nil {
				t.Fatal(err)
			}
			look(child)
		}
	}
	look(parsePath(t, root))
	return lines
}

// differ returns the lines that only one of two states has.
func differ(a, b []string) []string {
	var all []string
	for _, line := range append(slices.Clone(a), b...) {
		if slices.Contains(a, line) != slices.Contains(b, line) && !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	return all
}

// job starts a job like a script, and returns it once it is over.
func (v *visitor) job(t *testing.T, target string, form url.Values) web.JSON {
	t.Helper()
	got := v.post(t, target, form, "Accept", "application/json")
	if got.status != 202 {
		t.Fatalf("%s: %d %.500s", target, got.status, got.body)
	}
	return v.jobOver(t, decode[map[string]string](t, got)["job"])
}

// jobOver waits for a job to be over.
func (v *visitor) jobOver(t *testing.T, id string) (job web.JSON) {
	t.Helper()
	eventually(t, "the end of the job", func() bool {
		job = decode[web.JSON](t, v.getJSON(t, "/jobs/"+id))
		return job.State.Over()
	})
	return job
}

// said returns the lines of a job's report except those about success.
func (v *visitor) said(t *testing.T, id string) (all []string) {
	t.Helper()
	for line := range strings.Lines(v.get(t, "/jobs/"+id+"/report").body) {
		if !strings.Contains(line, `"outcome":"done"`) && !strings.Contains(line, `"done":true`) {
			all = append(all, line)
		}
	}
	return all
}

// longTrail is a trail that, while slow is set, is not read to its end in time.
type longTrail struct {
	guard.Trail
	slow atomic.Bool
}

func (l *longTrail) Entries(ctx context.Context, filter audit.Filter) iter.Seq2[audit.Entry, error] {
	if !l.slow.Load() {
		return l.Trail.Entries(ctx, filter)
	}
	return func(yield func(audit.Entry, error) bool) {
		<-ctx.Done()
		yield(audit.Entry{}, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeTrailBusy, Cause: ctx.Err()})
	}
}

// TestManyACLsAreSetByAJobAndTakenBack checks that undoing skips ACLs that somebody has set since.
func TestManyACLsAreSetByAJobAndTakenBack(t *testing.T) {
	t.Parallel()
	trail := &longTrail{}
	r := runRecorded(t, func(config *Config) {
		keeping(t, config)
		trail.Trail, config.Rules.Trail = config.Rules.Trail, trail
	})
	r.plenty(t, "/team/x/many")
	before := r.state(t, "/team/x/many")
	v := r.member(t, "editor")
	acl := url.Values{"acl": {"world:anyone:cdrwa,digest:" + session.DigestID("editor", "p") + ":r"}, "recursive": {"1"}}
	head := r.head(t)
	if review := v.post(t, "/c/main/acl/team/x/many", url.Values{"acl": acl["acl"], "recursive": {"1"}, "review": {"1"}}); !strings.Contains(pageText(t, review.body), "They are set by a job") {
		t.Errorf("the review: %d %.500q", review.status, pageText(t, review.body))
	}
	job := v.job(t, "/c/main/acl/team/x/many", acl)
	if job.State != jobs.Done || job.Kind != "acl" || job.Done != many+1 || job.Failed != 0 {
		t.Fatalf("%+v", job)
	}
	for _, line := range r.state(t, "/team/x/many") {
		if !strings.HasSuffix(line, " "+acl.Get("acl")) {
			t.Fatalf("%s", line)
		}
	}
	made := 0
	for _, entry := range r.entries(t, head) {
		if strings.Contains(fmt.Sprint(entry), session.DigestID("editor", "p")) {
			t.Errorf("a hash is on record: %+v", entry)
		}
		if entry.Event == audit.NodeBatch && entry.Outcome == audit.OK {
			made += entry.Batch.Count
			if entry.Settings["job"] != job.ID || entry.Settings["mode"] != "replace" || entry.Change == "" {
				t.Errorf("recorded %+v", entry)
			}
		}
	}
	if made != many+1 {
		t.Errorf("%d changes on record", made)
	}
	theirs := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}, {Scheme: "ip", ID: "127.0.0.7", Perms: znode.PermRead}}
	set := func(at string, aversion int32) {
		t.Helper()
		if _, err := zktest.SetACL(r.context, r.boss, parsePath(t, at), theirs, aversion); err != nil {
			t.Fatal(err)
		}
	}
	set("/team/x/many/n0007", 1)
	anew := parsePath(t, "/team/x/many/n0003")
	if _, err := r.boss.Apply(r.context,
		znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/team/x/many/n0005")},
		znode.Op{Kind: znode.OpDelete, Path: anew},
		znode.Op{Kind: znode.OpCreate, Path: anew, Data: []byte{0, 0xff, 3}, ACL: open},
	); err != nil {
		t.Fatal(err)
	}
	set("/team/x/many/n0003", 0) // then it has the aversion that the job left
	if page := v.get(t, "/jobs/"+job.ID).body; !strings.Contains(page, `href="/jobs/`+job.ID+`/undo"`) {
		t.Error("the job's page does not offer to undo it")
	}
	review := decode[web.UndoJSON](t, v.getJSON(t, "/jobs/"+job.ID+"/undo")).Undo
	staying := map[string]znode.Code{}
	for _, left := range review.Staying {
		staying[left.Path] = left.Error.Code
	}
	if want := map[string]znode.Code{"/team/x/many/n0003": znode.CodeUndoChanged, "/team/x/many/n0005": znode.CodeUndoGone, "/team/x/many/n0007": znode.CodeUndoChanged}; review.ACL != many-2 || review.Stay != 3 || !review.Complete || !maps.Equal(staying, want) {
		t.Errorf("%+v", review)
	}
	trail.slow.Store(true)
	if page := v.get(t, "/jobs/"+job.ID+"/undo"); !strings.Contains(page.body, words.English.Jobs.AndMore) || !strings.Contains(page.body, `<button class="danger">`) ||
		strings.Contains(page.body, words.English.Jobs.NothingToUndo) {
		t.Errorf("the trail is too long to be read in time: %d %s", page.status, pageText(t, page.body))
	}
	trail.slow.Store(false)
	undone := v.job(t, "/jobs/"+job.ID+"/undo", nil)
	if undone.State != jobs.Done || undone.Kind != "undo" || undone.Undoes != job.ID || undone.Done != many+1 || undone.Failed != 3 {
		t.Errorf("%+v", undone)
	}
	if got := differ(before, r.state(t, "/team/x/many")); len(got) != 5 || !strings.HasSuffix(got[3], "ip:127.0.0.7:r") || !strings.Contains(got[4], "/n0007 ") || !strings.HasSuffix(got[4], "ip:127.0.0.7:r") {
		t.Errorf("%q", got)
	}
	got := v.said(t, undone.ID)
	for at, code := range staying {
		if !slices.ContainsFunc(got, func(line string) bool {
			return strings.Contains(line, at) && strings.Contains(line, `"outcome":"left","code":"`+string(code)+`"`)
		}) || len(got) != len(staying) {
			t.Errorf("%s: %q", at, got)
		}
	}
}

// TestADeletedSubtreeComesBack restores data, ACLs and kinds, except where others have created
// znodes since, and undoes that in turn.
func TestADeletedSubtreeComesBack(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.plenty(t, "/team/x/many")
	before := r.state(t, "/team/x/many")
	r.make(t, "/team/x/many/lives", "by a session", znode.ModeEphemeral)
	v := r.member(t, "editor")
	job := v.job(t, "/c/main/delete/team/x/many", below)
	if job.State != jobs.Done || job.Done != many+2 || len(r.state(t, "/team/x/many")) != 0 {
		t.Fatalf("%+v", job)
	}
	r.fill(t, [2]string{"/team/x/many", "theirs"})
	page := v.get(t, "/jobs/"+job.ID+"/undo")
	for _, said := range []string{fmt.Sprintf("%d znodes come back", many), "1 ephemeral znode was deleted", "1 znode stays as it is", "/team/x/many"} {
		if !strings.Contains(pageText(t, page.body), said) {
			t.Errorf("the page does not say %q: %d %q", said, page.status, pageText(t, page.body))
		}
	}
	entry := ""
	for _, recorded := range r.entries(t, 0) {
		if recorded.Settings["job"] == job.ID && recorded.Outcome == audit.OK {
			entry = undoOf(recorded.Seq)
		}
	}
	if part := v.get(t, entry); !strings.Contains(part.body, `href="/jobs/`+job.ID+`/undo"`) {
		t.Errorf("the page of one batch does not link to the whole job: %d", part.status)
	}
	undone := v.job(t, "/jobs/"+job.ID+"/undo", nil)
	if undone.State != jobs.Done || undone.Done != many+2 || undone.Failed != 1 || undone.Skipped != 1 {
		t.Errorf("%+v %q", undone, v.said(t, undone.ID))
	}
	if got := differ(before, r.state(t, "/team/x/many")); len(got) != 2 || !strings.Contains(got[1], `/team/x/many false "theirs"`) {
		t.Errorf("%q", got)
	}
	again := v.job(t, "/jobs/"+undone.ID+"/undo", nil)
	if left := r.state(t, "/team/x/many"); again.Failed != 0 || len(left) != 1 || !strings.Contains(left[0], "theirs") {
		t.Errorf("%+v %q", again, left)
	}
}

// TestOnlyWhoMayTakesAJobBack checks that people may undo their own jobs, that an admin may undo
// those of others, and that both at the same time do no harm.
func TestOnlyWhoMayTakesAJobBack(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.plenty(t, "/team/x/many")
	v, before := r.member(t, "editor"), r.state(t, "/team/x/many")
	job := v.job(t, "/c/main/delete/team/x/many", below)
	undo := "/jobs/" + job.ID + "/undo"
	for _, name := range []string{"viewer", "reader", "auditor"} {
		for _, got := range []answer{r.member(t, name).getJSON(t, undo), r.member(t, name).post(t, undo, nil, "Accept", "application/json")} {
			if got.status != 404 {
				t.Errorf("%s: %d %s", name, got.status, got.body)
			}
		}
	}
	if got := v.post(t, undo, nil, "Origin", "http://evil.example"); got.status != 403 {
		t.Errorf("from another site: %d", got.status)
	}
	if got := v.getJSON(t, "/jobs/none/undo"); got.status != 404 {
		t.Errorf("no job: %d %s", got.status, got.body)
	}
	admin := r.member(t, "admin")
	var together sync.WaitGroup
	for _, v := range []*visitor{v, admin} {
		together.Go(func() { v.post(t, undo, nil) })
	}
	together.Wait()
	eventually(t, "the end of both jobs", func() bool { return r.config.Jobs.Working() == 0 })
	all := decode[struct{ Jobs []web.JSON }](t, admin.getJSON(t, "/jobs")).Jobs
	if got := differ(before, r.state(t, "/team/x/many")); len(all) != 3 || len(got) != 0 {
		t.Errorf("%d jobs left %q", len(all), got)
	}
	for _, undone := range all[:2] {
		if undone.State != jobs.Done || undone.Kind != "undo" || undone.Failed != 0 {
			t.Errorf("%+v %q", undone, admin.said(t, undone.ID))
		}
	}
}

// TestACopyAndAMoveAreTakenBack checks that undoing skips what was changed since.
func TestACopyAndAMoveAreTakenBack(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.plenty(t, "/team/x/many")
	v, before := r.member(t, "editor"), r.state(t, "/team/x")
	copied := v.job(t, "/c/main/copy/team/x/many", url.Values{"to": {"/team/x/copy"}})
	if copied.Failed != 0 || len(r.state(t, "/team/x/copy")) != many+1 {
		t.Fatalf("%+v %q", copied, v.said(t, copied.ID))
	}
	if _, err := znode.Set(r.context, r.boss, parsePath(t, "/team/x/copy/n0004"), []byte("theirs"), 0); err != nil {
		t.Fatal(err)
	}
	undone := v.job(t, "/jobs/"+copied.ID+"/undo", nil)
	if left := r.state(t, "/team/x/copy"); undone.Failed != 2 || len(left) != 2 || !strings.Contains(left[1], "theirs") {
		t.Errorf("the copy: %+v %q", undone, left)
	}
	if _, err := r.boss.Apply(r.context, znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/team/x/copy/n0004"), Version: 1}, znode.Op{Kind: znode.OpDelete, Path: parsePath(t, "/team/x/copy")}); err != nil {
		t.Fatal(err)
	}
	moved := v.job(t, "/c/main/move/team/x/many", url.Values{"to": {"/team/x/moved"}})
	if moved.Failed != 0 || len(r.state(t, "/team/x/many")) != 0 {
		t.Fatalf("%+v %q", moved, v.said(t, moved.ID))
	}
	undone = v.job(t, "/jobs/"+moved.ID+"/undo", nil)
	if got := differ(before, r.state(t, "/team/x")); undone.Failed != 0 || len(got) != 0 {
		t.Errorf("the move: %+v %q %q", undone, v.said(t, undone.ID), got)
	}

	r.make(t, "/team/x/many/held", "", znode.ModeEphemeral) // what the plan leaves out is not a failure
	copied = v.job(t, "/c/main/copy/team/x/many", url.Values{"to": {"/team/x/without"}})
	moved = v.job(t, "/c/main/move/team/x/many", url.Values{"to": {"/team/x/moved"}, "leave": {"1"}})
	for of, job := range map[string]web.JSON{"1 znode": copied, "2 znodes": moved} {
		page := pageText(t, v.get(t, "/jobs/"+job.ID).body)
		if job.Failed != 0 || !strings.Contains(page, of+" left out, as planned") || strings.Contains(page, "not all") {
			t.Errorf("%+v %q %q", job, v.said(t, job.ID), page)
		}
	}
	if copied.Skipped != 1 || moved.Skipped != 2 {
		t.Errorf("%+v %+v", copied, moved)
	}
	deleted := v.job(t, "/c/main/delete/team/x/moved", url.Values{"recursive": {"1"}, "confirm": {"moved"}})
	if deleted.Failed != 0 || deleted.Skipped != 0 {
		t.Errorf("%+v", deleted)
	}
}
