package handlers

import (
	"net/http"
	"net/url"
	"regexp"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// refuseCrossOrigin refuses posts that another origin's page sent.
func refuseCrossOrigin() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			err := protection.Check(c.Request())
			if err == nil {
				return next(c)
			}
			site.NoteCause(c, err)
			return crossOrigin(c.Request(), err)
		}
	}
}

// crossOrigin returns the error of a post from another origin. A browser that says so
// itself is right; where the names of the hosts alone differ, a proxy in between
// may have changed one, and whoever runs it is told which.
func crossOrigin(r *http.Request, cause error) error {
	origin, err := url.Parse(r.Header.Get("Origin"))
	if r.Header.Get("Sec-Fetch-Site") != "" || err != nil || !isHost.MatchString(origin.Host) || !isHost.MatchString(r.Host) {
		return &znode.Error{Kind: znode.Denied, Code: znode.CodeCrossOrigin, Cause: cause}
	}
	return &znode.Error{Kind: znode.Denied, Code: znode.CodeHostDiffers, Args: znode.Args{"origin": origin.Host, "host": r.Host}, Cause: cause}
}

// isHost matches what may stand on a page: both hosts come with the request.
var isHost = regexp.MustCompile(`^[A-Za-z0-9.:\[\]-]{1,260}$`)
