package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/zkconn/znode"
)

// refuseCrossOrigin refuses posts that another origin's page sent.
func refuseCrossOrigin() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := protection.Check(c.Request()); err != nil {
				return &znode.Error{
					Kind:  znode.Denied,
					Code:  znode.CodeCrossOrigin,
					Cause: err,
				}
			}
			return next(c)
		}
	}
}
