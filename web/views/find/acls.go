package find

import (
	"context"
	"io"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ACLsPage is who may do what at and below a znode.
type ACLsPage struct {
	views.Shell
	Path znode.Path
	Bounded

	StopURL string             // URL for the POST that ends the walk
	Live    func(*Live) error  // walks while the page is written
	Entries func() []ACLsEntry // called after Live: the result, those open to most first
	More    func() int         // the number of entries that are not among these
}

// shownACL is how many entries of an ACL a row shows; the page of its znode shows them all.
const shownACL = 20

// ACLsEntry is a subtree with one and the same ACL.
type ACLsEntry struct {
	Path    znode.Path
	ACL     []znode.ACL
	Console []znode.ACL // those of ACL that are about the console itself
	Open    string      // a key of words.ACLs.Opens
	Znodes  int
	MaySet  bool // the reader may try to set the ACL
}

// Render writes the page while the walk runs.
func (p ACLsPage) Render(ctx context.Context, w io.Writer) error { return aclsPage(p).Render(ctx, w) }

// say says how far the walk has come.
func (p ACLsPage) say(now Progress) string { return saySeen(p.Words, now) }

// aclsPart is one part of the report.
type aclsPart struct {
	open    string
	entries []ACLsEntry
}

// partsOf groups entries by Open, keeping their order.
func partsOf(entries []ACLsEntry) []aclsPart {
	var parts []aclsPart
	for _, entry := range entries {
		if len(parts) == 0 || parts[len(parts)-1].open != entry.Open {
			parts = append(parts, aclsPart{open: entry.Open})
		}
		last := &parts[len(parts)-1]
		last.entries = append(last.entries, entry)
	}
	return parts
}
