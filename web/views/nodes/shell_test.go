package nodes

import (
	"slices"
	"strings"
	"testing"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

func TestTheStateIsThereFromTheFirstPaint(t *testing.T) {
	for state, words := range map[znode.State]string{znode.Connected: "Connected", znode.Suspended: "Reconnecting", znode.Lost: "Session lost"} {
		page := testNode(t)
		page.Status.State = state
		root := viewtest.Render(t, page)
		if got := viewtest.Text(viewtest.One(t, root, "the state", viewtest.HasAttr("role", "status"))); got != words {
			t.Errorf("%s is called %q, want %q", state, got, words)
		}
		if got := viewtest.Spaced(viewtest.One(t, root, "what is known of it", viewtest.HasAttr("id", "connection"))); !strings.Contains(got, "Server zk1:2181 Session 0x100000000000001 Since") {
			t.Errorf("behind the state stands %q", got)
		}
		if alerts := viewtest.All(root, viewtest.HasAttr("role", "alert")); len(alerts) != 0 {
			t.Errorf("%s: there is an alert at once", state)
		}
	}
}

func TestTheBarOfASignedInPage(t *testing.T) {
	root := viewtest.Render(t, testNode(t))
	html := viewtest.One(t, root, "the document", viewtest.IsTag("html"))
	for name, want := range map[string]string{"lang": "en", "data-events": "/zk/c/main/events", "data-login": "/zk/login", "data-now": "2026-01-02T03:04:05.000Z"} {
		if got := viewtest.Attr(html, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := viewtest.Text(viewtest.One(t, root, "the title", viewtest.IsTag("title"))); got != "orders — /services/orders — main — zkweb" {
		t.Errorf("the title is %q", got)
	}
	goTo := viewtest.One(t, root, "the go-to form", viewtest.HasClass("goto"))
	if got := viewtest.Attr(goTo, "action"); got != "/zk/c/main/go" || viewtest.Attr(goTo, "method") != "" {
		t.Errorf("the go-to form leads to %q", got)
	}
	if input := viewtest.One(t, goTo, "the path", viewtest.HasAttr("name", "path")); viewtest.Attr(input, "value") != "/services/orders" || viewtest.Attr(input, "aria-label") != "Go to path" {
		t.Errorf("the go-to box holds %q", viewtest.Attr(input, "value"))
	}
	menu := viewtest.One(t, root, "the user's menu", viewtest.HasAttr("id", "user"))
	if got := viewtest.Text(menu); !strings.Contains(got, "Signed in as alice") || !strings.Contains(got, "Not verified: ZooKeeper accepts any digest") {
		t.Errorf("the user's menu says %q", got)
	}
	if form := viewtest.One(t, menu, "the sign-out", viewtest.IsTag("form"), viewtest.HasAttr("action", "/zk/logout")); viewtest.Attr(form, "method") != "post" || viewtest.Text(form) != "Sign out" {
		t.Errorf("the sign-out is sent by %q", viewtest.Attr(form, "method"))
	}
	if form := viewtest.One(t, menu, "the languages", viewtest.HasClass("languages")); viewtest.Attr(form, "action") != "/zk/language" || viewtest.Text(form) != "English简体中文" {
		t.Errorf("the languages are %q, chosen at %q", viewtest.Text(form), viewtest.Attr(form, "action"))
	}
	if got := viewtest.Text(viewtest.One(t, root, "the user", viewtest.HasClass("user"))); got != "alice not verified" {
		t.Errorf("the bar says %q of the user", got)
	}
	var clusters []string
	for _, link := range viewtest.All(viewtest.One(t, root, "the clusters", viewtest.HasAttr("id", "clusters")), viewtest.IsTag("a")) {
		clusters = append(clusters, viewtest.Spaced(link)+" "+viewtest.Attr(link, "href"))
	}
	if want := []string{"main as alice /zk/c/main/tree/", "other not signed in /zk/c/other/tree/"}; !slices.Equal(clusters, want) {
		t.Errorf("the clusters are %q, want %q", clusters, want)
	}
}

func TestWithoutCredentials(t *testing.T) {
	page := testNode(t)
	page.User.Name = ""
	root := viewtest.Render(t, page)
	if got := viewtest.Text(viewtest.One(t, root, "the user", viewtest.HasClass("user"))); got != "anonymous" {
		t.Errorf("the bar says %q of the user", got)
	}
	if got := viewtest.Text(viewtest.One(t, root, "the menu", viewtest.HasAttr("id", "user"))); !strings.HasPrefix(got, "Signed in without credentials. You see") {
		t.Errorf("the menu says %q", got)
	}
}

// TestMenuTellsWhatIsOpen: whom some of the tree is closed to reads what is open.
func TestMenuTellsWhatIsOpen(t *testing.T) {
	const words = "You have access to:"
	for _, test := range []struct {
		paths []znode.Path
		want  string
	}{
		{nil, ""}, {[]znode.Path{znode.Root}, ""}, {[]znode.Path{viewtest.Path(t, "/a b"), viewtest.Path(t, "/配置")}, words + " /a b /配置"},
	} {
		page := testNode(t)
		page.User.Paths = test.paths
		said := viewtest.Spaced(viewtest.One(t, viewtest.Render(t, page), "the menu", viewtest.HasAttr("id", "user")))
		if !strings.Contains(said, test.want) || strings.Contains(said, words) != (test.want != "") {
			t.Errorf("with %q the menu says %q, want %q in it", test.paths, said, test.want)
		}
	}
}

// TestAMarkedClusterIsToldFromOthers: by a band, a badge, the title and the icon.
func TestAMarkedClusterIsToldFromOthers(t *testing.T) {
	page := testNode(t)
	page.Clusters[0].Mark = views.Mark{Label: "PROD", Color: "red"}
	root := viewtest.Render(t, page)
	if got := viewtest.Attr(viewtest.One(t, root, "the document", viewtest.IsTag("html")), "class"); got != "marked mark-red" {
		t.Errorf("the document has the class %q", got)
	}
	if badges := viewtest.All(root, viewtest.HasClass("mark")); len(badges) != 2 || viewtest.Text(badges[0]) != "PROD" {
		t.Errorf("the badges are %q, want one in the bar and one in the menu", viewtest.Texts(badges))
	}
	if got := viewtest.Text(viewtest.One(t, root, "the title", viewtest.IsTag("title"))); !strings.HasPrefix(got, "PROD · orders") {
		t.Errorf("the title is %q", got)
	}
	if got := viewtest.Attr(viewtest.One(t, root, "the icon", viewtest.HasAttr("rel", "icon")), "href"); !strings.Contains(got, "/icon-red.") {
		t.Errorf("the icon is %q", got)
	}
}
