package changes

import (
	"context"
	"io"
	"slices"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ACLBelowPage shows what happens to the ACLs of all at and below a znode: the plan at first, and
// the report in the end.
type ACLBelowPage struct {
	views.Shell
	Path     znode.Path
	Entries  []znode.ACL
	Console  []znode.ACL // those of ACL that are about the console itself
	ACL      string      // the entries, as the form carries them
	Mode     string      // a key of words.EditACL.Modes
	Count    int         // znodes whose ACL changes
	Same     int         // znodes that have the ACL already
	Denied   int         // znodes whose ACL the reader cannot set
	Empty    int         // znodes whose ACL would have no entry
	Refused  []znode.Path
	Examples []ACLExample // the first of the changes
	Possible bool         // all changes are known, and can be made or proposed
	Approval bool         // they become a proposal
	Comment  string       // for the proposal
	AsJob    bool         // a job makes them
	Max      int          // most znodes that are looked at
	Warnings []ACLWarning
	Problem  *views.Problem

	Done   bool
	Undo   []int64      // entries of the trail by which it can be undone
	Failed []ACLFailure // changes that failed
}

// ACLExample is one of the changes, with ACLs as zkCli writes them.
type ACLExample struct {
	Path          znode.Path
	Before, After string
}

// ACLFailure is a znode whose ACL could not be set.
type ACLFailure struct {
	Path    znode.Path
	Err     error
	Problem *views.Problem
}

// Render writes the page.
func (p ACLBelowPage) Render(ctx context.Context, w io.Writer) error {
	return aclBelowPage(p).Render(ctx, w)
}

func (p ACLBelowPage) documentTitle() string {
	return documentTitle(p.Shell, p.Words.EditACL.BelowTitle(views.NodeTitle(p.Path)), p.Problem)
}

// AddWarning adds a warning, unless there is one of that kind already.
func AddWarning(all []ACLWarning, w ACLWarning) []ACLWarning {
	at := slices.IndexFunc(all, func(other ACLWarning) bool { return other.Code == w.Code })
	if at < 0 {
		return append(all, w)
	}
	all[at].Perms |= w.Perms
	return all
}

// refusedPaths returns the paths that are left unchanged.
func (p ACLBelowPage) refusedPaths() string {
	texts := make([]string, len(p.Refused))
	for i, path := range p.Refused {
		texts[i] = path.String()
	}
	return views.JoinVisible(texts)
}
