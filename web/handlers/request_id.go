package handlers

import (
	"crypto/rand"

	"github.com/labstack/echo/v4"
)

// nameRequest gives the request an ID. It ignores an ID in the request, so that strangers cannot
// write into the log.
func nameRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderXRequestID, rand.Text()[:16])
		return next(c)
	}
}
