package handlers

import (
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v4"
)

// recoverPanic turns a panic into an error with the stack, for the log.
func recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			switch cause := recover(); cause {
			case nil:
			case http.ErrAbortHandler:
				panic(cause) // net/http's own way to cut a connection
			default:
				err = faultOf(cause)
			}
		}()
		return next(c)
	}
}

// catch is deferred by goroutines that a handler starts, where recoverPanic does
// not reach: a panic there would end the console for everybody.
func catch(err *error) {
	if cause := recover(); cause != nil {
		*err = faultOf(cause)
	}
}

func faultOf(cause any) error { return fmt.Errorf("panic: %v\n%s", cause, debug.Stack()) }
