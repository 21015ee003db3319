package handlers

import (
	"log/slog"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	userKey  = "user"  // of echo.Context: who is signed in
	causeKey = "cause" // of echo.Context: the error behind a status of 500 or more
)

// noteUser says who the request is from; anonymous is "".
func noteUser(c echo.Context, user string) { c.Set(userKey, user) }

// record writes one log line for a request and counts it. It names the route
// and not the path, which may be a secret's.
func (s *Server) record(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		if err := next(c); err != nil {
			s.fail(err, c)
		}
		took := time.Since(start)
		s.metrics.request(routeOf(c), c.Request().Method, c.Response().Status, took)
		s.log(c, took)
		return nil
	}
}

func (s *Server) log(c echo.Context, took time.Duration) {
	level, attributes := slog.LevelInfo, []slog.Attr{
		slog.String("route", routeOf(c).Pattern),
		slog.String("method", methodLabel(c.Request().Method)),
		slog.Int("status", c.Response().Status),
		slog.Duration("duration", took),
		slog.String("address", c.RealIP()),
		slog.String("request", requestID(c)),
	}
	if user, ok := c.Get(userKey).(string); ok {
		if user == "" {
			user = "-" // signed in without credentials
		}
		attributes = append(attributes, slog.String("user", user))
	}
	if cause, ok := c.Get(causeKey).(error); ok {
		attributes = append(attributes, slog.Any("error", cause))
		if c.Response().Status == 500 {
			level = slog.LevelError
		}
	}
	s.config.Logger.LogAttrs(c.Request().Context(), level, "request", attributes...)
}
