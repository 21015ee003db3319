package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	// readPatience is how long a browser may take to send a body, and
	// answerPatience to take an answer: one that stalls would hold its
	// connection for ever. Event streams have a deadline for each event instead.
	readPatience   = 10 * time.Second
	uploadPatience = time.Minute // in place of readPatience where a file may come
	answerPatience = time.Minute
)

// limitPatience sets the deadlines of a request's connection.
func (s *Server) limitPatience(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		controller := http.NewResponseController(c.Response())
		patience := readPatience
		if s.takesFile(c) {
			patience = uploadPatience
		}
		if err := controller.SetWriteDeadline(time.Now().Add(patience + answerPatience)); err != nil {
			return err
		}
		if c.Request().ContentLength != 0 { // a GET can have a body too, and net/http waits for its end
			if err := controller.SetReadDeadline(time.Now().Add(patience)); err != nil {
				return err
			}
		}
		return next(c)
	}
}
