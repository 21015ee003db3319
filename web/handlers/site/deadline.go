package site

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"
)

// zookeeperTime is how long all that a request asks of ZooKeeper may take, so
// that every page answers within three seconds.
const zookeeperTime = 2500 * time.Millisecond

const deadlineKey = "deadline" // of echo.Context: when the request's ZooKeeper time ends

// Deadline is the request's context with the end of its ZooKeeper time, which
// begins with the first call.
func Deadline(c echo.Context) (context.Context, context.CancelFunc) {
	end, begun := c.Get(deadlineKey).(time.Time)
	if !begun {
		end = time.Now().Add(zookeeperTime)
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
