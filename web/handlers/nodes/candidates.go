package nodes

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/znode"
)

const (
	maxCandidates = 20     // names offered at once
	maxScanned    = 20_000 // the most names that are compared one by one, ignoring case
)

// Complete shows the fragment with the znodes whose paths begin with path=, of one level, while
// somebody types into the path box. The session caches the names of large znodes, which are
// searched by bisection. What is shown is recorded as a look. A refusal on the way to the level is
// not recorded as an attempt.
func (h *Handlers) Complete(c echo.Context, v site.Visit) error {
	typed, err := typedInto(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	parents, start, err := unfinished(typed, v.Cluster.Chroot)
	if err != nil {
		return err
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	parent := firstThatExists(ctx, v.Guard, parents)
	found, err := candidatesIn(ctx, v.Guard, parent, start)
	if err != nil {
		return err
	}
	v.Guard.Looked(parent, nil)
	return site.Render(c, http.StatusOK, nodes.Candidates{Words: site.WordsOf(c), Paths: found.paths, More: found.more})
}

// openQuote matches the quotation mark before an unfinished path.
var openQuote = regexp.MustCompile(`^["'][/／]`)

// unfinished splits unfinished text into the znodes that it may have reached, as meantPaths returns
// them, and the beginning of a child's name.
func unfinished(typed string, chroot znode.Path) (parents []znode.Path, start string, err error) {
	text := openQuote.ReplaceAllString(withoutCommand(strings.TrimLeft(typed, " \t")), "/")
	if !strings.Contains(text, "/") {
		text = strings.ReplaceAll(text, "／", "/")
	}
	slash := strings.LastIndexByte(text, '/')
	parents, err = meantPaths(text[:slash+1], chroot)
	return parents, text[slash+1:], err
}

// candidates are children of a znode that may be meant.
type candidates struct {
	paths []znode.Path
	more  int // how many more there are
}

// candidatesIn finds the children whose names begin with start. If there are none, it finds those
// whose names begin with or contain start, ignoring case.
func candidatesIn(ctx context.Context, reader znode.Reader, parent znode.Path, start string) (candidates, error) {
	list := reader.Glance(ctx, znode.Question{Lists: []znode.Path{parent}}).Lists[0]
	if list.Err != nil || !utf8.ValidString(start) {
		return candidates{}, list.Err
	}
	names := beginning(list.Names, start)
	if len(names) == 0 && start != "" && len(list.Names) <= maxScanned {
		names = holding(list.Names, strings.ToLower(start))
	}
	found := candidates{more: max(0, len(names)-maxCandidates)}
	if len(names) <= maxScanned {
		names = znode.NaturalOrder(names)
	}
	found.paths = slices.DeleteFunc(parent.Children(names[:min(len(names), maxCandidates)]), znode.Path.IsRoot)
	return found, nil
}

// beginning returns the names that begin with start. The names must be in byte order.
func beginning(names []string, start string) []string {
	first, _ := slices.BinarySearch(names, start)
	names = names[first:]
	count, _ := slices.BinarySearchFunc(names, start, func(name, start string) int {
		if strings.HasPrefix(name, start) {
			return -1
		}
		return 1
	})
	return names[:count]
}

// holding returns the names that contain lower, ignoring their case: first those that begin with
// it, then the others.
func holding(names []string, lower string) []string {
	var begin, hold []string
	for _, name := range names {
		switch at := strings.Index(strings.ToLower(name), lower); {
		case at == 0:
			begin = append(begin, name)
		case at > 0:
			hold = append(hold, name)
		}
	}
	if len(begin) > 0 {
		return begin
	}
	return hold
}
