package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// limitTime sets the deadlines of a request's connection.
func limitTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		controller := http.NewResponseController(c.Response())
		timeout := site.RouteOf(c).BodyTime()
		if err := controller.SetWriteDeadline(time.Now().Add(timeout + site.AnswerTimeout)); err != nil {
			return err
		}
		if c.Request().ContentLength != 0 { // also for GET, which may have a body; net/http waits for its end
			if err := controller.SetReadDeadline(time.Now().Add(timeout)); err != nil {
				return err
			}
		}
		return next(c)
	}
}
