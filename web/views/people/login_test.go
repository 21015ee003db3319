package people

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

func TestLoginPage(t *testing.T) {
	page := LoginPage{
		Shell: viewtest.SignedOutShell(), Chosen: "other", UserName: "alice", Next: "/zk/c/other/tree/a",
		Problem: &views.Problem{Kind: znode.Unavailable, Message: "Nobody answered."}, Servers: []string{"zk1:2181", "zk2:2181"},
		Unverified: []string{"other"},
	}
	root := viewtest.Render(t, page)
	main := viewtest.One(t, root, "the page", viewtest.IsTag("main"))
	var labels []string
	for _, label := range viewtest.All(main, viewtest.IsTag("label")) {
		labels = append(labels, viewtest.Text(label)+" "+viewtest.Attr(viewtest.One(t, main, "what is labelled", viewtest.HasAttr("id", viewtest.Attr(label, "for"))), "name"))
	}
	if want := []string{"Cluster cluster", "User name username", "Password password"}; !slices.Equal(labels, want) {
		t.Errorf("the fields are %q, want %q", labels, want)
	}
	if got := viewtest.Texts(viewtest.All(main, viewtest.IsTag("button"))); !slices.Equal(got, []string{"Sign in", "Continue without credentials"}) {
		t.Errorf("the buttons are %q", got)
	}
	if anonymous := viewtest.One(t, main, "the second button", viewtest.HasAttr("name", "anonymous")); viewtest.Attr(anonymous, "value") != "1" {
		t.Errorf("the second button posts anonymous=%q", viewtest.Attr(anonymous, "value"))
	}
	for name, want := range map[string]string{"username": "alice", "next": "/zk/c/other/tree/a"} {
		if got := viewtest.Attr(viewtest.One(t, main, name, viewtest.HasAttr("name", name)), "value"); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if chosen := viewtest.One(t, main, "the chosen cluster", func(n *html.Node) bool { _, ok := viewtest.Attribute(n, "selected"); return ok }); viewtest.Attr(chosen, "value") != "other" {
		t.Errorf("the chosen cluster is %q", viewtest.Attr(chosen, "value"))
	}
	if form := viewtest.One(t, main, "the form", viewtest.IsTag("form")); viewtest.Attr(form, "method") != "post" || viewtest.Attr(form, "action") != "/zk/login" {
		t.Errorf("the form goes to %q by %q", viewtest.Attr(form, "action"), viewtest.Attr(form, "method"))
	}
	if got := viewtest.Spaced(viewtest.One(t, main, "the problem", viewtest.HasClass("problem"))); got != "No answer from ZooKeeper Nobody answered. Tried: zk1:2181, zk2:2181" {
		t.Errorf("the problem is %q", got)
	}
	if _, ok := viewtest.Attribute(viewtest.One(t, main, "the password", viewtest.HasAttr("name", "password")), "autofocus"); !ok {
		t.Error("a filled-in user name leaves the password to type, which has no focus")
	}
	if got := viewtest.Text(main); !strings.Contains(got, "There is no user directory in other: ") {
		t.Errorf("nothing says where credentials are not verified: %q", got)
	}
	for _, cluster := range page.Clusters[len(page.Unverified):] {
		page.Unverified = append(page.Unverified, cluster.Name)
	}
	if got := viewtest.Text(viewtest.Render(t, page)); !strings.Contains(got, "not verified") || strings.Contains(got, "user directory") {
		t.Errorf("where credentials are verified nowhere: %q", got)
	}
	page.Unverified = nil
	if got := viewtest.Text(viewtest.Render(t, page)); strings.Contains(got, "not verified") || strings.Contains(got, "Continue without") {
		t.Errorf("where they are verified everywhere: %q", got)
	}
}

func TestLoginPageSaysWhenToTryAgain(t *testing.T) {
	page := LoginPage{Shell: viewtest.SignedOutShell(), Problem: &views.Problem{Kind: znode.RateLimited, Message: "Wait."}, RetryAfter: 9500 * time.Millisecond}
	if got := viewtest.Spaced(viewtest.One(t, viewtest.Render(t, page), "the problem", viewtest.HasClass("problem"))); got != "Too many attempts Wait. You can try again in 10 seconds." {
		t.Errorf("the problem is %q", got)
	}
}

func TestLoginPageOfOneCluster(t *testing.T) {
	page := LoginPage{Shell: viewtest.SignedOutShell()}
	page.Clusters = page.Clusters[1:]
	main := viewtest.One(t, viewtest.Render(t, page), "the page", viewtest.IsTag("main"))
	cluster := viewtest.One(t, main, "the cluster", viewtest.HasAttr("name", "cluster"))
	if cluster.Data != "input" || viewtest.Attr(cluster, "value") != "other" {
		t.Errorf("the cluster is a %s of %q", cluster.Data, viewtest.Attr(cluster, "value"))
	}
	if got := viewtest.Text(viewtest.One(t, main, "the servers", viewtest.HasAttr("id", "servers"))); got != "[::1]:2181/kafka" {
		t.Errorf("the servers are %q", got)
	}
	if _, ok := viewtest.Attribute(viewtest.One(t, main, "the user name", viewtest.HasAttr("name", "username")), "autofocus"); !ok {
		t.Error("the user name has no focus")
	}
}

func TestThePasswordHasNoWayBack(t *testing.T) {
	page := LoginPage{Shell: viewtest.SignedOutShell(), UserName: "alice", Problem: &views.Problem{}}
	if value, ok := viewtest.Attribute(viewtest.One(t, viewtest.Render(t, page), "the password", viewtest.HasAttr("name", "password")), "value"); ok {
		t.Errorf("the password's field holds %q", value)
	}
}
