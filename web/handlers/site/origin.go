package site

import "github.com/labstack/echo/v4"

// FromElsewhere reports whether a browser says that another site's page sent it
// here. Scripts say nothing.
func FromElsewhere(c echo.Context) bool {
	site := c.Request().Header.Get("Sec-Fetch-Site")
	return site == "cross-site" || site == "same-site"
}
