package views_test

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

func TestNotFoundNamesTheNearestAncestor(t *testing.T) {
	above := viewtest.Path(t, "/services")
	page := views.ErrorPage{Shell: viewtest.Shell(), StatusCode: 404, Kind: znode.NotFound, Code: znode.CodeNoNode, Message: "There is no such znode.", Path: "/services/gone/deep", Ancestor: &above}
	main := viewtest.One(t, viewtest.Render(t, page), "the page", viewtest.IsTag("main"))
	if got := viewtest.Text(main); !strings.Contains(got, "404No such znode/services/gone/deepThe nearest ancestor that exists is /services.") {
		t.Errorf("the page says %q", got)
	}
	link := viewtest.One(t, main, "the ancestor", func(n *html.Node) bool { return n.Data == "a" && viewtest.Text(n) == "/services" })
	if got := viewtest.Attr(link, "href"); got != "/zk/c/main/tree/services" {
		t.Errorf("the ancestor is at %q", got)
	}
}

func TestUnavailableSaysWhatIsKnownAndReloads(t *testing.T) {
	shell := viewtest.Shell()
	shell.Status = &znode.Status{State: znode.Suspended, Since: viewtest.Now.Add(-42 * time.Second), Session: 1, Server: "zk2:2181", Why: &znode.Error{Code: znode.CodeSessionTimedOut}}
	page := views.ErrorPage{Shell: shell, StatusCode: 503, Kind: znode.Unavailable, Message: "Not connected.", Path: "/a", Servers: []string{"zk1:2181", "zk2:2181"}, RetryAfter: 1500 * time.Millisecond}
	root := viewtest.Render(t, page)
	known := viewtest.One(t, viewtest.One(t, root, "the page", viewtest.IsTag("main")), "what is known", viewtest.HasClass("facts-list"))
	want := "State Reconnecting Since 2026-01-02 03:03:23.000 UTC 42 sec. ago Last server zk2:2181 Servers tried zk1:2181, zk2:2181 Reason The session expired: the servers heard nothing from it for longer than its timeout."
	if got := viewtest.Spaced(known); got != want {
		t.Errorf("what is known is %q, want %q", got, want)
	}
	if got := viewtest.Attr(viewtest.One(t, root, "the document", viewtest.IsTag("html")), "data-reload"); got != "2" {
		t.Errorf("the script reloads after %q seconds, want 2", got)
	}
	if got := viewtest.Text(viewtest.One(t, root, "what works without a script", viewtest.IsTag("noscript"))); !strings.Contains(got, `<meta http-equiv="refresh" content="2"`) {
		t.Errorf("without a script the page does not reload: %q", got)
	}
	if again := viewtest.One(t, root, "the button", func(n *html.Node) bool { return n.Data == "a" && viewtest.Text(n) == "Try again" }); viewtest.Attr(again, "href") != page.Here {
		t.Errorf("trying again leads to %q", viewtest.Attr(again, "href"))
	}
}

// TestTheTrailSaysWhatItWaitsFor, and no other page does.
func TestTheTrailSaysWhatItWaitsFor(t *testing.T) {
	for here, waits := range map[string]bool{"/zk/audit?user=bob": true, "/zk/shares": false} {
		page := views.ErrorPage{Shell: viewtest.Shell(), StatusCode: 503, Kind: znode.Unavailable, Message: "Not connected.", RetryAfter: time.Second}
		page.Here = here
		main := viewtest.One(t, viewtest.Render(t, page), "the page", viewtest.IsTag("main"))
		if got := viewtest.Text(main); strings.Contains(got, page.Words.Failure.TrailWaits) != waits {
			t.Errorf("%s says %q", here, got)
		}
	}
}

// TestWhatWasTypedStays: each text by itself, on a page that does not reload itself.
func TestWhatWasTypedStays(t *testing.T) {
	page := views.ErrorPage{Shell: viewtest.Shell(), StatusCode: 503, Kind: znode.Unavailable, Message: "Not connected.", Path: "/a", RetryAfter: time.Second, Typed: []string{"name", "a\nb"}}
	root := viewtest.Render(t, page)
	if _, reloads := viewtest.Attribute(viewtest.One(t, root, "the document", viewtest.IsTag("html")), "data-reload"); reloads {
		t.Error("the page reloads itself")
	}
	var given []string
	for _, box := range viewtest.All(root, viewtest.IsTag("textarea")) {
		given = append(given, box.FirstChild.Data)
		viewtest.One(t, root, "its label", viewtest.HasAttr("for", viewtest.Attr(box, "id")))
	}
	if !slices.Equal(given, page.Typed) {
		t.Errorf("given back is %q", given)
	}
}

