package handlers

import (
	"net/http"
	"net/url"
	"regexp"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// refuseCrossOrigin refuses posts that a page of another origin sent.
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

// crossOrigin returns the error for a post from another origin. If the browser did not say so
// itself and only the hosts' names differ, a proxy may have changed one, and the error names both
// for whoever runs it.
func crossOrigin(r *http.Request, cause error) error {
	origin, err := url.Parse(r.Header.Get("Origin"))
	if r.Header.Get("Sec-Fetch-Site") != "" || err != nil || !isHost.MatchString(origin.Host) || !isHost.MatchString(r.Host) {
		return &znode.Error{Kind: znode.Denied, Code: znode.CodeCrossOrigin, Cause: cause}
	}
	return &znode.Error{Kind: znode.Denied, Code: znode.CodeHostDiffers, Args: znode.Args{"origin": origin.Host, "host": r.Host}, Cause: cause}
}

// isHost matches hosts that may be shown on a page. Both hosts come from the request.
var isHost = regexp.MustCompile(`^[A-Za-z0-9.:\[\]-]{1,260}$`)
