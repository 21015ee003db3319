package site

import "github.com/labstack/echo/v4"

// FromElsewhere reports whether the browser says that a page of another site led here. Scripts do
// not say so.
func FromElsewhere(c echo.Context) bool {
	site := c.Request().Header.Get("Sec-Fetch-Site")
	return site == "cross-site" || site == "same-site"
}
