package handlers

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"
)

// zookeeperTime is how long all that a request asks of ZooKeeper may take, so
// that every page answers within three seconds.
const zookeeperTime = 2500 * time.Millisecond

const deadlineKey = "deadline" // of echo.Context: when the request's ZooKeeper time ends

// deadline is the request's context with the end of its ZooKeeper time, which
// begins with the first call.
func deadline(c echo.Context) (context.Context, context.CancelFunc) {
	end, begun := c.Get(deadlineKey).(time.Time)
	if !begun {
		end = time.Now().Add(zookeeperTime)
		c.Set(deadlineKey, end)
	}
	return context.WithDeadline(c.Request().Context(), end)
}
