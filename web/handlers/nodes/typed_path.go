package nodes

import (
	"net/url"
	"slices"
	"strings"

	"zkweb/zkconn/znode"
)

// zkCliCommands are the commands of zkCli that take a path.
var zkCliCommands = []string{"get", "ls", "ls2", "stat", "set", "create", "delete", "deleteall", "getAcl", "setAcl", "sync", "getAllChildrenNumber", "getEphemerals", "listquota"}

// meantPaths are the paths that somebody may mean who typed or pasted text: the
// text itself; the same without white space around it, a zkCli command before it
// and slashes too many, and with the one that it lacks; and that without the
// cluster's chroot. There is one at least; the error is znode.ParsePath's.
func meantPaths(text string, chroot znode.Path) ([]znode.Path, error) {
	var meant []znode.Path
	add := func(path znode.Path) {
		if !slices.Contains(meant, path) {
			meant = append(meant, path)
		}
	}
	if exact, err := znode.ParsePath(text); err == nil {
		add(exact)
	}
	tidy, err := znode.ParsePath(tidyPath(text))
	switch {
	case err == nil:
		add(tidy)
	case len(meant) == 0:
		return nil, err
	}
	if inside, below := meant[len(meant)-1].Below(chroot); below {
		add(inside)
	}
	return meant, nil
}

func tidyPath(text string) string {
	text = withoutCommand(strings.TrimSpace(text))
	var names []string
	for name := range strings.SplitSeq(text, "/") {
		if name != "" {
			names = append(names, name)
		}
	}
	return "/" + strings.Join(names, "/")
}

// withoutCommand returns the path of a line of zkCli's, or text itself where it
// is none.
func withoutCommand(text string) string {
	command, rest, found := strings.Cut(text, " ")
	if !found || !slices.Contains(zkCliCommands, command) {
		return text
	}
	for {
		rest = strings.TrimLeft(rest, " ")
		if !strings.HasPrefix(rest, "-") {
			break
		}
		_, rest, _ = strings.Cut(rest, " ")
	}
	if quote := rest[:min(1, len(rest))]; quote == `"` || quote == "'" {
		quoted, _, _ := strings.Cut(rest[1:], quote)
		return quoted
	}
	path, _, _ := strings.Cut(rest, " ")
	return path
}

// pathOfLink returns the cluster and the path of a pasted link to a page of the
// console.
func (h *Handlers) pathOfLink(text string) (cluster, path string, ok bool) {
	link, err := url.Parse(strings.TrimSpace(text))
	if err != nil || link.Scheme != "http" && link.Scheme != "https" {
		return "", "", false
	}
	rest, ok := strings.CutPrefix(strings.TrimPrefix(link.Path, h.Links.BasePath), "/c/")
	if !ok {
		return "", "", false
	}
	cluster, rest, _ = strings.Cut(rest, "/")
	_, path, ok = strings.Cut(rest, "/")
	return cluster, "/" + path, ok
}
