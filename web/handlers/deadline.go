package handlers

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"
)

// zookeeperTime is how long all that a request asks of ZooKeeper may take, so
// that every page answers within three seconds.
const zookeeperTime = 2500 * time.Millisecond

// deadline is the request's context with the end of its ZooKeeper time.
func deadline(c echo.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(c.Request().Context(), zookeeperTime)
}
