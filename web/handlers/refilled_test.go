package handlers

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	dom "golang.org/x/net/html"

	"zkweb/auth/people"
	sharing "zkweb/auth/shares"
	"zkweb/web/views/viewtest"
)

// filledIn returns what the forms of a page would submit, by the names of their fields.
func filledIn(t *testing.T, page string) map[string][]string {
	t.Helper()
	root, err := dom.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	filled := map[string][]string{}
	for _, field := range viewtest.All(root, func(n *dom.Node) bool { return n.Type == dom.ElementNode && viewtest.Attr(n, "name") != "" }) {
		name := viewtest.Attr(field, "name")
		switch field.Data {
		case "textarea":
			filled[name] = append(filled[name], strings.TrimPrefix(viewtest.Text(field), "\n"))
		case "input":
			_, checked := viewtest.Attribute(field, "checked")
			if kind := viewtest.Attr(field, "type"); checked || kind != "checkbox" && kind != "radio" {
				filled[name] = append(filled[name], viewtest.Attr(field, "value"))
			}
		case "select":
			for _, option := range viewtest.All(field, viewtest.IsTag("option")) {
				if _, selected := viewtest.Attribute(option, "selected"); selected {
					value, given := viewtest.Attribute(option, "value")
					if !given {
						value = viewtest.Text(option)
					}
					filled[name] = append(filled[name], value)
				}
			}
		}
	}
	return filled
}

// TestARefusedFormComesBackFilledIn checks that a refused form keeps everything that was typed and
// chosen, except passwords and files.
func TestARefusedFormComesBackFilledIn(t *testing.T) {
	t.Parallel()
	a := &approvingTeam{}
	a.recordedTeam = runRecorded(t, func(config *Config) {
		a.shelf = approving(t, config, "/app")
		var err error
		if config.Shares, err = sharing.Open(filepath.Join(t.TempDir(), "shares.json")); err != nil {
			t.Fatal(err)
		}
	})
	a.add(t, "second", people.Admin, "/")
	v := a.member(t, "editor")
	proposed := v.proposes(t, "/c/main/set/app/b", url.Values{"data": {"new"}, "version": {"0"}})
	comment := "because <we> agreed"
	for name, test := range map[string]struct {
		target string
		form   url.Values
		kept   []string // the fields that must come back as they were sent
	}{
		"set":        {"/c/main/set/app/a", url.Values{"data": {"日本"}, "encoding": {"latin1"}, "version": {"0"}, "comment": {comment}}, []string{"data", "encoding", "comment"}},
		"set, moved": {"/c/main/set/app/a", url.Values{"data": {"mine"}, "base": {"old"}, "version": {"7"}, "comment": {comment}}, []string{"data", "base", "comment"}},
		"review":     {"/c/main/set/app/a", url.Values{"data": {"mine"}, "version": {"0"}, "comment": {comment}, "review": {"1"}}, []string{"data", "version", "comment"}},
		"edit again": {"/c/main/set/app/a", url.Values{"data": {"mine"}, "version": {"0"}, "comment": {comment}, "edit": {"1"}}, []string{"data", "version", "comment"}},
		"create": {"/c/main/create/app", url.Values{
			"name": {"new"}, "data": {"text"}, "mode": {"ttl"}, "ttl": {"soon"}, "parents": {"1"}, "acl": {"world:anyone:r"}, "comment": {comment},
		}, []string{"name", "data", "mode", "ttl", "parents", "acl", "comment"}},
		"delete": {"/c/main/delete/app/b", url.Values{"version": {"7"}, "comment": {comment}}, []string{"comment"}},
		"ACL": {"/c/main/acl/app/a", url.Values{
			"rows": {"1"}, "scheme-0": {"ip"}, "id-0": {"nowhere"}, "perms-0": {"r", "w"}, "aversion": {"0"}, "mode": {"remove"}, "algorithm": {"SHA3-256"}, "user": {"eve"}, "comment": {comment},
		}, []string{"scheme-0", "id-0", "perms-0", "algorithm", "user", "comment"}},
		"quota":        {"/c/main/quota/app/b", url.Values{"version": {"none"}, "count": {"7"}, "bytes": {"many"}, "hard_count": {"9"}, "hard_bytes": {""}, "comment": {comment}}, []string{"version", "count", "bytes", "hard_count", "comment"}},
		"quota, moved": {"/c/main/quota/app/b", url.Values{"version": {"3"}, "count": {"7"}, "comment": {comment}}, []string{"count", "comment"}},
		"check":        {"/c/main/transaction", url.Values{"do": {"check"}, "path": {"relative"}, "version": {"7"}}, []string{"path", "version"}},
		"decision":     {"/proposals/" + proposed, url.Values{"do": {"nothing"}, "comment": {comment}}, []string{"comment"}},
		"share":        {"/c/main/share/app/a", url.Values{"hours": {"0"}, "with": {"/app/b"}}, []string{"hours", "with"}},
		"compared":     {"/c/main/share/app/a", url.Values{"hours": {"5"}, "with": {"/none"}}, []string{"hours", "with"}},
	} {
		got := v.post(t, test.target, test.form)
		filled := filledIn(t, got.body)
		if got.status < 400 && name != "review" && name != "edit again" {
			t.Errorf("%s is not refused: %d", name, got.status)
		}
		for _, field := range test.kept {
			if !strings.Contains(strings.Join(filled[field], "\n"), strings.Join(test.form[field], "\n")) {
				t.Errorf("%s: %s is %q, was %q", name, field, filled[field], test.form[field])
			}
		}
	}
	const list = "/c/main/transaction"
	if got := v.post(t, "/c/main/set/app/a", url.Values{"data": {"mine"}, "version": {"0"}, "collect": {"1"}}); got.status != 303 {
		t.Fatalf("collecting: %d", got.status)
	}
	got := v.post(t, list, url.Values{"do": {"apply"}, "revision": {"99"}, "comment": {comment}})
	if got.status != 409 || strings.Join(filledIn(t, got.body)["comment"], "") != comment {
		t.Errorf("transaction: %d %q", got.status, filledIn(t, got.body)["comment"])
	}
	got = v.upload(t, "/c/main/import/team", "no format at all", "text/html", [2]string{"on_conflict", "overwrite"})
	if got.status != 400 || strings.Join(filledIn(t, got.body)["on_conflict"], "") != "overwrite" {
		t.Errorf("import: %d %q", got.status, filledIn(t, got.body)["on_conflict"])
	}
}
