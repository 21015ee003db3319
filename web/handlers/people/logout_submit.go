package people

import (
	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
)

// SignOut ends the console session and all its sign-ins.
func (h *Handlers) SignOut(c echo.Context, _ site.Visit) error {
	h.Auth.SignOut(c.Response(), c.Request(), h.Request(c))
	return site.SeeOther(c, h.Links.Login(""))
}
