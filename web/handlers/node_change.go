package handlers

import (
	"errors"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// jsonChange is what a change answers as JSON; see the contract in docs.
type jsonChange struct {
	Path string      `json:"path"`
	Stat *znode.Stat `json:"stat,omitempty"` // as the change left it; none after a delete
}

// refuseChange shows a form again with what is wrong; fill fills it with what
// was typed. To those who asked for JSON, and where a form would be of no use,
// the error itself is the answer.
func (s *Server) refuseChange(c echo.Context, err error, fill func(views.Problem) page) error {
	f := describe(err, c)
	if formOf(c) == asJSON || f.kind == znode.Internal || f.kind == znode.Unauthenticated || errors.Is(err, people.ErrPolicy) {
		return err
	}
	f.sayWhen(c)
	shown := problem(c, err)
	return render(c, f.status, fill(*shown))
}
