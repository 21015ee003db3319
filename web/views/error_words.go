package views

import (
	"time"

	"zkweb/zkconn/znode"
)

func errorTitle(p ErrorPage) string {
	if p.Unrecorded {
		return unrecordedTitle
	}
	if p.Path == "" {
		return ProblemTitle(p.Kind)
	}
	switch p.Kind {
	case znode.NotFound:
		return "No such znode"
	case znode.Invalid:
		return "Not a path that ZooKeeper takes"
	}
	return ProblemTitle(p.Kind)
}

// reloadSeconds is when the page reloads itself: only the connection comes back
// without the reader doing anything.
func reloadSeconds(p ErrorPage) int {
	if p.Kind != znode.Unavailable || p.Unrecorded {
		return 0
	}
	return seconds(p.RetryAfter)
}

func InSeconds(after time.Duration) string { return Counted(seconds(after), "second", "seconds") }

// seconds rounds up: a page that is reloaded early has waited for nothing.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
