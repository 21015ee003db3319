package views

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"zkweb/zkconn/znode"
)

func TestTheStateIsThereFromTheFirstPaint(t *testing.T) {
	for state, words := range map[znode.State]string{znode.Connected: "Connected", znode.Suspended: "Reconnecting", znode.Lost: "Session lost"} {
		page := testNode(t)
		page.Status.State = state
		root := render(t, page)
		if got := text(one(t, root, "the state", hasAttr("role", "status"))); got != words {
			t.Errorf("%s is called %q, want %q", state, got, words)
		}
		if got := text(one(t, root, "server and session", hasClass("via"))); got != "zk1:2181 · 0x100000000000001" {
			t.Errorf("beside the state stands %q", got)
		}
		if alerts := all(root, hasAttr("role", "alert")); len(alerts) != 0 {
			t.Errorf("%s: there is an alert at once", state)
		}
	}
}

func TestTheBarOfASignedInPage(t *testing.T) {
	root := render(t, testNode(t))
	html := one(t, root, "the document", isTag("html"))
	for name, want := range map[string]string{"lang": "en", "data-events": "/zk/c/main/events", "data-login": "/zk/login", "data-now": "2026-01-02T03:04:05.000Z"} {
		if got := attr(html, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := text(one(t, root, "the title", isTag("title"))); got != "orders — /services/orders — main — zkweb" {
		t.Errorf("the title is %q", got)
	}
	goTo := one(t, root, "the go-to form", hasClass("goto"))
	if got := attr(goTo, "action"); got != "/zk/c/main/go" || attr(goTo, "method") != "" {
		t.Errorf("the go-to form leads to %q", got)
	}
	if input := one(t, goTo, "the path", hasAttr("name", "path")); attr(input, "value") != "/services/orders" || attr(input, "aria-label") != "Go to path" {
		t.Errorf("the go-to box holds %q", attr(input, "value"))
	}
	menu := one(t, root, "the user's menu", hasAttr("id", "user"))
	if got := text(menu); !strings.Contains(got, "Signed in as alice") || !strings.Contains(got, "Not verified: ZooKeeper accepts any digest") {
		t.Errorf("the user's menu says %q", got)
	}
	if form := one(t, menu, "the sign-out", isTag("form")); attr(form, "method") != "post" || attr(form, "action") != "/zk/logout" || text(form) != "Sign out" {
		t.Errorf("the sign-out is %q by %q", attr(form, "action"), attr(form, "method"))
	}
	if got := text(one(t, root, "the user", hasClass("user"))); got != "alice not verified" {
		t.Errorf("the bar says %q of the user", got)
	}
	var clusters []string
	for _, link := range all(one(t, root, "the clusters", hasAttr("id", "clusters")), isTag("a")) {
		clusters = append(clusters, spaced(link)+" "+attr(link, "href"))
	}
	if want := []string{"main as alice /zk/c/main/tree/", "other not signed in /zk/c/other/tree/"}; !slices.Equal(clusters, want) {
		t.Errorf("the clusters are %q, want %q", clusters, want)
	}
}

func TestWithoutCredentials(t *testing.T) {
	page := testNode(t)
	page.User.Name = ""
	root := render(t, page)
	if got := text(one(t, root, "the user", hasClass("user"))); got != "anonymous" {
		t.Errorf("the bar says %q of the user", got)
	}
	if got := text(one(t, root, "the menu", hasAttr("id", "user"))); !strings.HasPrefix(got, "Signed in without credentials, so not verified") {
		t.Errorf("the menu says %q", got)
	}
}

func TestLoginPage(t *testing.T) {
	page := LoginPage{
		Shell: signedOutShell(), Chosen: "other", UserName: "alice", Next: "/zk/c/other/tree/a",
		Problem: &Problem{Kind: znode.Unavailable, Message: "Nobody answered."}, Servers: []string{"zk1:2181", "zk2:2181"},
	}
	root := render(t, page)
	main := one(t, root, "the page", isTag("main"))
	var labels []string
	for _, label := range all(main, isTag("label")) {
		labels = append(labels, text(label)+" "+attr(one(t, main, "what is labelled", hasAttr("id", attr(label, "for"))), "name"))
	}
	if want := []string{"Cluster cluster", "User name username", "Password password"}; !slices.Equal(labels, want) {
		t.Errorf("the fields are %q, want %q", labels, want)
	}
	if got := texts(all(main, isTag("button"))); !slices.Equal(got, []string{"Sign in", "Continue without credentials"}) {
		t.Errorf("the buttons are %q", got)
	}
	if anonymous := one(t, main, "the second button", hasAttr("name", "anonymous")); attr(anonymous, "value") != "1" {
		t.Errorf("the second button posts anonymous=%q", attr(anonymous, "value"))
	}
	for name, want := range map[string]string{"username": "alice", "next": "/zk/c/other/tree/a"} {
		if got := attr(one(t, main, name, hasAttr("name", name)), "value"); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if chosen := one(t, main, "the chosen cluster", func(n *html.Node) bool { _, ok := attribute(n, "selected"); return ok }); attr(chosen, "value") != "other" {
		t.Errorf("the chosen cluster is %q", attr(chosen, "value"))
	}
	if form := one(t, main, "the form", isTag("form")); attr(form, "method") != "post" || attr(form, "action") != "/zk/login" {
		t.Errorf("the form goes to %q by %q", attr(form, "action"), attr(form, "method"))
	}
	if got := spaced(one(t, main, "the problem", hasClass("problem"))); got != "No connection to ZooKeeper Nobody answered. Tried: zk1:2181, zk2:2181" {
		t.Errorf("the problem is %q", got)
	}
	if _, ok := attribute(one(t, main, "the password", hasAttr("name", "password")), "autofocus"); !ok {
		t.Error("a filled-in user name leaves the password to type, which has no focus")
	}
	if got := text(main); !strings.Contains(got, "not verified") {
		t.Errorf("nothing says that credentials are not verified: %q", got)
	}
}

// TestMenuTellsWhatIsOpen: whom some of the tree is closed to reads what is open.
func TestMenuTellsWhatIsOpen(t *testing.T) {
	const words = "Open to you, with what is below:"
	for _, test := range []struct {
		paths []string
		want  string
	}{
		{nil, ""}, {[]string{"/"}, ""}, {[]string{"/a b", "/配置"}, words + " /a b /配置"},
	} {
		page := testNode(t)
		page.User.Paths = test.paths
		said := spaced(one(t, render(t, page), "the menu", hasAttr("id", "user")))
		if !strings.Contains(said, test.want) || strings.Contains(said, words) != (test.want != "") {
			t.Errorf("with %q the menu says %q, want %q in it", test.paths, said, test.want)
		}
	}
}

func TestLoginPageSaysWhenToTryAgain(t *testing.T) {
	page := LoginPage{Shell: signedOutShell(), Problem: &Problem{Kind: znode.RateLimited, Message: "Wait."}, RetryAfter: 9500 * time.Millisecond}
	if got := spaced(one(t, render(t, page), "the problem", hasClass("problem"))); got != "Too many sign-ins Wait. You can try again in 10 seconds." {
		t.Errorf("the problem is %q", got)
	}
}

func TestLoginPageOfOneCluster(t *testing.T) {
	page := LoginPage{Shell: signedOutShell()}
	page.Clusters = page.Clusters[1:]
	main := one(t, render(t, page), "the page", isTag("main"))
	cluster := one(t, main, "the cluster", hasAttr("name", "cluster"))
	if cluster.Data != "input" || attr(cluster, "value") != "other" {
		t.Errorf("the cluster is a %s of %q", cluster.Data, attr(cluster, "value"))
	}
	if got := text(one(t, main, "the servers", hasAttr("id", "servers"))); got != "[::1]:2181/kafka" {
		t.Errorf("the servers are %q", got)
	}
	if _, ok := attribute(one(t, main, "the user name", hasAttr("name", "username")), "autofocus"); !ok {
		t.Error("the user name has no focus")
	}
}

func TestClustersPage(t *testing.T) {
	var rows []string
	for _, row := range all(one(t, render(t, ClustersPage{Shell: signedOutShell()}), "the body", isTag("tbody")), isTag("tr")) {
		rows = append(rows, spaced(row)+" "+attr(one(t, row, "the link", isTag("a")), "href"))
	}
	want := []string{"main zk1:2181, zk2:2181 as alice not verified /zk/c/main/tree/", "other [::1]:2181/kafka not signed in /zk/c/other/tree/"}
	if !slices.Equal(rows, want) {
		t.Errorf("the clusters are %q, want %q", rows, want)
	}
}

func TestNotFoundNamesTheNearestAncestor(t *testing.T) {
	above := mustPath(t, "/services")
	page := ErrorPage{Shell: testShell(), StatusCode: 404, Kind: znode.NotFound, Message: "There is no such znode.", Path: "/services/gone/deep", Ancestor: &above}
	main := one(t, render(t, page), "the page", isTag("main"))
	if got := text(main); !strings.Contains(got, "404No such znode/services/gone/deepThere is no such znode.The nearest znode above it that exists is /services.") {
		t.Errorf("the page says %q", got)
	}
	link := one(t, main, "the ancestor", func(n *html.Node) bool { return n.Data == "a" && text(n) == "/services" })
	if got := attr(link, "href"); got != "/zk/c/main/tree/services" {
		t.Errorf("the ancestor is at %q", got)
	}
}

func TestUnavailableSaysWhatIsKnownAndReloads(t *testing.T) {
	shell := testShell()
	shell.Status = &znode.Status{State: znode.Suspended, Since: testNow.Add(-42 * time.Second), Session: 1, Server: "zk2:2181", Reason: "The server hung up."}
	page := ErrorPage{Shell: shell, StatusCode: 503, Kind: znode.Unavailable, Message: "Not connected.", Path: "/a", Servers: []string{"zk1:2181", "zk2:2181"}, RetryAfter: 1500 * time.Millisecond}
	root := render(t, page)
	known := one(t, one(t, root, "the page", isTag("main")), "what is known", hasClass("facts-list"))
	want := "State Reconnecting Since 2026-01-02 03:03:23.000 UTC 42 s ago Last server zk2:2181 Servers tried zk1:2181, zk2:2181 Reason The server hung up."
	if got := spaced(known); got != want {
		t.Errorf("what is known is %q, want %q", got, want)
	}
	if got := attr(one(t, root, "the document", isTag("html")), "data-reload"); got != "2" {
		t.Errorf("the script reloads after %q seconds, want 2", got)
	}
	if got := text(one(t, root, "what works without a script", isTag("noscript"))); !strings.Contains(got, `<meta http-equiv="refresh" content="2"`) {
		t.Errorf("without a script the page does not reload: %q", got)
	}
	if again := one(t, root, "the button", func(n *html.Node) bool { return n.Data == "a" && text(n) == "Try again" }); attr(again, "href") != page.Here {
		t.Errorf("trying again leads to %q", attr(again, "href"))
	}
}

func TestOtherErrors(t *testing.T) {
	for _, test := range []struct {
		page ErrorPage
		want string
	}{
		{ErrorPage{StatusCode: 400, Kind: znode.Invalid, Message: "No dots.", Path: "/a/.."}, "400 Not a path that ZooKeeper takes /a/.. No dots."},
		{ErrorPage{StatusCode: 400, Kind: znode.Invalid, Message: "No such view."}, "400 Not valid No such view."},
		{ErrorPage{StatusCode: 403, Kind: znode.Denied, Message: "Cross-origin."}, "403 Denied Cross-origin."},
		{ErrorPage{StatusCode: 404, Kind: znode.NotFound, Message: "No such page."}, "404 Not found No such page."},
		{ErrorPage{StatusCode: 413, Kind: znode.TooLarge, Message: "Over 64 KiB."}, "413 Too large Over 64 KiB."},
		{ErrorPage{StatusCode: 429, Kind: znode.RateLimited, Message: "Wait.", RetryAfter: time.Minute}, "429 Too many sign-ins Wait. Try again Clusters Try again in 60 seconds."},
		{ErrorPage{StatusCode: 500, Kind: znode.Internal}, "500 The console failed This could not be read."},
	} {
		test.page.Shell = signedOutShell()
		root := render(t, test.page)
		if got := spaced(one(t, root, "the page", isTag("main"))); !strings.HasPrefix(got, test.want) {
			t.Errorf("the page says %q, want %q first", got, test.want)
		}
		if reload, ok := attribute(one(t, root, "the document", isTag("html")), "data-reload"); ok {
			t.Errorf("%d: the page reloads itself after %q seconds", test.page.StatusCode, reload)
		}
	}
}