// TestUnavailableBlamesWhatIsToBlame: not every 503 is about the connection. Then
// no server is named, and no page reloads itself in vain.
func TestUnavailableBlamesWhatIsToBlame(t *testing.T) {
	shell := viewtest.Shell()
	shell.Status = &znode.Status{State: znode.Connected, Since: viewtest.Now, Server: "zk2:2181"}
	for _, code := range []znode.Code{
		znode.CodeDirectoryOpen, znode.CodeDirectoryMissing, znode.CodeACLsUnchecked, znode.CodeChrootMissing,
		znode.CodeConsoleFull, znode.CodePoolFull, znode.CodeUploadsFull, znode.CodeUploadsTooMany, znode.CodeStreamsFull,
		znode.CodeStreamsTooMany, znode.CodeTrailBusy, znode.CodeTrailUnread, znode.CodeNoTrail,
		znode.CodeThrottled, znode.CodeServerTimeout, znode.CodeServerFailed, znode.CodeServerReadOnly, znode.CodeUnimplemented,
		znode.CodeVersionUnknown, znode.CodeDataSlow, znode.CodeNoContainers, znode.CodeNoTTL,
		znode.CodeVaultFailing, znode.CodeVaultUnread, znode.CodeVaultKey, znode.CodeUploadSpace, znode.CodeHistorySlow,
		znode.CodeJobsFull, znode.CodeJobsTooMany, znode.CodeJobUnreported, znode.CodeJobUnkept, znode.CodeJobSealed, znode.CodeTransactionsFull,
		znode.CodeProposalsFull, znode.CodeProposalsTooMany, znode.CodeProposalUnkept,
		znode.CodeSharesFull, znode.CodeShareUnkept, znode.CodeShareEndUnkept, znode.CodeShareAsleep, znode.CodeSessionsUntold,
	} {
		page := views.ErrorPage{Shell: shell, StatusCode: 503, Kind: znode.Unavailable, Code: code, Message: "Why.", Path: "/a", Servers: []string{"zk1:2181"}, RetryAfter: time.Second}
		root := viewtest.Render(t, page)
		main := viewtest.Spaced(viewtest.One(t, root, "the page", viewtest.IsTag("main")))
		if strings.Contains(main, "No connection") || strings.Contains(main, "zk1:2181") {
			t.Errorf("%s: the page says %q", code, main)
		}
		if got := viewtest.Attr(viewtest.One(t, root, "the document", viewtest.IsTag("html")), "data-reload"); got != "" {
			t.Errorf("%s: the page reloads itself after %q seconds", code, got)
		}
	}
}

func TestOtherErrors(t *testing.T) {
	for _, test := range []struct {
		page views.ErrorPage
		want string
	}{
		{views.ErrorPage{StatusCode: 400, Kind: znode.Invalid, Code: znode.CodePathRelative, Message: "No dots.", Path: "/a/.."}, "400 Invalid path /a/.. No dots."},
		{views.ErrorPage{StatusCode: 400, Kind: znode.Invalid, Code: znode.CodeLimit, Message: "Over 1000.", Path: "/a"}, "400 Invalid /a Over 1000."},
		{views.ErrorPage{StatusCode: 404, Kind: znode.NotFound, Code: znode.CodeClusterUnknown, Message: "No such cluster.", Path: "/a"}, "404 Not found /a No such cluster."},
		{views.ErrorPage{StatusCode: 400, Kind: znode.Invalid, Message: "No such view."}, "400 Invalid No such view."},
		{views.ErrorPage{StatusCode: 403, Kind: znode.Denied, Message: "Cross-origin."}, "403 Denied Cross-origin."},
		{views.ErrorPage{StatusCode: 404, Kind: znode.NotFound, Message: "No such page."}, "404 Not found No such page."},
		{views.ErrorPage{StatusCode: 413, Kind: znode.TooLarge, Message: "Over 64 KiB."}, "413 Too large Over 64 KiB."},
		{views.ErrorPage{StatusCode: 429, Kind: znode.RateLimited, Message: "Wait.", RetryAfter: time.Minute}, "429 Too many attempts Wait. Try again Clusters Try again in 60 seconds."},
		{views.ErrorPage{StatusCode: 500, Kind: znode.Internal}, "500 zkweb had an internal error This could not be read."},
	} {
		test.page.Shell = viewtest.SignedOutShell()
		root := viewtest.Render(t, test.page)
		if got := viewtest.Spaced(viewtest.One(t, root, "the page", viewtest.IsTag("main"))); !strings.HasPrefix(got, test.want) {
			t.Errorf("the page says %q, want %q first", got, test.want)
		}
		if reload, ok := viewtest.Attribute(viewtest.One(t, root, "the document", viewtest.IsTag("html")), "data-reload"); ok {
			t.Errorf("%d: the page reloads itself after %q seconds", test.page.StatusCode, reload)
		}
	}
}

