package site

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"
)

// PageTime is the usual time that a request has for all its calls to ZooKeeper, so that every page
// answers within three seconds.
const PageTime = 2500 * time.Millisecond

const ( // keys of an echo.Context
	pageTimeKey = "page time" // how much time the request has for ZooKeeper
	deadlineKey = "deadline"  // when that time ends
)

// GiveTime gives each request s.PageTime for its calls to ZooKeeper.
func (s *Site) GiveTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Set(pageTimeKey, s.PageTime)
		return next(c)
	}
}

// Deadline returns the request's context with the deadline for its calls to ZooKeeper. The time
// starts with the first call of Deadline.
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
	// ReadTimeout is how long a browser may take to send a body, and AnswerTimeout how long to
	// receive an answer. A browser that stalls would hold its connection forever. Event streams
	// have a deadline for each event instead.
	ReadTimeout   = 10 * time.Second
	AnswerTimeout = time.Minute
)

// RestartDeadline makes the time for ZooKeeper start again with the next call of Deadline.
func RestartDeadline(c echo.Context) { c.Set(deadlineKey, nil) }
