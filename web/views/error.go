package views

import (
	"context"
	"io"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

// ErrorPage says why there is no other page. Kind selects the title and the advice; Message is the
// sentence for this case.
type ErrorPage struct {
	Shell
	StatusCode  int // of the HTTP response
	Kind        znode.Kind
	Code        znode.Code
	Message     string
	Path        string        // the requested path; "" for none. It is not parsed, since it may be what is wrong
	GoTo        string        // text of the path box; "" for Path
	VersionsURL string        // the versions of what was at the path; "" without a history
	Ancestor    *znode.Path   // for NotFound: the nearest ancestor that exists; nil when unknown
	Meant       []znode.Path  // paths that may be meant instead
	MoreMeant   int           // number of paths that Meant leaves out
	Servers     []string      // for Unavailable: the servers that were tried, host:port
	Typed       []string      // what was typed into the refused form, to copy; nil for nothing
	Unrecorded  bool          // nothing was done, since it could not be recorded first
	RetryAfter  time.Duration // when to try again; 0 for never. For Unavailable, the page then reloads itself
}

// Render writes the page.
func (p ErrorPage) Render(ctx context.Context, w io.Writer) error {
	return errorPage(p).Render(ctx, w)
}

// Title returns the title for what was asked for.
func (p ErrorPage) Title() string {
	if (p.Path != "" || p.GoTo != "") && !p.Unrecorded {
		switch {
		case p.Kind == znode.NotFound && p.Code == znode.CodeNoNode:
			return p.Words.Failure.NoSuchZnode
		case p.Kind == znode.Invalid && strings.HasPrefix(string(p.Code), "path_"):
			return p.Words.Failure.NotAPath
		}
	}
	return p.problem().Title(p.Words)
}

func (p ErrorPage) problem() Problem {
	return Problem{Kind: p.Kind, Code: p.Code, Message: p.Message, Unrecorded: p.Unrecorded}
}

// deniedByACL reports whether ZooKeeper refused a request of somebody who is signed in.
func (p ErrorPage) deniedByACL() bool {
	return (p.Code == znode.CodeNoAuth || p.Code == znode.CodeReadDenied) && p.User.SignedIn
}

// reloadSeconds returns when the page reloads itself; 0 for never. Only a lost connection comes
// back without the reader's doing, and a reload would lose what was typed.
func (p ErrorPage) reloadSeconds() int {
	if !p.problem().OfConnection(p.Words) || len(p.Typed) > 0 {
		return 0
	}
	return Seconds(p.RetryAfter)
}
