package site

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/zkconn/znode"
)

// ZnodePath returns the znode's path in a URL: what follows prefix in the request's decoded path.
// It is the only place that does so. canonical is false if the URL is not the one that the console
// writes: the root without its slash, or another path with a slash at the end.
func ZnodePath(urlPath, prefix string) (path znode.Path, canonical bool, err error) {
	text := strings.TrimPrefix(urlPath, prefix)
	if text == "" {
		return znode.Root, false, nil
	}
	if text == "/" {
		return znode.Root, true, nil
	}
	trimmed := strings.TrimSuffix(text, "/")
	if trimmed == "/" { // two slashes are not the root
		trimmed = text
	}
	path, err = znode.ParsePath(trimmed)
	return path, trimmed == text, err
}

// Slashes are the characters that separate names in typed paths, including the wide slash of
// Chinese keyboards.
const Slashes = "/／"

// TidyPath returns a typed path with one slash before each name and none at the end.
func TidyPath(typed string) string {
	names := strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(Slashes, r) })
	return "/" + strings.Join(names, "/")
}

// ToCanonical redirects to the URL that the console writes, keeping the query.
func ToCanonical(c echo.Context, url string) error {
	if query := c.Request().URL.RawQuery; query != "" {
		url += "?" + query
	}
	return c.Redirect(http.StatusPermanentRedirect, url)
}
