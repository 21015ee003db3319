package nodes

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// Go redirects from the path box to the page of the znode that was meant, at the part that a zkCli
// command asks for. Text that begins with "find" leads to a find by fragments of names below the
// current znode. Text that is no path stays in the box, and the tree around the current znode is
// shown.
func (h *Handlers) Go(c echo.Context, v site.Visit) error {
	typed, err := typedInto(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	if link, ok := h.linkOf(typed); ok {
		return h.followLink(c, v, typed, link)
	}
	if fragments, ok := soughtIn(typed); ok {
		return site.SeeOther(c, h.Links.FindNames(v.Cluster.Name, h.cameFrom(c, v), fragments))
	}
	meant, err := meantPaths(typed, v.Cluster.Chroot)
	if err != nil {
		return h.lost(c, v, typed, h.cameFrom(c, v), err)
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if link, ok := h.bareLinkOf(typed); ok && !anyExists(ctx, v.Guard, meant) {
		return h.followLink(c, v, typed, link)
	}
	path := firstThatExists(ctx, v.Guard, meant)
	command := commandOf(typed)
	if command != "" && path.String() != typed && changes[command] {
		return h.lost(c, v, typed, path, &znode.Error{Kind: znode.Invalid, Code: znode.CodeCommandChanges, Args: znode.Args{"command": command}})
	}
	return site.SeeOther(c, h.Links.Node(v.Cluster.Name, path)+partOf[command])
}

// followLink redirects to the page of a pasted link, with its query.
func (h *Handlers) followLink(c echo.Context, v site.Visit, typed string, to link) error {
	at, err := h.Cluster(to.cluster)
	if err != nil {
		return h.lost(c, v, typed, h.cameFrom(c, v), err)
	}
	meant, err := meantPaths(to.path, at.Chroot)
	if err != nil {
		return h.lost(c, v, typed, h.cameFrom(c, v), err)
	}
	path := meant[0]
	if at.Name == v.Cluster.Name {
		ctx, cancel := site.Deadline(c)
		defer cancel()
		path = firstThatExists(ctx, v.Guard, meant)
	}
	return site.SeeOther(c, h.Links.Node(at.Name, path)+to.rest)
}

// Typed returns the text that Go is asked for, or "" if it cannot be read.
func (*Handlers) Typed(c echo.Context) string {
	typed, _ := typedInto(c.Request().URL.RawQuery)
	return typed
}

// typedInto returns the value of path=, without zkCli's prompt. A semicolon is part of the value,
// since names may contain it.
func typedInto(query string) (string, error) {
	values, err := url.ParseQuery(strings.ReplaceAll(query, ";", "%3B"))
	if err != nil {
		return "", &znode.Error{Kind: znode.Invalid, Code: znode.CodeQueryEncoding, Cause: err}
	}
	return withoutPrompt(values.Get("path")), nil
}

func anyExists(ctx context.Context, reader znode.Reader, paths []znode.Path) bool {
	return slices.ContainsFunc(paths, func(path znode.Path) bool {
		_, err := reader.Exists(ctx, path)
		return err == nil
	})
}

// firstThatExists returns the first of paths that exists, or the first one if it is the only one or
// none exists.
func firstThatExists(ctx context.Context, reader znode.Reader, paths []znode.Path) znode.Path {
	if len(paths) > 1 {
		for _, path := range paths {
			if _, err := reader.Exists(ctx, path); err == nil {
				return path
			}
		}
	}
	return paths[0]
}
