package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// recoverPanic turns a panic into an error with the stack, for the log.
func recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			switch cause := recover(); cause {
			case nil:
			case http.ErrAbortHandler:
				panic(cause) // net/http uses it to abort a connection
			default:
				err = site.FaultOf(cause)
			}
		}()
		return next(c)
	}
}
