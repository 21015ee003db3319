package handlers

import (
	"context"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/auth/people"
	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

const deletePattern = "/c/:cluster/delete/*"

// reads are the operations that change no znode: the handshake, pings, reads, watches, credentials
// and sync.
var reads = []int32{
	wire.OpClose, wire.OpExists, wire.OpGetData, wire.OpGetACL, wire.OpGetChildrenNames, wire.OpSync, ping, wire.OpGetChildren, wire.OpRemoveWatches,
	wire.OpMultiRead, wire.OpAuth, setWatches, wire.OpSetWatches2, wire.OpAddWatch, wire.OpWhoAmI,
}

// Operations that the client library sends by itself.
const (
	ping       = 11
	setWatches = 101
)

// countedTeam is a team with a trail, all of whose console's requests to ZooKeeper are counted.
type countedTeam struct {
	*team
	way *zktest.Counter
}

func runCountedTeam(t *testing.T, allowWrites bool, change ...func(*Config)) *countedTeam {
	t.Helper()
	var way *zktest.Counter
	c := runTeam(t, func(config *Config) {
		way = zktest.RunCounter(t, config.Clusters[0].Servers[0])
		var err error
		if config.Clusters[0], err = cluster.Parse("main=" + way.Addr()); err != nil {
			t.Fatal(err)
		}
		trail, err := sqlite.Open(t.TempDir(), audit.Config{Logger: config.Logger})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := trail.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
		config.Rules.Trail = trail
		config.Rules.AllowWrites = allowWrites
		for _, change := range change {
			change(config)
		}
	})
	return &countedTeam{c, way}
}

// writes returns the requests of the console that change something, or might.
func (c *countedTeam) writes() map[int32]int {
	sent := c.way.Operations()
	maps.DeleteFunc(sent, func(operation int32, _ int) bool { return slices.Contains(reads, operation) })
	return sent
}

// checkOnlyRead fails if the console has sent anything but reads, even if ZooKeeper refused it, or
// if kazoo sees that something has changed.
func (c *countedTeam) checkOnlyRead(t *testing.T, user, tree string) {
	t.Helper()
	if writes := c.writes(); len(writes) > 0 {
		t.Fatalf("%q: the console sent, by operation, %v", user, writes)
	}
	if now := c.tree(t); now != tree {
		t.Fatalf("%q: kazoo reads\n%s\nand before\n%s", user, now, tree)
	}
}

// walkTargets are znodes that the forms of a walk could change, by a child, by other data, or by
// deletion.
var walkTargets = []string{"/app", "/app/a/deep", "/app/b"}

// walk sends every method to every route of the console and to those that change znodes, with
// fields that fit all of them. user is "" for a stranger.
func (c *team) walk(t *testing.T, user string) {
	t.Helper()
	routes := map[string]bool{}
	for _, route := range c.echo.Routes() {
		routes[route.Path] = true
	}
	for _, route := range c.writing() {
		routes[route.Pattern] = true
	}
	if len(routes) < 20 {
		t.Fatalf("the console has %d routes: the walk does not see them", len(routes))
	}
	fields := url.Values{"name": {"new"}, "data": {"changed"}, "version": {"0"}, "reason": {"to see"}}
	if user != "" {
		fields["cluster"], fields["username"], fields["password"] = []string{"main"}, []string{user}, []string{rightOne}
	}
	v := c.visitor(t)
	delete(routes, deletePattern)
	for _, route := range append([]string{deletePattern}, slices.Sorted(maps.Keys(routes))...) { // what was changed has another version
		for i, target := range walkTargets {
			if i > 0 && !strings.HasSuffix(route, "/*") {
				break // the route is about no znode
			}
			address := strings.NewReplacer(":cluster", "main", "/*", target, ":id", "nobody", ":file", "console.css").Replace(route)
			for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
				if user != "" && v.cookie(t) == nil {
					v.mustSignIn(t, credentialsForm(user, rightOne))
				}
				if route == "/c/:cluster/events" && method == "GET" {
					continue // a stream has no end, and HEAD takes the same path
				}
				v.do(t, method, address, fields.Encode(), "Content-Type", "application/x-www-form-urlencoded", "X-HTTP-Method-Override", "POST")
				if method == "POST" || method == "PUT" || method == "PATCH" {
					body, contentType := withFile(t, fields)
					v.do(t, method, address, body, "Content-Type", contentType)
				}
			}
		}
	}
}

