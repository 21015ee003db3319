package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	// readTimeout is how long a browser may take to send a body, and
	// answerTimeout to take an answer: one that stalls would hold its
	// connection for ever. Event streams have a deadline for each event instead.
	readTimeout   = 10 * time.Second
	answerTimeout = time.Minute
)

// limitTime sets the deadlines of a request's connection.
func limitTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		controller := http.NewResponseController(c.Response())
		timeout := routeOf(c).bodyTimeout()
		if err := controller.SetWriteDeadline(time.Now().Add(timeout + answerTimeout)); err != nil {
			return err
		}
		if c.Request().ContentLength != 0 { // a GET can have a body too, and net/http waits for its end
			if err := controller.SetReadDeadline(time.Now().Add(timeout)); err != nil {
				return err
			}
		}
		return next(c)
	}
}
