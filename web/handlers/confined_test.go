package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/nodes"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// TestAPersonBeginsAtTheirFirstPath checks that a person does not start at the root if it only
// leads to their paths.
func TestAPersonBeginsAtTheirFirstPath(t *testing.T) {
	t.Parallel()
	c := runTeam(t, nil)
	c.add(t, "confined", people.Viewer, "/app/a", "/team")
	c.add(t, "free", people.Viewer, "/")
	for user, start := range map[string]string{"confined": "/c/main/tree/app/a", "free": "/c/main/tree/"} {
		for next, want := range map[string]string{"": start, "/c/main/tree/": start, "/c/main/tree/app": "/c/main/tree/app", "/c/main/tree/?q=x": "/c/main/tree/?q=x"} {
			form := credentialsForm(user, rightOne)
			form.Set("next", next)
			if got := c.visitor(t).post(t, "/login", form); got.status != http.StatusSeeOther || got.header.Get("Location") != want {
				t.Errorf("%s, after a sign-in on the way to %q: %d to %s, want %s", user, next, got.status, got.header.Get("Location"), want)
			}
		}
		v := c.member(t, user)
		for _, door := range []string{"/", "/c/main", "/c/main/"} {
			if got := v.get(t, door); got.status != http.StatusSeeOther || got.header.Get("Location") != start {
				t.Errorf("%s at %s: %d to %s, want %s", user, door, got.status, got.header.Get("Location"), start)
			}
		}
		if page := v.get(t, "/c/main/tree/app").body; !strings.Contains(page, `href="`+start+`"`) {
			t.Errorf("the page does not link %s's start in the list of clusters", user)
		}
	}
}

// TestTheWayIsNoRefusal checks that the page of a znode on the way to the person's paths says what
// they may see, counts only that, and denies nothing. A real refusal is recorded once, whatever
// else the page would have read, and says whom to ask.
func TestTheWayIsNoRefusal(t *testing.T) {
	t.Parallel()
	c := runRecorded(t, func(config *Config) { config.Contact = "ops@example.com" })
	c.add(t, "confined", people.Viewer, "/app/a/deep")
	v := c.member(t, "confined")
	for _, test := range []struct {
		path     string
		status   int
		onTheWay bool
	}{
		{"/", 200, true},
		{"/app", 200, true},
		{"/app/a", 200, true},
		{"/app/a/deep", 200, false},
		{"/app/b", 403, false},
		{"/team/y/z/none", 403, false},
	} {
		before := c.head(t)
		page := v.get(t, "/c/main/tree"+test.path)
		if page.status != test.status {
			t.Errorf("%s: %d", test.path, page.status)
		}
		if says := strings.Contains(page.body, words.English.Node.OnTheWay); says != test.onTheWay {
			t.Errorf("%s says that it is on the way: %t", test.path, says)
		}
		if test.onTheWay && (strings.Contains(page.body, "Denied") || !strings.Contains(page.body, ">1 child<")) {
			t.Errorf("%s is a refusal, or counts other children: %s", test.path, pageText(t, page.body))
		}
		if asks := strings.Contains(page.body, "For access, ask: ops@example.com"); asks != (test.status == 403) {
			t.Errorf("%s says whom to ask: %t", test.path, asks)
		}
		v.getJSON(t, "/c/main/tree"+test.path)
		c.head(t)
		var denied []string
		for _, entry := range c.entries(t, before) {
			if entry.Outcome == audit.Denied {
				denied = append(denied, entry.Path)
			}
		}
		if test.status == 200 && len(denied) > 0 || test.status == 403 && !slices.Equal(denied, []string{test.path}) {
			t.Errorf("a look at %s recorded the refusals %q", test.path, denied)
		}
	}
	way := decode[nodes.JSON](t, v.getJSON(t, "/c/main/tree/"))
	if way.DataError == nil || way.DataError.Code != znode.CodeOnTheWay {
		t.Errorf("as JSON the data is %+v", way.DataError)
	}
}

// TestFormsThatShowAZnodeAreRecorded checks the forms that show a znode's ACL or stat.
func TestFormsThatShowAZnodeAreRecorded(t *testing.T) {
	t.Parallel()
	c := runRecorded(t, nil)
	v := c.member(t, "editor")
	for _, test := range []struct {
		shown string
		show  func() answer
	}{
		{"/app", func() answer { return v.get(t, "/c/main/create/app") }},
		{"/lonely", func() answer { return v.get(t, "/c/main/delete/lonely") }},
		{"/team", func() answer { return v.post(t, "/c/main/create/team", url.Values{"name": {"."}}) }},
		{"/team/y", func() answer { return v.post(t, "/c/main/delete/team/y", url.Values{"version": {"0"}}) }},
	} {
		before := c.head(t)
		test.show()
		c.head(t)
		read := slices.ContainsFunc(c.entries(t, before), func(entry audit.Entry) bool {
			return entry.Event == audit.NodeRead && entry.Outcome == audit.OK && entry.Path == test.shown
		})
		if !read {
			t.Errorf("a form that shows %s left no entry of it", test.shown)
		}
	}
}
