package guard

import (
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// TestSumsTellNothingButEquality checks the sums of data, of null, and of data that may not be
// read.
func TestSumsTellNothingButEquality(t *testing.T) {
	g := newGuarded(t, people.Reader, true, "/app")
	ctx := testContext(t)
	for at, data := range map[string]string{"/app/s1": "password=hunter2", "/app/s2": "password=hunter2", "/app/s3": "password=other"} {
		if _, err := znode.Create(ctx, g.session, path(t, at), []byte(data), openACL, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
	var reads []znode.Read
	for _, at := range []string{"/app/s1", "/app/s2", "/app/s3", "/app/unread", "/team"} {
		reads = append(reads, znode.Read{Path: path(t, at), Kind: znode.ReadData})
	}
	got := Sums{g.Guard}.ReadMany(ctx, reads)
	if string(got[0].Data) != string(got[1].Data) || string(got[0].Data) == string(got[2].Data) || len(got[0].Data) == 0 {
		t.Errorf("the sums are %q, %q and %q", got[0].Data, got[1].Data, got[2].Data)
	}
	for _, result := range got[:3] {
		if strings.Contains(string(result.Data), "hunter2") || strings.Contains(string(result.Data), "password") {
			t.Errorf("the data is in %q", result.Data)
		}
	}
	for _, result := range got[3:] {
		if znode.KindOf(result.Err) != znode.Denied || result.Data != nil {
			t.Errorf("what may not be read gives %q and %v", result.Data, result.Err)
		}
	}
}

// TestSecretsAreComparedUnseen checks that lines differ if their secrets do, and that the compared
// texts contain no secrets.
func TestSecretsAreComparedUnseen(t *testing.T) {
	g := newGuarded(t, people.Reader, true, "/app")
	ctx := testContext(t)
	lines := func(name, data string) Lines {
		t.Helper()
		at := path(t, "/app/"+name)
		if _, err := znode.Create(ctx, g.session, at, []byte(data), openACL, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
		l, _, err := g.GetLines(ctx, at)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	a := lines("one", "user=bob\npassword=hunter2\ntoken=s3cr3t-t0k3n-value\n")
	b := lines("two", "user=eve\npassword=hunter2\ntoken=an0ther-t0k3n-value\n")
	left, right := TagSecrets(a, b)
	l, r := strings.Split(left, "\n"), strings.Split(right, "\n")
	if len(l) != 4 || len(r) != 4 || l[0] == r[0] || l[1] != r[1] || l[2] == r[2] {
		t.Errorf("%q and %q", l, r)
	}
	for _, line := range append(l, r...) {
		if strings.Contains(line, "hunter2") || strings.Contains(line, "t0k3n") {
			t.Errorf("a secret is in %q", line)
		}
	}
	if got := Untag(l[1]); got != "password="+mask.Text {
		t.Errorf("without its number it is %q", got)
	}
	if got := Untag("a\x001"); got != "a\x001" {
		t.Errorf("a line without a secret becomes %q", got)
	}
	if !a.Same(a) || a.Same(b) {
		t.Error("what is the same, or another, is not found")
	}
}
