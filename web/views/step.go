package views

import (
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// Step is one change of several as a page shows it: from what is there to what would
// be.
type Step struct {
	Op      string // "set", "create", "delete", "acl", "check" or "quota"
	Path    znode.Path
	Diff    []DiffLine
	Note    string      // said in place of Diff where there is none
	Hidden  bool        // secrets are masked in Diff
	NowACL  []znode.ACL // of "acl"
	ThenACL []znode.ACL // of "acl" and "create"
	Facts   []string    // about the change: which version, which kind of znode
	Problem string      // why it would not be made; "" where nothing is known against it
}

// label says what is done, before the path.
func (s Step) label(w words.Step) string { return Lead(w.Do[s.Op]) }
