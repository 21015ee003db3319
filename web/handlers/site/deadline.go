package site

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"
)

// PageTime is how long all that a request asks of ZooKeeper usually may take, so
// that every page answers within three seconds.
const PageTime = 2500 * time.Millisecond

const ( // of echo.Context
	pageTimeKey = "page time" // how much ZooKeeper time the request has
	deadlineKey = "deadline"  // when that ends
)

// GiveTime gives each request s.PageTime.
func (s *Site) GiveTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Set(pageTimeKey, s.PageTime)
		return next(c)
	}
}

// Deadline returns the request's context with the end of its ZooKeeper time, which
// begins with the first call.
func Deadline(c echo.Context) (context.Context, context.CancelFunc) {
	end, begun := c.Get(deadlineKey).(time.Time)
	if !begun {
		given, _ := c.Get(pageTimeKey).(time.Duration)
		end = time.Now().Add(given)
		c.Set(deadlineKey, end)
	}
	return context.WithDeadline(c.Request().Context(), end)
}

const (
	// ReadTimeout is how long a browser may take to send a body, and
	// AnswerTimeout to take an answer: one that stalls would hold its
	// connection for ever. Event streams have a deadline for each event instead.
	ReadTimeout   = 10 * time.Second
	AnswerTimeout = time.Minute
)

// RestartDeadline lets the ZooKeeper time begin anew with the next call.
func RestartDeadline(c echo.Context) { c.Set(deadlineKey, nil) }
