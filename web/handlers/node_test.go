package handlers

import (
	"context"
	"encoding/base64"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zkweb/web/handlers/nodes"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// reader returns a ZooKeeper session of alice, to compare with the answers over HTTP.
func reader(t *testing.T) *session.Session {
	t.Helper()
	cluster, err := cluster.Parse("compare=" + zookeeper.Addr())
	if err != nil {
		t.Fatal(err)
	}
	credentials, err := session.Digest(alice, alicePassword)
	if err != nil {
		t.Fatal(err)
	}
	client := session.Open(cluster, credentials, session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(client.Close)
	return client
}

func mustPath(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func mustStat(t *testing.T, client *session.Session, path string) znode.Stat {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), shortWait)
	defer cancel()
	if err := client.AwaitConnected(ctx); err != nil {
		t.Fatal(err)
	}
	stat, err := client.Exists(ctx, mustPath(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return stat
}

func pointer[T any](value T) *T { return &value }

func TestNodeAsJSON(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	anonymous, aliceHere, client := c.anonymous(t), c.alice(t), reader(t)
	anyone := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	child := func(path string) nodes.JSONChild {
		return nodes.JSONChild{Name: mustPath(t, path).Name(), Path: &path, Stat: pointer(site.StatJSON(mustStat(t, client, path)))}
	}
	none := &nodes.JSONChildren{Items: []nodes.JSONChild{}}
	denied := func(code znode.Code, args ...string) *site.JSONError {
		return &site.JSONError{Kind: znode.Denied, Code: code, Message: sentence(code, args...)}
	}

	for _, test := range []struct {
		name    string
		visitor *visitor
		path    string
		want    nodes.JSON
	}{
		{"text", anonymous, "/a/b", nodes.JSON{
			Data:     &site.JSONData{Encoded: show.Encoded{Encoding: "utf-8", Text: pointer("abc")}},
			ACL:      anyone,
			Children: &nodes.JSONChildren{Total: 2, Matched: 2, Items: []nodes.JSONChild{child("/a/b/c"), child("/a/b/d")}},
		}},
		{"empty", anonymous, "/a/b/d", nodes.JSON{
			Data: &site.JSONData{Encoded: show.Encoded{Encoding: "utf-8", Text: pointer("")}}, ACL: anyone, Children: none,
		}},
		{"null", anonymous, "/a/b/c", nodes.JSON{
			Data: &site.JSONData{Encoded: show.Encoded{Encoding: "null"}}, ACL: anyone, Children: none,
		}},
		{"not UTF-8", anonymous, "/bytes", nodes.JSON{
			Data: &site.JSONData{Encoded: show.Encoded{Encoding: "base64", Base64: pointer(base64.StdEncoding.EncodeToString(allBytes()))}}, ACL: anyone, Children: none,
		}},
		{"more than is shown", anonymous, "/large", nodes.JSON{
			Data: &site.JSONData{Encoded: show.Encoded{Encoding: "utf-8", Text: pointer(string(largeData()[:format.MaxShown])), Truncated: true}}, ACL: anyone, Children: none,
		}},
		{"denied", anonymous, "/private", nodes.JSON{
			DataError:     denied(znode.CodeReadDenied),
			ACLError:      denied(znode.CodeACLDenied),
			ChildrenError: denied(znode.CodeReadDenied),
		}},
		{"denied, but the ACL", anonymous, "/locked", nodes.JSON{
			DataError:     denied(znode.CodeReadDenied, "readers", "digest:alice"),
			ACL:           []znode.ACL{{Scheme: "digest", ID: session.DigestID(alice, alicePassword), Perms: znode.PermAll}, {Scheme: "world", ID: "anyone", Perms: znode.PermAdmin}},
			ChildrenError: denied(znode.CodeReadDenied, "readers", "digest:alice"),
		}},
		{"below what is denied", anonymous, "/private/child", nodes.JSON{
			Data: &site.JSONData{Encoded: show.Encoded{Encoding: "utf-8", Text: pointer("below")}}, ACL: anyone, Children: none,
		}},
		{"allowed", aliceHere, "/private", nodes.JSON{
			Data:     &site.JSONData{Encoded: show.Encoded{Encoding: "utf-8", Text: pointer("the cake is a lie")}},
			ACL:      []znode.ACL{{Scheme: "digest", ID: session.DigestID(alice, alicePassword), Perms: znode.PermAll}},
			Children: &nodes.JSONChildren{Total: 1, Matched: 1, Items: []nodes.JSONChild{child("/private/child")}},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.visitor.getJSON(t, "/c/main/tree"+test.path)
			if got.status != 200 {
				t.Fatalf("%d %.300s", got.status, got.body)
			}
			test.want.Cluster, test.want.Path, test.want.Stat = "main", test.path, site.StatJSON(mustStat(t, client, test.path))
			answered := decode[nodeAnswer](t, got).node(t)
			if !reflect.DeepEqual(answered, test.want) {
				t.Errorf("\n got %s\nwant %+v", got.body, test.want)
			}
		})
	}
}

// nodeAnswer is nodes.JSON as a client reads it: perms are letters.
type nodeAnswer struct {
	nodes.JSON
	ACL []struct{ Scheme, ID, Perms string } `json:"acl"`
}

func (a nodeAnswer) node(t *testing.T) nodes.JSON {
	t.Helper()
	for _, entry := range a.ACL {
		perms := map[string]znode.Perms{"cdrwa": znode.PermAll, "a": znode.PermAdmin}
		known, ok := perms[entry.Perms]
		if !ok {
			t.Fatalf("perms %q", entry.Perms)
		}
		a.JSON.ACL = append(a.JSON.ACL, znode.ACL{Scheme: entry.Scheme, ID: entry.ID, Perms: known})
	}
	return a.JSON
}

func TestHostileNamesSurviveTheWay(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	listed := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/names?limit=1000"))
	names := slices.Clone(hostileNames)
	slices.Sort(names)
	if listed.Children.Total != len(names) || len(listed.Children.Items) != len(names) {
		t.Fatalf("%d children, %d listed; want %d", listed.Children.Total, len(listed.Children.Items), len(names))
	}
	page := v.get(t, "/c/main/tree/names?limit=1000").body
	for i, name := range names {
		if item := listed.Children.Items[i]; item.Name != name || *item.Path != "/names/"+name || item.Stat.DataLength != int32(len("data of "+name)) {
			t.Errorf("the item of %q is %+v", name, item)
		}
		escaped := url.PathEscape(name)
		if !strings.Contains(page, `href="/c/main/tree/names/`+strings.NewReplacer("&", "&amp;", "'", "&#39;").Replace(escaped)+`"`) {
			t.Errorf("the page of the names has no link to %q", name)
		}
		answered := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/names/"+escaped))
		if answered.Path != "/names/"+name || *answered.Data.Text != "data of "+name {
			t.Errorf("%s gives %q with %q", escaped, answered.Path, *answered.Data.Text)
		}
		raw := v.get(t, "/c/main/raw/names/"+escaped)
		if raw.status != 200 || raw.body != "data of "+name {
			t.Errorf("raw of %q: %d %q", name, raw.status, raw.body)
		}
		_, parameters, err := mime.ParseMediaType(raw.header.Get("Content-Disposition"))
		if err != nil || parameters["filename"] != name {
			t.Errorf("raw of %q is called %q (%v)", name, parameters["filename"], err)
		}
		for _, address := range []string{"/c/main/tree/names/" + escaped, "/c/main/branch/names"} {
			got := v.get(t, address)
			if got.status != 200 {
				t.Errorf("%s: %d", address, got.status)
			}
			for _, alive := range []string{"<script>alert", "<img src=x", "\u202e", "\u200b"} {
				if strings.Contains(exactValues.ReplaceAllString(got.body, ""), alive) {
					t.Errorf("%s: %q is in the page as it is", address, alive)
				}
			}
		}
		if got := v.get(t, "/c/main/go?path="+url.QueryEscape("/names/"+name)); got.header.Get("Location") != "/c/main/tree/names/"+escaped {
			t.Errorf("go to %q leads to %q", name, got.header.Get("Location"))
		}
	}
}

// exactValues are attributes for copying and for forms, which need every character.
var exactValues = regexp.MustCompile(` (value|data-copy)="[^"]*"`)

func TestDataIsShownAsText(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	got := v.get(t, "/c/main/tree/html")
	if strings.Contains(got.body, "<script>alert") || !strings.Contains(got.body, "&lt;script&gt;") {
		t.Error("data that looks like HTML is not shown as text")
	}
	for _, view := range []string{"text", "hex", "json", "xml", "yaml", "properties", "gzip"} {
		if got := v.get(t, "/c/main/tree/html?view="+view); got.status != 200 || strings.Contains(got.body, "<script>alert") {
			t.Errorf("view=%s: %d", view, got.status)
		}
	}
}

func TestChildrenInPages(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	name := func(i int) string { return fmt.Sprintf("n%03d", i) }
	for _, test := range []struct {
		query   string
		matched int
		names   func(i int) string // of the i-th row over all pages
		pages   []int              // rows on each page
	}{
		{"", 250, name, []int{100, 100, 50}},
		{"limit=200", 250, name, []int{200, 50}},
		{"limit=1000", 250, name, []int{250}},
		{"sort=-name", 250, func(i int) string { return name(249 - i) }, []int{100, 100, 50}},
		{"sort=-bytes&limit=125", 250, func(i int) string { return name(249 - i) }, []int{125, 125}},
		{"sort=bytes", 250, name, []int{100, 100, 50}},
		{"q=N24", 10, func(i int) string { return name(240 + i) }, []int{10}},
		{"q=n2&limit=30", 50, func(i int) string { return name(200 + i) }, []int{30, 20}},
		{"q=nothing", 0, name, []int{0}},
	} {
		row, after := 0, ""
		for i, rows := range test.pages {
			query := test.query
			if after != "" {
				query += "&after=" + url.QueryEscape(after)
			}
			children := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/many?"+query)).Children
			if children.Total != 250 || children.Matched != test.matched || len(children.Items) != rows {
				t.Errorf("%s page %d: total %d, matched %d, %d rows; want 250, %d, %d", test.query, i, children.Total, children.Matched, len(children.Items), test.matched, rows)
			}
			for _, item := range children.Items {
				if item.Name != test.names(row) {
					t.Fatalf("%s row %d is %s, want %s", test.query, row, item.Name, test.names(row))
				}
				row++
			}
			if last := i == len(test.pages)-1; (children.Next == nil) != last {
				t.Fatalf("%s page %d: next %v; the last one: %t", test.query, i, children.Next, last)
			}
			if children.Next != nil {
				after = *children.Next
			}
		}
	}
}

func TestNoSuchZnodeNamesTheNearestAncestor(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	for _, test := range []struct{ path, ancestor string }{
		{"/a/b/x/y/z", "/c/main/tree/a/b"},
		{"/x/y", "/c/main/tree/"},
		{"/private/x", "/c/main/tree/private"},
	} {
		got := v.get(t, "/c/main/tree"+test.path)
		if got.status != 404 || !strings.Contains(got.body, `href="`+test.ancestor+`"`) {
			t.Errorf("%s: %d, no link to %s", test.path, got.status, test.ancestor)
		}
	}
}

func TestADeniedZnodeStillHasItsPage(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	got := c.anonymous(t).get(t, "/c/main/tree/private")
	if got.status != 200 || strings.Contains(got.body, "cake") {
		t.Errorf("%d; the secret is in the page: %t", got.status, strings.Contains(got.body, "cake"))
	}
	stat := mustStat(t, reader(t), "/private")
	for _, shown := range []string{sentence(znode.CodeReadDenied), fmt.Sprintf("%#x", stat.Czxid), "pzxid"} {
		if !strings.Contains(got.body, shown) {
			t.Errorf("the page does not say %q", shown)
		}
	}
	if got := c.alice(t).get(t, "/c/main/tree/private"); got.status != 200 || !strings.Contains(got.body, "cake") {
		t.Errorf("alice gets %d and no cake", got.status)
	}
}

func TestRawIsTheExactBytes(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	for _, test := range []struct {
		path, file string
		want       []byte
	}{
		{"/bytes", "bytes", allBytes()},
		{"/large", "large", largeData()},
		{"/a/b", "b", []byte("abc")},
		{"/a/b/c", "c", nil},
		{"/", "root", nil},
	} {
		got := v.get(t, "/c/main/raw"+test.path, "Accept-Encoding", "gzip")
		if got.status != 200 || got.body != string(test.want) {
			t.Errorf("%s: %d with %d bytes, want %d", test.path, got.status, len(got.body), len(test.want))
		}
		_, parameters, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
		if err != nil || parameters["filename"] != test.file || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %q (%v)", test.path, got.header.Get("Content-Disposition"), err)
		}
		for name, want := range map[string]string{
			"Content-Type":            "application/octet-stream",
			"Content-Length":          fmt.Sprint(len(test.want)),
			"Content-Security-Policy": "sandbox",
			"X-Content-Type-Options":  "nosniff",
			"Content-Encoding":        "",
			"Cache-Control":           "no-store",
		} {
			if header := got.header.Get(name); header != want {
				t.Errorf("%s: %s is %q, want %q", test.path, name, header, want)
			}
		}
	}
}

func TestChrootIsTheRoot(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "below="+zookeeper.Addr()+"/a")
	v := c.anonymous(t)
	got := decode[nodeAnswer](t, v.getJSON(t, "/c/below/tree/"))
	if got.Path != "/" || *got.Data.Text != "first" || *got.Children.Items[0].Path != "/b" {
		t.Errorf("the root of a chroot is %+v", got)
	}
	if got := v.getJSON(t, "/c/below/tree/private"); got.status != 404 {
		t.Errorf("the status for a znode outside the chroot is %d", got.status)
	}
}

// TestAPageNamesItsChroot checks that pages show the chroot, with which paths in other clients
// begin.
func TestAPageNamesItsChroot(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "below="+zookeeper.Addr()+"/a", "main="+zookeeper.Addr())
	v := c.anonymous(t)
	if got := v.get(t, "/c/below/tree/b"); !strings.Contains(got.body, "<dt>Chroot</dt><dd><bdi class=\"name\">/a</bdi></dd>") {
		t.Errorf("%d: the page does not name it: %s", got.status, got.body)
	}
	v.mustSignIn(t, url.Values{"cluster": {"main"}, "anonymous": {"1"}})
	if got := v.get(t, "/c/main/tree/a"); strings.Contains(got.body, "<dt>Chroot</dt>") {
		t.Errorf("without a chroot the page names one: %s", got.body)
	}
}

// TestAMissingChrootIsNoLostConnection checks a missing chroot, about which ZooKeeper answers.
func TestAMissingChrootIsNoLostConnection(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "below="+zookeeper.Addr()+"/none/here")
	v := c.visitor(t)
	got := v.post(t, "/login", url.Values{"cluster": {"below"}, "anonymous": {"1"}})
	if got.status == http.StatusSeeOther {
		got = v.get(t, "/c/below/tree/")
	}
	if text := pageText(t, got.body); !strings.Contains(text, "ZooKeeper has no znode /none/here") || strings.Contains(text, "No connection") || strings.Contains(text, "Tried:") {
		t.Errorf("%d: the page says %q", got.status, text)
	}
}

func TestAnUnknownClusterIsNoZnode(t *testing.T) {
	t.Parallel()
	v := runMain(t).anonymous(t)
	got := v.get(t, "/c/nowhere/tree/a")
	if text := pageText(t, got.body); got.status != http.StatusNotFound || strings.Contains(text, "znode") || !strings.Contains(text, "There is no cluster of that name here.") {
		t.Errorf("%d: the page says %q", got.status, text)
	}
}
