package nodes

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// Stat answers with only a znode's stat, by which a page checks whether what it shows is still
// current. It is not recorded as a look, unless it is refused.
func (h *Handlers) Stat(c echo.Context, v site.Visit) error {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Sync(ctx, c); err != nil {
		return err
	}
	stat, err := v.Guard.Exists(ctx, v.Path)
	if znode.KindOf(err) == znode.Denied {
		v.Guard.Looked(v.Path, err)
	}
	if err != nil {
		return err
	}
	return site.SendJSON(c, http.StatusOK, struct {
		Cluster string        `json:"cluster"`
		Path    string        `json:"path"`
		Stat    site.JSONStat `json:"stat"`
	}{v.Cluster.Name, v.Path.String(), site.StatJSON(stat)})
}
