package handlers

import (
	"crypto/rand"

	"github.com/labstack/echo/v4"
)

// nameRequest gives the request an id of its own. One that came with it is
// not taken: a log must not say what a stranger made up.
func nameRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderXRequestID, rand.Text()[:16])
		return next(c)
	}
}
