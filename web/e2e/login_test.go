package e2e

import (
	"net/url"
	"strings"
	"testing"

	"zkweb/zkconn/zktest"
)

// withAndWithoutScript runs a journey in two browsers, of which only one runs the console's script.
func withAndWithoutScript(t *testing.T, journey func(t *testing.T, tab *tab)) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		script bool
	}{{"script", true}, {"no script", false}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tab := newTab(t, shared)
			if !test.script {
				tab.withoutScript()
			}
			journey(t, tab)
		})
	}
}

func TestSignInAndOut(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.goTo("/c/main/tree/private")
		tab.expectPath("/login?next=%2Fc%2Fmain%2Ftree%2Fprivate")
		tab.signIn(alice, alicePassword)
		tab.expectPath("/c/main/tree/private")
		tab.expect(".data pre .l", "the cake is a lie")
		tab.press("button", "alice not verified")
		tab.awaitSays("Signed in as alice")
		tab.awaitSays("Not verified: ZooKeeper accepts any digest credentials")
		tab.follow("button", "Sign out")
		tab.goTo("/c/main/tree/private")
		tab.expectPath("/login?next=%2Fc%2Fmain%2Ftree%2Fprivate")
	})
}

func TestSignInWithoutCredentials(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.goTo("/")
		tab.follow("button", "Continue without credentials")
		tab.expectPath("/c/main/tree/")
		tab.press("button", "anonymous")
		tab.awaitSays("Signed in without credentials")
	})
}

func TestSignInInChinese(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.goTo("/login?next=" + url.QueryEscape("/c/main/tree/"+url.PathEscape("机密")))
	tab.signIn(chineseUser, chinesePass)
	tab.expectPath("/c/main/tree/" + url.PathEscape("机密"))
	tab.expect(".data pre .l", "只有管理员可以读")
	tab.find("button", chineseUser+" not verified")
}

func TestSignInSaysNotVerified(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.goTo("/login")
	tab.awaitSays("ZooKeeper accepts any digest, so it cannot tell a wrong password from a right one.")
	tab.signIn(alice, mistyped)
	tab.find("button", "alice not verified")
	tab.goTo("/c/main/tree/private")
	tab.expect(".data .problem b", "Denied")
}

func TestRefusedUserName(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.goTo("/login?next=%2Fc%2Fmain%2Ftree%2Fapp")
		tab.signIn("ali:ce", mistyped)
		tab.find("heading", "Sign in")
		if problem := tab.text(".problem"); !strings.Contains(problem, "colon") {
			t.Errorf("the form says %q, want something about the colon", problem)
		}
		if got := eval[string](tab, `document.querySelector("#username").value`); got != "ali:ce" {
			t.Errorf("the user name is %q, want it as it was", got)
		}
		if got := eval[string](tab, `document.querySelector("#password").value`); got != "" {
			t.Errorf("the password is %q, want none", got)
		}
		if html := eval[string](tab, "document.documentElement.outerHTML"); strings.Contains(html, mistyped) {
			t.Error("the page contains the password")
		}
		tab.signIn(alice, alicePassword)
		tab.expectPath("/c/main/tree/app")
	})
}

func TestSignInToUnreachableCluster(t *testing.T) {
	t.Parallel()
	const nobody = "127.0.0.1:1" // nothing listens there
	console := serve(t, "--cluster", "main="+zookeeper.Addr(), "--cluster", "far="+nobody)
	tab := newTab(t, console)
	tab.goTo("/login?next=%2Fc%2Ffar%2Ftree%2F")
	tab.signIn(alice, mistyped)
	tab.expect(".problem b", "No answer from ZooKeeper")
	if problem := tab.text(".problem"); !strings.Contains(problem, nobody) {
		t.Errorf("the form says %q, want the server that was tried", problem)
	}
	for field, want := range map[string]string{"#cluster": "far", "#username": alice, "#password": "", "main [name=next]": "/c/far/tree/"} {
		if got := eval[string](tab, "document.querySelector("+quote(field)+").value"); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
}

// TestClustersApart signs in to two clusters with different credentials.
func TestClustersApart(t *testing.T) {
	t.Parallel()
	other := zktest.Run(t)
	console := serve(t, "--cluster", "main="+zookeeper.Addr(), "--cluster", "other="+other.Addr(), "--cluster", "part="+zookeeper.Addr()+"/app")
	tab := newTab(t, console)
	tab.enter("/c/main/tree/", alice, alicePassword)
	tab.press("button", "Cluster main")
	tab.follow("link", "other not signed in")
	tab.expectPath("/login?next=%2Fc%2Fother%2Ftree%2F")
	if got := eval[string](tab, `document.querySelector("#cluster").value`); got != "other" {
		t.Errorf("the form is for %s, want other", got)
	}
	tab.follow("button", "Continue without credentials")
	tab.expectPath("/c/other/tree/")
	tab.find("button", "anonymous")
	tab.enter("/c/part/tree/deep/deeper", chineseUser, chinesePass)
	tab.expect(".data pre .l", "the bottom")
	tab.goTo("/")
	tab.expect(".cluster-state .who", "as alice not verified", "anonymous", "as 管理员 not verified")
	tab.follow("link", "main")
	tab.find("button", "alice not verified")
}

// TestPlainHTTP signs in at a host that browsers do not trust, such as one in a company's network
// without TLS.
func TestPlainHTTP(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.address = strings.Replace(tab.address, "127.0.0.1", httpHost, 1)
	tab.enter("/c/main/tree/app", alice, alicePassword)
	if eval[bool](tab, "isSecureContext") {
		t.Fatal("the browser trusts the page")
	}
	if got := tab.copied("Copy path"); got != "/app" {
		t.Errorf("copied %q, want /app", got)
	}
	tab.press("button", "alice not verified")
	tab.follow("button", "Sign out")
	tab.goTo("/c/main/tree/app")
	tab.find("heading", "Sign in")
}
