package people

import (
	"testing"
	"time"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

func testSessions() SessionsPage {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return SessionsPage{Shell: viewtest.Shell(), Trail: true, Query: SessionsQuery{Filter: "<", Limit: 2, After: 2}, Matched: 5, Total: 7, Sessions: []ConsoleSession{
		{ID: "ABCD", Own: true, Started: at, LastSeen: at, SignIns: []SessionSignIn{
			{Cluster: "main", User: views.User{SignedIn: true, Name: viewtest.HostileName, Verified: true, Role: "admin"}, Address: "192.0.2.1", Since: at},
			{Cluster: "other", User: views.User{SignedIn: true, Role: "viewer"}, Address: viewtest.HostileName, Since: at},
		}},
		{ID: "EFGH", Started: at, LastSeen: at, SignIns: []SessionSignIn{{Cluster: "main", User: views.User{SignedIn: true, Role: "viewer"}, Since: at}}},
	}}
}

// everyPage returns each page in each of its guises, by name.
func everyPage() map[string]viewtest.Page {
	return map[string]viewtest.Page{
		"sessions": testSessions(), "no such session": SessionsPage{Shell: viewtest.Shell(), Query: SessionsQuery{Filter: viewtest.HostileName}}, "clusters": testClusters(), "login": LoginPage{Shell: viewtest.SignedOutShell()},
		"failed login": LoginPage{Shell: viewtest.SignedOutShell(), Chosen: "other", UserName: viewtest.HostileName, Next: viewtest.HostileName, Servers: []string{"zk1:2181"}, Problem: &views.Problem{Kind: znode.Unavailable, Message: viewtest.HostileName}},
	}
}

func TestTablesAndControlsHaveNames(t *testing.T) { viewtest.Named(t, everyPage()) }

func TestNoPageHoldsInlineStyleOrScript(t *testing.T) { viewtest.NoInlineStyleOrScript(t, everyPage()) }

func TestNoPageShowsDeceivingCharacters(t *testing.T) { viewtest.NoDeceivingCharacters(t, everyPage()) }
