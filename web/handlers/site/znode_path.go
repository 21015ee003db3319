package site

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/zkconn/znode"
)

// ZnodePath is the one place where an address becomes a znode's path: what
// follows prefix in the request's decoded path. canonical is false when the
// address is not the one that the console itself writes: the root without its
// slash, or any other path with one at the end.
func ZnodePath(urlPath, prefix string) (path znode.Path, canonical bool, err error) {
	text := strings.TrimPrefix(urlPath, prefix)
	if text == "" {
		return znode.Root, false, nil
	}
	if text == "/" {
		return znode.Root, true, nil
	}
	trimmed := strings.TrimSuffix(text, "/")
	if trimmed == "/" { // two slashes are no root
		trimmed = text
	}
	path, err = znode.ParsePath(trimmed)
	return path, trimmed == text, err
}

// Slashes are the signs that part names where people type: also the wide one of Chinese
// keyboards.
const Slashes = "/／"

// TidyPath returns a path that was typed in haste with one slash before each name, and none
// at the end.
func TidyPath(typed string) string {
	names := strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(Slashes, r) })
	return "/" + strings.Join(names, "/")
}

// ToCanonical redirects to the address that the console writes, keeping the query.
func ToCanonical(c echo.Context, url string) error {
	if query := c.Request().URL.RawQuery; query != "" {
		url += "?" + query
	}
	return c.Redirect(http.StatusPermanentRedirect, url)
}
