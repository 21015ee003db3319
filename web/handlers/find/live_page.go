package find

import (
	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/zkconn/tree"
)

// maxRows is the number of hits on a page.
const maxRows = 1000

// sendPage sends a page that grows as the find proceeds.
func (h *Handlers) sendPage(c echo.Context, v site.Visit, q query, s *search) error {
	page := h.page(c, v, q)
	id, done := h.running.begin(v.Console.ID, func() { s.stop(errStopped) })
	defer done()
	page.StopURL = h.Links.StopFind(v.Cluster.Name, id)
	page.Live = func(out *find.Live) error {
		failed := s.send(func(found tree.Found) error {
			if s.matched == maxRows {
				s.stop(errEnough)
			}
			return out.Hit(hitOf(found))
		}, func() error { return out.Progress(s.progress(s.state(), s.matched)) })
		if failed != nil {
			return failed
		}
		last := s.summary(c)
		last.Matched = s.matched
		return out.Progress(last)
	}
	return site.SendLive(c.Request().Context(), c, page)
}

func hitOf(found tree.Found) find.Hit {
	return find.Hit{
		Path: found.Path, Stat: found.Stat, Denied: found.Err != nil, Line: found.Line, Text: found.Text, From: found.From, To: found.To, Within: found.Within,
	}
}
