package handlers

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	htmlparser "golang.org/x/net/html"

	"zkweb/auth/audit"
	"zkweb/auth/audit/sqlite"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// runWriting starts a console in which everybody has a role and may make its changes, and returns
// its trail.
func runWriting(t *testing.T, role people.Role, server string, change ...func(*Config)) (*console, *audit.Trail) {
	t.Helper()
	var trail *audit.Trail
	c := run(t, func(config *Config) {
		var err error
		if trail, err = sqlite.Open(t.TempDir(), audit.Config{Logger: config.Logger}); err != nil {
			t.Fatal(err)
		}
		config.Rules = guard.Rules{DefaultRole: role, AllowWrites: true, Trail: trail}
		for _, change := range change {
			change(config)
		}
	}, "main="+server)
	t.Cleanup(func() {
		if err := trail.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return c, trail
}

// file is a file in a form.
type file struct {
	name    string
	content []byte
}

// postForm posts a form with a file field. For pages it writes line ends as CR LF, like a browser;
// for JSON it leaves them unchanged, like a script.
func (v *visitor) postForm(t *testing.T, target string, fields map[string]string, upload *file, headers ...string) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		if !slices.Contains(headers, "application/json") {
			value = browserLineEnds(value)
		}
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if upload != nil {
		part, err := form.CreateFormFile("upload", upload.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(upload.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return v.do(t, http.MethodPost, target, body.String(), append([]string{"Content-Type", form.FormDataContentType()}, headers...)...)
}

// browserLineEnds returns the value of a text box as HTML defines it for form submission.
func browserLineEnds(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return strings.ReplaceAll(text, "\n", "\r\n")
}

// save posts a form, and then the review to which it leads.
func (v *visitor) save(t *testing.T, target string, fields map[string]string, upload *file) answer {
	t.Helper()
	got := v.postForm(t, target, fields, upload)
	if got.status != http.StatusOK {
		return got
	}
	return v.postForm(t, target, formFields(t, got.body, "Save"), nil)
}

// formFields returns the fields that the form with a button would submit, by name, or nil if there
// is no such form.
func formFields(t *testing.T, page, button string) map[string]string {
	t.Helper()
	root, err := htmlparser.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for form := range root.Descendants() {
		if form.Data != "form" || !hasButton(form, button) {
			continue
		}
		fields := map[string]string{}
		for field := range form.Descendants() {
			if name := attribute(field, "name"); name != "" && field.Data != "button" && isSent(field) {
				fields[name] = attribute(field, "value")
				if field.Data == "textarea" && field.FirstChild != nil {
					fields[name] = field.FirstChild.Data
				}
			}
			if name := attribute(field, "name"); field.Data == "button" && textOf(field) == button && name != "" {
				fields[name] = attribute(field, "value")
			}
		}
		return fields
	}
	return nil
}

// isSent reports whether a browser submits a field that nobody touched.
func isSent(field *htmlparser.Node) bool {
	switch attribute(field, "type") {
	case "file":
		return false
	case "checkbox", "radio":
		return slices.ContainsFunc(field.Attr, func(a htmlparser.Attribute) bool { return a.Key == "checked" })
	}
	return true
}

func hasButton(form *htmlparser.Node, label string) bool {
	for button := range form.Descendants() {
		if button.Data == "button" && textOf(button) == label {
			return true
		}
	}
	return false
}

func attribute(node *htmlparser.Node, name string) string {
	for _, attribute := range node.Attr {
		if attribute.Key == name {
			return attribute.Val
		}
	}
	return ""
}

// textOf returns the text of a node, with each run of white space as one space.
func textOf(node *htmlparser.Node) string {
	var out strings.Builder
	for below := range node.Descendants() {
		if below.Type == htmlparser.TextNode {
			out.WriteString(below.Data)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// pageText returns the text of a page's main part.
func pageText(t *testing.T, page string) string {
	t.Helper()
	root, err := htmlparser.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for node := range root.Descendants() {
		if node.Type == htmlparser.ElementNode && node.Data == "main" {
			return textOf(node)
		}
	}
	return ""
}

// headed returns the path that an error page is about.
func headed(t *testing.T, page string) string {
	t.Helper()
	_, rest, _ := strings.Cut(page, `<p class="path"`)
	path, _, _ := strings.Cut(rest, "</p>")
	_, path, _ = strings.Cut(path, ">")
	return pageText(t, "<main>"+path+"</main>")
}

// place is a part of the shared server's tree that a test may change.
type place struct {
	t       *testing.T
	session *session.Session
	root    string
}

// newPlace creates a znode below the root for the duration of a test.
func newPlace(t *testing.T, server, name string) *place {
	t.Helper()
	p := &place{t, openAlice(t, server), "/" + name}
	p.create("", nil, open)
	t.Cleanup(func() { p.remove(p.root) })
	return p
}

// remove deletes a znode and everything below it.
func (p *place) remove(path string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), shortWait)
	defer cancel()
	children, _, err := p.session.GetChildren(ctx, mustPath(p.t, path))
	if err != nil && znode.KindOf(err) != znode.Denied { // then it has no children
		p.t.Fatal(err)
	}
	for _, child := range children {
		p.remove(path + "/" + child)
	}
	if err := znode.Delete(ctx, p.session, mustPath(p.t, path), znode.AnyVersion); err != nil {
		p.t.Fatal(err)
	}
}

func openAlice(t *testing.T, server string) *session.Session {
	t.Helper()
	credentials, err := session.Digest(alice, alicePassword)
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := cluster.Parse("main=" + server)
	if err != nil {
		t.Fatal(err)
	}
	session := session.Open(cluster, credentials, session.Options{SessionTimeout: zktest.SessionTimeout, Logger: slog.New(slog.DiscardHandler)})
	t.Cleanup(session.Close)
	ctx, cancel := context.WithTimeout(context.Background(), shortWait)
	defer cancel()
	if err := session.AwaitConnected(ctx); err != nil {
		t.Fatal(err)
	}
	return session
}

// create creates a znode below the place, or with "" the place itself.
func (p *place) create(below string, data []byte, acl []znode.ACL, mode ...znode.CreateMode) string {
	p.t.Helper()
	path := p.root + below
	ctx, cancel := context.WithTimeout(context.Background(), shortWait)
	defer cancel()
	kind := znode.ModePersistent
	if len(mode) > 0 {
		kind = mode[0]
	}
	if _, err := znode.Create(ctx, p.session, mustPath(p.t, path), data, acl, kind); err != nil {
		p.t.Fatalf("%s: %v", path, err)
	}
	return path
}

// set changes a znode as another person would.
func (p *place) set(path string, data []byte) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), shortWait)
	defer cancel()
	if _, err := znode.Set(ctx, p.session, mustPath(p.t, path), data, znode.AnyVersion); err != nil {
		p.t.Fatal(err)
	}
}

// get returns a znode as ZooKeeper has it, and whether it exists.
func (p *place) get(path string) (data []byte, stat znode.Stat, there bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), shortWait)
	defer cancel()
	data, stat, err := p.session.Get(ctx, mustPath(p.t, path))
	if err != nil && znode.KindOf(err) != znode.NotFound {
		p.t.Fatal(err)
	}
	return data, stat, err == nil
}

func (p *place) acl(path string) []znode.ACL {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), shortWait)
	defer cancel()
	acl, _, err := p.session.GetACLs(ctx, mustPath(p.t, path))
	if err != nil {
		p.t.Fatal(err)
	}
	return acl
}

// changesOf returns the event and outcome of each change, or attempt to change, of a znode in a
// trail, the oldest first.
func changesOf(t *testing.T, trail *audit.Trail, path string) []string {
	t.Helper()
	found, err := trail.Query(context.Background(), audit.Filter{Path: path, Limit: audit.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	var changes []string
	for _, entry := range slices.Backward(found.Entries) {
		if entry.Path == path && entry.Event != audit.NodeRead {
			changes = append(changes, string(entry.Event)+" "+string(entry.Outcome))
		}
	}
	return changes
}

// link returns the URL of a page about a znode of the main cluster.
func link(door, path string) string {
	var escaped strings.Builder
	for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		escaped.WriteString("/" + url.PathEscape(segment))
	}
	return "/c/main/" + door + escaped.String()
}
