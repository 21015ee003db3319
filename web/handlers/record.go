package handlers

import (
	"log/slog"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// record writes one log line for a request and counts it. It logs the route and not the path, which
// may be confidential.
func (s *Server) record(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		if err := next(c); err != nil {
			s.site.Fail(err, c)
		}
		took := time.Since(start)
		s.metrics.request(site.RouteOf(c), c.Request().Method, c.Response().Status, took)
		s.log(c, took)
		return nil
	}
}

func (s *Server) log(c echo.Context, took time.Duration) {
	level, cause := slog.LevelInfo, site.Cause(c)
	if cause != nil && c.Response().Status == 500 {
		level = slog.LevelError
	}
	if !s.site.Logger.Enabled(c.Request().Context(), level) {
		return
	}
	attributes := []slog.Attr{
		slog.String("route", site.RouteOf(c).Pattern),
		slog.String("method", methodLabel(c.Request().Method)),
		slog.Int("status", c.Response().Status),
		slog.Duration("duration", took),
		slog.String("address", c.RealIP()),
		slog.String("request", site.RequestID(c)),
	}
	if user, ok := site.User(c); ok {
		if user == "" {
			user = "-" // signed in without credentials
		}
		attributes = append(attributes, slog.String("user", user))
	}
	if cause != nil {
		attributes = append(attributes, slog.Any("error", cause))
	}
	s.site.Logger.LogAttrs(c.Request().Context(), level, "request", attributes...)
}
