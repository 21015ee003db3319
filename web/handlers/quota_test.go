package handlers

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
)

// uploadsPerPerson is how many large forms one person may send at the same time.
const uploadsPerPerson = 4

func TestDataOnItsWayIsBounded(t *testing.T) {
	c, _ := runWriting(t, people.Editor, zookeeper.Addr(), behindProxy)
	c.changes.UploadWait = time.Millisecond
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "quota")
	large := map[string]string{"name": "a", "data": strings.Repeat("x", site.MaxFormBytes)}
	for range uploadsPerPerson {
		defer stallForm(t, c, v, "/c/main/create"+p.root)()
	}
	eventually(t, "the forms are being read", func() bool { return c.changes.Uploads.Count() == uploadsPerPerson })
	for _, path := range []string{"/c/main/create" + p.root, "/c/main/set" + p.root} {
		got := v.postForm(t, path, large, nil, "Accept", "application/json")
		if kind := decode[errorAnswer](t, got).Error.Kind; got.status != 503 || kind != "unavailable" || got.header.Get("Retry-After") == "" {
			t.Errorf("one more form to %s: %d %s", path, got.status, got.body)
		}
	}
	if got := v.postForm(t, "/c/main/create"+p.root, map[string]string{"name": "small", "data": "x"}, nil); got.status != 303 {
		t.Errorf("a small form: %d", got.status)
	}
	if got := c.anonymous(t).postForm(t, "/c/main/create"+p.root, large, nil); got.status != 503 {
		t.Errorf("a form under another name from the same address: %d", got.status)
	}
	elsewhere := c.visitor(t).from("198.51.100.7")
	elsewhere.mustSignIn(t, url.Values{"cluster": {"main"}, "anonymous": {"1"}})
	if got := elsewhere.postForm(t, "/c/main/create"+p.root, large, nil); got.status != 303 {
		t.Errorf("another person's form: %d", got.status)
	}
}

// TestFormsWaitForEachOther sends more large forms at the same time than are read at the same time.
func TestFormsWaitForEachOther(t *testing.T) {
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "waiting")
	data := strings.Repeat("x", 2*site.MaxFormBytes)
	var sending sync.WaitGroup
	for i := range 5 * uploadsPerPerson {
		sending.Go(func() {
			got := v.postForm(t, "/c/main/create"+p.root, map[string]string{"name": fmt.Sprint(i), "data": data}, nil, "Accept", "application/json")
			if got.status != 201 {
				t.Errorf("form %d: %d %s", i, got.status, got.body)
			}
		})
	}
	sending.Wait()
	if c.changes.Uploads.Count() != 0 {
		t.Errorf("%d forms are still being read", c.changes.Uploads.Count())
	}
}

// TestWhoMayNotChangeTakesNoRoom checks that the form of a person who may not change anything is
// refused at once, even if its body never arrives.
func TestWhoMayNotChangeTakesNoRoom(t *testing.T) {
	c, trail := runWriting(t, people.Viewer, zookeeper.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "noroom")
	for _, door := range []string{"create", "set"} {
		path := "/c/main/" + door + p.root
		connection := begin(t, c, stalledHead(t, v, path))
		defer func() { _ = connection.Close() }()
		answered, err := http.ReadResponse(bufio.NewReader(connection), nil)
		if err != nil {
			t.Fatal(err)
		}
		if answered.StatusCode != 403 || c.changes.Uploads.Count() != 0 {
			t.Errorf("%s: %s, and %d forms are being read", door, answered.Status, c.changes.Uploads.Count())
		}
		_ = answered.Body.Close()
	}
	if got, want := changesOf(t, trail, p.root), []string{"node.create denied", "node.set denied"}; !slices.Equal(got, want) {
		t.Errorf("recorded %q, want %q", got, want)
	}
}

// stallForm sends a large form whose body never arrives, until the returned function is called.
func stallForm(t *testing.T, c *console, v *visitor, path string) func() {
	t.Helper()
	connection := begin(t, c, stalledHead(t, v, path))
	return func() { _ = connection.Close() }
}

func stalledHead(t *testing.T, v *visitor, path string) string {
	t.Helper()
	cookie := v.cookie(t)
	return "POST " + path + " HTTP/1.1\r\nCookie: " + cookie.Name + "=" + cookie.Value +
		"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n"
}

// begin sends the head of a request whose body never arrives.
func begin(t *testing.T, c *console, head string) net.Conn {
	t.Helper()
	address := strings.TrimPrefix(c.url, "http://")
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	if err := connection.SetDeadline(time.Now().Add(site.ReadTimeout + shortWait)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(connection, head+"Host: "+address+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return connection
}
