package views

import (
	"context"
	"io"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

// ErrorPage says why there is no other page. Kind picks the title and the
// advice, Message is the sentence for this case.
type ErrorPage struct {
	Shell
	StatusCode  int // of the HTTP answer
	Kind        znode.Kind
	Code        znode.Code
	Message     string
	Path        string        // the znode asked for; "" for none. Not parsed: it may be what is wrong
	GoTo        string        // what stands in the path box; "" for Path
	VersionsURL string        // of what was at the path before; "" where no history is kept
	Ancestor    *znode.Path   // on NotFound: the nearest ancestor that exists; nil when unknown
	Meant       []znode.Path  // that may be meant in its place
	MoreMeant   int           // that Meant leaves out
	Servers     []string      // on Unavailable: host:port tried
	Typed       []string      // into the form that was not taken, to copy; nil for nothing
	Unrecorded  bool          // what was asked for was not done, as it could not be recorded first
	RetryAfter  time.Duration // when to try again; 0 for never. On Unavailable the page then reloads itself
}

// Render writes the page.
func (p ErrorPage) Render(ctx context.Context, w io.Writer) error {
	return errorPage(p).Render(ctx, w)
}

// Title names the failure, for what was asked for.
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

// deniedByACL reports whether ZooKeeper refused what somebody who is signed in asked for.
func (p ErrorPage) deniedByACL() bool {
	return (p.Code == znode.CodeNoAuth || p.Code == znode.CodeReadDenied) && p.User.SignedIn
}

// reloadSeconds returns when the page reloads itself: only the connection comes back
// without the reader doing anything. What was typed would be lost by that.
func (p ErrorPage) reloadSeconds() int {
	if !p.problem().OfConnection(p.Words) || len(p.Typed) > 0 {
		return 0
	}
	return Seconds(p.RetryAfter)
}
