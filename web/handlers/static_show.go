package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/static"
)

// showStatic sends a file of web/static. Its URL changes with its content, so browsers may cache it
// forever.
func showStatic(c echo.Context, _ site.Visit) error {
	file, ok := static.Lookup(c.Param("file"))
	if !ok {
		return echo.ErrNotFound
	}
	header := c.Response().Header()
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("Vary", "Accept-Encoding")
	content := file.Content
	switch {
	case site.Accepts(c.Request(), "br"):
		header.Set("Content-Encoding", "br")
		content = file.Brotli()
	case site.Accepts(c.Request(), "gzip"):
		header.Set("Content-Encoding", "gzip")
		content = file.Gzip()
	}
	header.Set("Content-Length", strconv.Itoa(len(content)))
	return c.Blob(http.StatusOK, file.ContentType, content)
}
