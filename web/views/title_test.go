package views

import (
	"testing"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// TestErrorTitles: what the title says is about the path that was asked for, unless it was not
// done for want of a record.
func TestErrorTitles(t *testing.T) {
	w := words.English
	for _, test := range []struct {
		page ErrorPage
		want string
	}{
		{ErrorPage{Kind: znode.NotFound, Code: znode.CodeNoNode, Path: "/a"}, w.Failure.NoSuchZnode},
		{ErrorPage{Kind: znode.NotFound, Code: znode.CodeNoNode}, w.Problem.Titles[znode.NotFound]},
		{ErrorPage{Kind: znode.NotFound, Code: znode.CodeNoNode, Path: "/a", Unrecorded: true}, w.Problem.Unrecorded},
		{ErrorPage{Kind: znode.Unavailable, Code: znode.CodePoolFull}, w.Problem.Unusable[znode.CodePoolFull]},
		{ErrorPage{Kind: znode.RateLimited, Code: znode.CodePoolFull}, w.Problem.Titles[znode.RateLimited]},
	} {
		test.page.Words = w
		if got := test.page.Title(); got != test.want {
			t.Errorf("%+v is titled %q, want %q", test.page, got, test.want)
		}
	}
}

// TestWhomAnACLRefuses: whoever is not signed in is asked for that first.
func TestWhomAnACLRefuses(t *testing.T) {
	for _, signedIn := range []bool{false, true} {
		page := ErrorPage{Shell: Shell{User: User{SignedIn: signedIn}}, Kind: znode.Denied, Code: znode.CodeNoAuth}
		if page.deniedByACL() != signedIn {
			t.Errorf("signed in %v, refused by an ACL %v", signedIn, !signedIn)
		}
	}
}

// TestWhoWords: what an entry is about the console itself goes before what its scheme says.
func TestWhoWords(t *testing.T) {
	w, own := words.English, znode.ACL{Scheme: "digest", ID: "zkweb:x", Perms: 1}
	for _, test := range []struct {
		entry znode.ACL
		want  string
	}{
		{own, w.ACL.Console}, {znode.ACL{Scheme: "digest", ID: "bob:x", Perms: 1}, w.ACL.Digest("bob")},
		{znode.ACL{Scheme: "world", ID: "anyone"}, w.ACL.World}, {znode.ACL{Scheme: "other"}, ""},
	} {
		if got := WhoWords(w, test.entry, []znode.ACL{own}); got != test.want {
			t.Errorf("%+v is said to be %q, want %q", test.entry, got, test.want)
		}
	}
}
