package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// formType is the header of a form without a file.
var formType = []string{"Content-Type", "application/x-www-form-urlencoded"}

// importFile imports a file like a script.
func (v *visitor) importFile(t *testing.T, path, file string, status int, fields ...[2]string) changes.ImportJSON {
	t.Helper()
	got := v.upload(t, "/c/main/import"+path, file, jsonType, fields...)
	if got.status != status {
		t.Fatalf("import to %s: %d %.500s", path, got.status, got.body)
	}
	return decode[changes.ImportJSON](t, got)
}

// steps returns the steps of a plan, one per line.
func steps(plan changes.ImportJSON) []string {
	var all []string
	for _, step := range plan.Znodes {
		line := string(step.Does) + " " + step.Path
		if step.Error != nil {
			line += " " + string(step.Error.Code)
		}
		all = append(all, line)
	}
	return all
}

// mixed creates a tree with all kinds of data and ACLs.
func (r *recordedTeam) mixed(t *testing.T) {
	t.Helper()
	closed := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead | znode.PermCreate}, {Scheme: "ip", ID: "127.0.0.1", Perms: znode.PermAll}}
	for _, node := range []struct {
		path string
		data []byte
		acl  []znode.ACL
	}{
		{"/box", nil, open}, {"/box/bytes", []byte{0, 1, 0xff, 0xfe}, open}, {"/box/empty", []byte{}, closed},
		{"/box/gbk", []byte("\xc5\xe4\xd6\xc3=\xd6\xb5\r\n"), open}, {"/box/gzip", []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x04\x00\x43\xbe\xb7\xe8\x01\x00\x00\x00"), open},
		{"/box/sub", []byte("parent"), closed}, {"/box/sub/127.0.0.1:9923", []byte("a\nb\u2028"), open}, {"/box/sub/中 文%", []byte(`{"password": "` + secretValue + `"}`), open},
	} {
		if _, err := znode.Create(r.context, r.boss, parsePath(t, node.path), node.data, node.acl, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
}

// TestExportsRoundTrip imports exports again byte for byte, on an old and a new ZooKeeper.
func TestExportsRoundTrip(t *testing.T) {
	t.Parallel()
	for _, release := range []string{"3.4", "3.9"} {
		t.Run(release, func(t *testing.T) {
			t.Parallel()
			r := runRecordedOn(t, zktest.RunRelease(t, release), nil)
			r.mixed(t)
			v := r.member(t, string(people.Editor))
			_, want := readExport(t, v.do(t, http.MethodPost, "/c/main/export/box", "format=jsonl", formType...).body)
			for _, format := range []string{"jsonl", "jsonl&compress=gzip", "zip", "tar", "tar&compress=gzip", "zoonavigator"} {
				name, _, _ := strings.Cut(format, "&")
				file := v.do(t, http.MethodPost, "/c/main/export/box", "format="+format, formType...).body
				target := "/" + strings.NewReplacer("&", "-", "=", "-").Replace(format)
				if name == "zoonavigator" || name != "jsonl" {
					r.fill(t, [2]string{target, ""})
				}
				done := v.importFile(t, target, file, http.StatusOK, [2]string{"on_conflict", "overwrite"})
				if done.Denied != 0 || done.Made == nil || *done.Made < 7 {
					t.Errorf("%s: %+v", format, done)
				}
				if name == "zoonavigator" {
					target += "/box"
				}
				_, got := readExport(t, v.do(t, http.MethodPost, "/c/main/export"+target, "format=jsonl", formType...).body)
				for path, node := range want {
					same := bytes.Equal(got[path].Data, node.Data)
					if name == "jsonl" {
						same = same && (got[path].Data == nil) == (node.Data == nil) && slices.Equal(got[path].ACL, node.ACL)
					}
					if !same || len(got) != len(want) {
						t.Errorf("%s: %s is %+v, want %+v", format, path, got[path], node)
					}
				}
			}
		})
	}
}

func TestImportPlansFirst(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/box", "x"}, [2]string{"/box/a", "1"}, [2]string{"/box/b", "2"}, [2]string{"/box/c", "3"})
	v := r.member(t, string(people.Editor))
	file := v.do(t, http.MethodPost, "/c/main/export/box", "format=jsonl", formType...).body
	if err := znode.Delete(r.context, r.boss, parsePath(t, "/box/a"), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := znode.Set(r.context, r.boss, parsePath(t, "/box/b"), []byte("other"), 0); err != nil {
		t.Fatal(err)
	}
	head := r.head(t)
	for onto, want := range map[string][]string{
		"": {"create /box/a", "conflict /box/b"}, "skip": {"create /box/a", "skip /box/b"}, "overwrite": {"create /box/a", "change /box/b"},
	} {
		plan := v.importFile(t, "/box", file, http.StatusOK, [2]string{"dry_run", "1"}, [2]string{"on_conflict", onto})
		if !slices.Equal(steps(plan), want) || plan.Same != 2 || plan.Made != nil {
			t.Errorf("%q: %+v, want %q", onto, plan, want)
		}
	}
	if plan := v.importFile(t, "/box", file, http.StatusConflict); plan.Error == nil || plan.Error.Code != znode.CodeImportConflicts {
		t.Errorf("conflicts: %+v", plan)
	}
	for _, entry := range r.entries(t, head) {
		if entry.Event == audit.NodeBatch || entry.Event == audit.NodeCreate || entry.Event == audit.NodeSet {
			t.Errorf("a plan has changed something: %+v", entry)
		}
	}
	if done := v.importFile(t, "/box", file, http.StatusOK, [2]string{"on_conflict", "overwrite"}); done.Made == nil || *done.Made != 2 {
		t.Errorf("%+v", done)
	}
	data, _, err := r.boss.Get(r.context, parsePath(t, "/box/b"))
	if err != nil || string(data) != "2" {
		t.Errorf("/box/b is %q, %v", data, err)
	}
	var batches []string
	for _, entry := range r.entries(t, head) {
		if entry.Event == audit.NodeBatch {
			batches = append(batches, fmt.Sprint(entry.Outcome, entry.Batch.Count, " ", entry.Path))
		}
	}
	if !slices.Equal(batches, []string{"intent2 /box", "ok2 /box"}) {
		t.Errorf("on record: %q", batches)
	}
	if got := v.upload(t, "/c/main/import/box", file, jsonType, [2]string{"on_conflict", "mix"}); got.status != http.StatusBadRequest {
		t.Errorf("on_conflict=mix: %d", got.status)
	}
	if got := v.upload(t, "/c/main/import/box/none/here", file, jsonType); got.status != http.StatusNotFound {
		t.Errorf("below nothing: %d", got.status)
	}
}

// TestImportRefuses checks that an import fails if it would replace a secret by its mask, lock
// everybody out, or is not allowed.
func TestImportRefuses(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/box", "x"}, [2]string{"/box/conf", "password=" + secretValue})
	v := r.member(t, string(people.Editor))
	masked := v.get(t, "/c/main/export/box?format=jsonl").body
	plan := v.importFile(t, "/box", masked, http.StatusOK, [2]string{"dry_run", "1"}, [2]string{"on_conflict", "overwrite"})
	if !slices.Equal(steps(plan), []string{"denied /box/conf import_masked"}) {
		t.Errorf("masked: %q", steps(plan))
	}
	hostile := "#\n/=zookeeper=x\n/zookeeper=quota=x\n/new=note=password=•masked•\n"
	plan = v.importFile(t, "/", hostile, http.StatusOK, [2]string{"dry_run", "1"}, [2]string{"on_conflict", "overwrite"})
	if got := steps(plan); !slices.Equal(got, []string{"create /new", "denied /new/note import_masked", "denied /zookeeper import_system", "denied /zookeeper/quota import_system"}) {
		t.Errorf("hostile: %q", got)
	}
	r.add(t, "confined", people.Editor, "/box/mine")
	r.fill(t, [2]string{"/box/mine", ""})
	if got := r.member(t, "confined").upload(t, "/c/main/import/box", masked, jsonType); got.status != http.StatusForbidden {
		t.Errorf("outside: %d", got.status)
	}
	for _, role := range []people.Role{people.Reader, people.Viewer, people.Auditor} {
		if got := r.member(t, string(role)).upload(t, "/c/main/import/box", masked, jsonType); got.status != http.StatusForbidden {
			t.Errorf("%s: %d", role, got.status)
		}
	}
	r.fill(t, [2]string{"/locks", ""})
	sequence := "#\n/=lock-0000000007=a\n/=lock-0000000003=b\n"
	plan = v.importFile(t, "/locks", sequence, http.StatusOK, [2]string{"dry_run", "1"})
	if plan.Create != 2 {
		t.Errorf("%+v", plan)
	}
	nested := "#\n/queue=item-0000000041=a\n"
	if plan = v.importFile(t, "/", nested, http.StatusOK, [2]string{"dry_run", "1"}); !slices.Equal(plan.Counters, []changes.ImportCounter{{Path: "/queue", Next: 1, Highest: 41}}) {
		t.Errorf("counters: %+v", plan.Counters)
	}
}

// TestImportByPages imports without script, by the pages for the file, the plan and the result.
func TestImportByPages(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/box", ""})
	v := r.member(t, string(people.Editor))
	if form := v.get(t, "/c/main/import/box"); form.status != http.StatusOK || !strings.Contains(form.body, `name="upload"`) {
		t.Fatalf("the form: %d", form.status)
	}
	const file = "# lines\n/=a=1\n/deep=b=2\n"
	plan := v.upload(t, "/c/main/import/box", file, "text/html", [2]string{"on_conflict", "skip"})
	if plan.status != http.StatusOK || !strings.Contains(pageText(t, plan.body), "3 to create") {
		t.Fatalf("the plan: %d %s", plan.status, pageText(t, plan.body))
	}
	fields := func(page string) url.Values {
		return url.Values{"id": {between(page, `name="id" value="`, `"`)}, "plan": {between(page, `name="plan" value="`, `"`)}, "on_conflict": {"skip"}}
	}
	stranger := r.member(t, string(people.Admin))
	if got := stranger.do(t, http.MethodPost, "/c/main/import/box", fields(plan.body).Encode(), formType...); got.status != http.StatusNotFound {
		t.Errorf("somebody else's file: %d", got.status)
	}
	r.fill(t, [2]string{"/box/a", "meanwhile"})
	moved := v.do(t, http.MethodPost, "/c/main/import/box", fields(plan.body).Encode(), formType...)
	if moved.status != http.StatusConflict || !strings.Contains(pageText(t, moved.body), "2 to create · 1 to leave alone") {
		t.Errorf("an outdated plan: %d %s", moved.status, pageText(t, moved.body))
	}
	done := v.do(t, http.MethodPost, "/c/main/import/box", fields(moved.body).Encode(), formType...)
	if page := v.get(t, "/c/main/tree/box"); done.status != http.StatusSeeOther || done.header.Get("Location") != "/c/main/tree/box" || !strings.Contains(pageText(t, page.body), "2 znodes were changed.") {
		t.Errorf("done: %d %s", done.status, pageText(t, page.body))
	}
	data, _, err := r.boss.Get(r.context, parsePath(t, "/box/deep/b"))
	if err != nil || string(data) != "2" {
		t.Errorf("/box/deep/b is %q, %v", data, err)
	}
	queues := "#\n"
	for i := range 60 {
		queues += fmt.Sprintf("/q%d=item-0000000041=a\n", i)
	}
	counters := pageText(t, v.upload(t, "/c/main/import/box", queues, "text/html").body)
	if n := strings.Count(counters, "Its counter will stand"); n != 50 || !strings.Contains(counters, "and 10 more") {
		t.Errorf("the page lists %d of 60 counters: %s", n, counters)
	}
	if again := v.do(t, http.MethodPost, "/c/main/import/box", fields(moved.body).Encode(), formType...); again.status != http.StatusNotFound {
		t.Errorf("the same again: %d", again.status)
	}
}

// between returns the text between two texts.
func between(text, from, to string) string {
	_, text, _ = strings.Cut(text, from)
	text, _, _ = strings.Cut(text, to)
	return text
}
