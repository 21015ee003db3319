package views

import (
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Step is one of several changes, shown from the present state to the next.
type Step struct {
	Op      string // "set", "create", "delete", "acl", "check" or "quota"
	Path    znode.Path
	Diff    []DiffLine
	Note    string      // a sentence shown in place of Diff; "" if there is a Diff
	Hidden  bool        // secrets are masked in Diff
	NowACL  []znode.ACL // for "acl"
	ThenACL []znode.ACL // for "acl" and "create"
	Facts   []string    // about the change, such as the version or the kind of znode
	Problem string      // a sentence: why it would not be made; "" if nothing is known against it
}

// label says what is done, before the path.
func (s Step) label(w words.Step) string { return Lead(w.Do[s.Op]) }
