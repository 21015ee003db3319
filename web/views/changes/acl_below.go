package changes

import (
	"context"
	"io"
	"slices"

	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// ACLBelowPage is what entries do to the ACLs of all at and below a znode: the preview,
// and the report once it is done.
type ACLBelowPage struct {
	views.Shell
	Path     znode.Path
	Entries  []znode.ACL
	Console  []znode.ACL // of these, those about the console itself
	ACL      string      // the entries as the form carries them
	Mode     string      // a key of words.EditACL.Modes
	Count    int         // znodes whose ACL changes
	Same     int         // that have it already
	Denied   int         // whose ACL the reader cannot set
	Empty    int         // whose ACL would have no entry
	Refused  []znode.Path
	Examples []ACLExample // the first of the changes
	Possible bool         // all of them are known, and they can be made or proposed
	Approval bool         // they become a proposal
	Comment  string       // why
	AsJob    bool         // they are made by a job
	Max      int          // znodes that are looked at
	Warnings []ACLWarning
	Problem  *views.Problem

	Done   bool
	Undo   []int64      // the entry of that
	Failed []ACLFailure // of the changes
}

// ACLExample is one of the changes; ACLs are as zkCli writes them.
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

// AddWarning adds a warning to others, each kind once.
func AddWarning(all []ACLWarning, w ACLWarning) []ACLWarning {
	at := slices.IndexFunc(all, func(other ACLWarning) bool { return other.Code == w.Code })
	if at < 0 {
		return append(all, w)
	}
	all[at].Perms |= w.Perms
	return all
}

// refusedPaths returns the paths of what is left as it is.
func (p ACLBelowPage) refusedPaths() string {
	texts := make([]string, len(p.Refused))
	for i, path := range p.Refused {
		texts[i] = path.String()
	}
	return views.JoinVisible(texts)
}