// everyPage returns each page in each of its guises, by name.
func everyPage() map[string]viewtest.Page {
	root := znode.Root
	return map[string]viewtest.Page{
		"unrecorded": views.ErrorPage{Shell: viewtest.Shell(), StatusCode: 503, Kind: znode.Unavailable, Unrecorded: true, Message: viewtest.HostileName, RetryAfter: time.Second},
		"404":        views.ErrorPage{Shell: viewtest.Shell(), StatusCode: 404, Kind: znode.NotFound, Code: znode.CodeNoNode, Message: "There is no such znode.", Path: "/a/" + viewtest.HostileName, Ancestor: &root},
		"503":        views.ErrorPage{Shell: viewtest.Shell(), StatusCode: 503, Kind: znode.Unavailable, Message: "Not connected.", Path: "/a", Servers: []string{"zk1:2181"}, RetryAfter: 2 * time.Second},
		"429":        views.ErrorPage{Shell: viewtest.SignedOutShell(), StatusCode: 429, Kind: znode.RateLimited, Message: "Wait.", RetryAfter: time.Minute},
		"typed":      views.ErrorPage{Shell: viewtest.SignedOutShell(), StatusCode: 401, Kind: znode.Unauthenticated, Message: "Sign in.", Typed: []string{viewtest.HostileName, viewtest.HostileName}},
		"500":        views.ErrorPage{Shell: viewtest.SignedOutShell(), StatusCode: 500, Kind: znode.Internal},
	}
}

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage()) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) { viewtest.NoInlineStyleOrScript(t, everyPage()) }

func TestNoPageShowsDeceivingCharacters(t *testing.T) { viewtest.NoDeceivingCharacters(t, everyPage()) }

// TestOutsideTheirPathsPeopleReadWhichAreOpen.
func TestOutsideTheirPathsPeopleReadWhichAreOpen(t *testing.T) {
	shell := viewtest.Shell()
	shell.User.Paths = []znode.Path{viewtest.Path(t, "/app")}
	page := views.ErrorPage{Shell: shell, StatusCode: 403, Kind: znode.Denied, Code: znode.CodeOutsidePaths, Message: "No.", Path: "/other"}
	main := viewtest.One(t, viewtest.Render(t, page), "the page", viewtest.IsTag("main"))
	if got := viewtest.Spaced(main); !strings.Contains(got, "No. You have access to: /app") {
		t.Errorf("the page says %q", got)
	}
}

// TestNoSuchZnodeIsSaidOnce: the title says it.
func TestNoSuchZnodeIsSaidOnce(t *testing.T) {
	page := views.ErrorPage{Shell: viewtest.Shell(), StatusCode: 404, Kind: znode.NotFound, Code: znode.CodeNoNode, Message: "There is no such znode.", Path: "/gone"}
	if got := viewtest.Spaced(viewtest.One(t, viewtest.Render(t, page), "the page", viewtest.IsTag("main"))); !strings.HasPrefix(got, "404 No such znode /gone Root of main") {
		t.Errorf("the page says %q", got)
	}
}

// TestNothingKnownIsNoList: there is no frame around nothing.
func TestNothingKnownIsNoList(t *testing.T) {
	page := views.ErrorPage{Shell: viewtest.SignedOutShell(), StatusCode: 503, Kind: znode.Unavailable, Message: "Away."}
	if lists := viewtest.All(viewtest.Render(t, page), viewtest.IsTag("dl")); len(lists) != 0 {
		t.Errorf("%d lists", len(lists))
	}
}

// TestAZnodeThatShowsNothingOffersOtherCredentials to whoever is signed in, and says which
// ZooKeeper was asked with.
func TestAZnodeThatShowsNothingOffersOtherCredentials(t *testing.T) {
	for _, code := range []znode.Code{znode.CodeNoAuth, znode.CodeReadDenied} {
		page := views.ErrorPage{Shell: viewtest.Shell(), StatusCode: 403, Kind: znode.Denied, Code: code, Message: "No.", Path: "/a"}
		root := viewtest.Render(t, page)
		if got := viewtest.Spaced(viewtest.One(t, root, "the page", viewtest.IsTag("main"))); !strings.Contains(got, page.Words.Failure.AskedAs("digest:alice")) {
			t.Errorf("%s: the page says %q", code, got)
		}
		page.Contact = "ops@example.com"
		if got := viewtest.Text(viewtest.Render(t, page)); !strings.Contains(got, page.Words.Failure.WhomToAsk(page.Contact)) {
			t.Errorf("%s, with somebody to ask: the page says %q", code, got)
		}
		link := viewtest.One(t, root, "the way to other credentials", func(n *html.Node) bool {
			return n.Data == "a" && viewtest.Text(n) == page.Words.Data.SignInOther
		})
		if got := viewtest.Attr(link, "href"); got != page.Links.Login(page.Here) {
			t.Errorf("%s leads to %q", code, got)
		}
	}
}
