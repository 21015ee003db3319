package handlers

import (
	"net/http"
	"regexp"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

var hidden = regexp.MustCompile(`name="(version|mzxid)" value="(\d+)"`)

// TestAFormIsAboutTheZnodeThatWasRead submits forms about a znode that was deleted and created
// again in the meantime, at the same version.
func TestAFormIsAboutTheZnodeThatWasRead(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	ed := c.anonymous(t)
	admin := newSession(t)
	for _, door := range []string{"set", "delete"} {
		at := parsePath(t, "/anew-"+door)
		make := func(data string) {
			t.Helper()
			if _, err := znode.Create(t.Context(), admin, at, []byte(data), open, znode.ModePersistent); err != nil {
				t.Fatal(err)
			}
		}
		make("read")
		target := "/c/main/" + door + at.String()
		fields := map[string]string{}
		for _, field := range hidden.FindAllStringSubmatch(ed.get(t, target).body, -1) {
			fields[field[1]] = field[2]
		}
		if door == "set" {
			fields["data"] = "typed"
		}
		if fields["version"] != "0" || fields["mzxid"] == "" {
			t.Fatalf("the %s form carries %v", door, fields)
		}
		if err := znode.Delete(t.Context(), admin, at, 0); err != nil {
			t.Fatal(err)
		}
		make("somebody else's")
		got := ed.postForm(t, target, fields, nil)
		if got.status != http.StatusConflict {
			t.Fatalf("%s: %d\n%s", door, got.status, got.body)
		}
		if data, _, err := admin.Get(t.Context(), at); string(data) != "somebody else's" || err != nil {
			t.Errorf("%s: there is %q and %v", door, data, err)
		}
		for _, field := range hidden.FindAllStringSubmatch(got.body, -1) { // the page offers to make the change to the new znode
			fields[field[1]] = field[2]
		}
		if got := ed.postForm(t, target, fields, nil); got.status != http.StatusSeeOther {
			t.Errorf("%s over what is there now: %d\n%s", door, got.status, got.body)
		}
	}
	if got := ed.postForm(t, "/c/main/set/anew-set", map[string]string{"data": "x", "version": "1", "mzxid": "x"}, nil); got.status != http.StatusBadRequest {
		t.Errorf("a mzxid that is no number: %d", got.status)
	}
	if got := ed.postForm(t, "/c/main/set/anew-set", map[string]string{"data": "x", "version": "1"}, nil); got.status != http.StatusSeeOther {
		t.Errorf("without a mzxid: %d", got.status)
	}
}

// newSession returns a session without credentials on the shared server.
func newSession(t *testing.T) *session.Session {
	t.Helper()
	parsed, err := cluster.Parse("main=" + zookeeper.Addr())
	if err != nil {
		t.Fatal(err)
	}
	opened := session.Open(parsed, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(opened.Close)
	if err := opened.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	return opened
}
