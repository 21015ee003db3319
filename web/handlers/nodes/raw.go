package nodes

import (
	"context"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// Raw sends a znode's data as a download, byte for byte except for masked secrets. The file name
// shows whether there are any. A link on another site leads to the znode's page instead, so that no
// download is recorded that somebody else triggered.
func (h *Handlers) Raw(c echo.Context, v site.Visit) error {
	if site.FromElsewhere(c) {
		return site.SeeOther(c, h.Links.Node(v.Cluster.Name, v.Path))
	}
	ctx, cancel := downloadDeadline(c, v)
	defer cancel()
	if err := v.Sync(ctx, c); err != nil {
		return err
	}
	masked, _, err := v.Guard.GetMasked(ctx, v.Path, 0)
	v.Guard.Downloaded(ctx, v.Path, err)
	if err != nil {
		return site.WithAncestor(ctx, v.Guard, v.Path, err)
	}
	name := fileName(v.Path)
	if masked.Count > 0 {
		name = "masked-" + name
	}
	return sendBytes(c, name, masked.Data)
}

// sendBytes sends a download.
func sendBytes(c echo.Context, name string, data []byte) error {
	header := c.Response().Header()
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	header.Set("Content-Security-Policy", "sandbox")
	header.Set("Content-Length", strconv.Itoa(len(data)))
	header.Set("Content-Type", "application/octet-stream")
	c.Response().WriteHeader(http.StatusOK)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	_, err := site.NewSlowWriter(c).Write(data)
	return err
}

const (
	largeDownload = 256 << 10 // in bytes; over a slow link to ZooKeeper more does not arrive within the time for a page
	downloadTime  = 30 * time.Second
)

// downloadDeadline returns the deadline of a page or, if the znode is larger than largeDownload, a
// longer one.
func downloadDeadline(c echo.Context, v site.Visit) (context.Context, context.CancelFunc) {
	ctx, cancel := site.Deadline(c)
	if stat, err := v.Guard.Exists(ctx, v.Path); err != nil || stat.DataLength <= largeDownload {
		return ctx, cancel
	}
	cancel()
	return context.WithTimeout(c.Request().Context(), downloadTime)
}

func fileName(path znode.Path) string {
	if path.IsRoot() {
		return "root"
	}
	return path.Name()
}