// withFile returns a form with a file and the given fields, and its content type.
func withFile(t *testing.T, fields url.Values) (body, contentType string) {
	t.Helper()
	var text strings.Builder
	form := multipart.NewWriter(&text)
	for name := range fields {
		if err := form.WriteField(name, fields.Get(name)); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("upload", "data.bin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte("uploaded")); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return text.String(), form.FormDataContentType()
}

// tree returns everything that kazoo sees of all znodes except ZooKeeper's own.
func (c *team) tree(t *testing.T) string {
	t.Helper()
	return zktest.Kazoo(t, `
import sys
from kazoo.client import KazooClient
client = KazooClient(sys.argv[1])
client.start(10)
client.add_auth("digest", sys.argv[2])
def show(path):
    data, stat = client.get(path)
    acl, _ = client.get_acls(path)
    print(path, data, stat, acl)
    for name in sorted(client.get_children(path)):
        if path + name != "/zookeeper":
            show(path.rstrip("/") + "/" + name)
show("/")
client.stop()
`, c.server.Addr(), "boss:"+bossPassword)
}

// TestAReadOnlyConsoleChangesNothing checks that nothing that anybody sends to a console without
// --allow-writes changes a znode: the console sends only reads, and kazoo reads the same stats,
// which count every change of a znode, its children and its ACL. The zxid proves nothing, since
// opening a session is a transaction, too.
func TestAReadOnlyConsoleChangesNothing(t *testing.T) {
	t.Parallel()
	c := runCountedTeam(t, false)
	for _, route := range c.echo.Routes() {
		for _, writing := range c.writing() {
			if route.Path == writing.Pattern && route.Method == writing.Method {
				t.Errorf("there is a route %s %s", route.Method, route.Path)
			}
		}
	}
	for _, role := range people.Roles {
		c.add(t, string(role), role, "/")
	}
	tree := c.tree(t)
	for _, role := range append(people.Roles, "") {
		c.walk(t, string(role))
		c.checkOnlyRead(t, string(role), tree)
	}
	if c.way.Operations()[wire.OpMultiRead] == 0 {
		t.Error("no multi-read was seen: the test looks at the wrong wire")
	}
}

// TestOnlyTheRightRolesChangeAnything checks that with --allow-writes the same walk changes
// something for an editor, and for nobody without the role or the paths.
func TestOnlyTheRightRolesChangeAnything(t *testing.T) {
	t.Parallel()
	c := runCountedTeam(t, true)
	c.add(t, "reader", people.Reader, "/")
	c.add(t, "auditor", people.Auditor, "/")
	c.add(t, "viewer", people.Viewer, "/")
	c.add(t, "elsewhere", people.Editor, "/team", "/apple", "/app/a/deep/er")
	c.add(t, "elsewhere-too", people.Admin, "/team")
	c.add(t, "editor", people.Editor, "/app")
	tree := c.tree(t)
	for _, user := range []string{"reader", "auditor", "viewer", "elsewhere", "elsewhere-too", ""} {
		c.walk(t, user)
		c.checkOnlyRead(t, user, tree)
	}
	c.walk(t, "editor")
	if now := c.tree(t); !strings.Contains(now, "/app/new b'") || !strings.Contains(now, "/app b'changed'") || strings.Contains(now, "/app/b ") || strings.Contains(now, "/app/a/deep ") {
		t.Errorf("an editor's walk did not create, set and delete; kazoo reads\n%s", now)
	}
	if len(c.writes()) == 0 {
		t.Error("no change of an editor was seen: the test looks at the wrong wire")
	}
}

// TestAReadOnlyClusterIsNotChanged checks that in a cluster of --read-only the same walk changes
// nothing, although the console changes others. Its forms say why, and its pages link to none.
func TestAReadOnlyClusterIsNotChanged(t *testing.T) {
	t.Parallel()
	c := runCountedTeam(t, true, func(config *Config) { config.Clusters[0].ReadOnly = true })
	c.add(t, "editor", people.Editor, "/")
	c.add(t, "admin", people.Admin, "/")
	tree := c.tree(t)
	for _, user := range []string{"editor", "admin"} {
		c.walk(t, user)
		c.checkOnlyRead(t, user, tree)
	}
	v := c.member(t, "admin")
	for _, door := range []string{"create", "set", "delete"} {
		got := v.get(t, link(door, "/app/b"))
		if got.status != http.StatusForbidden || !strings.Contains(pageText(t, got.body), sentence(znode.CodeClusterReadOnly)) {
			t.Errorf("%s: %d %.300q", door, got.status, pageText(t, got.body))
		}
		if page := v.get(t, link("tree", "/app/b")).body; strings.Contains(page, link(door, "/app/b")) || !strings.Contains(page, words.English.Shell.ReadOnlyExplained) {
			t.Errorf("the page of the znode links to %s, or does not say that the cluster is read-only", door)
		}
	}
}
