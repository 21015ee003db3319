package handlers

import "github.com/labstack/echo/v4"

// submitLogout ends the console session and all its sign-ins.
func (s *Server) submitLogout(c echo.Context, _ visit) error {
	s.auth.SignOut(c.Response(), c.Request(), s.request(c))
	return seeOther(c, s.links.Login(""))
}
