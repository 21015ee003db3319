package find

import (
	"context"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// maxBundleDenied bounds the paths in a bundle that could not be read.
const maxBundleDenied = 10_000

// ShowBundle shows the form for a support bundle of a znode and all below it.
func (h *Handlers) ShowBundle(c echo.Context, v site.Visit) error {
	if err := h.isThere(c, v); err != nil {
		return err
	}
	return site.Render(c, http.StatusOK, find.BundlePage{Shell: h.Shell(c, v.Cluster.Name), Path: v.Path, Within: viewBounds(usual)})
}

// Bundle sends a support bundle of a znode and all below it. Secrets in it are always masked, and
// there are no hashes of passwords.
func (h *Handlers) Bundle(c echo.Context, v site.Visit) (err error) {
	form, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	read := reader{values: form}
	bounds := read.bounds(h.Bounds)
	if read.err != nil {
		return read.err
	}
	if err := h.Enter(c, &v); err != nil {
		return err
	}
	if err := h.isThere(c, v); err != nil {
		return err
	}
	b := &bundle{taken: time.Now(), cluster: v.Cluster, path: v.Path, by: v.Guard.Person.User}
	g, done, err := h.begin(c, v, h.Lasting(c, v).As(b.maskedAlways), bounds.options(export.Want))
	if err != nil {
		return err
	}
	defer done()
	b.going = g
	defer func() { b.record(v, err) }()
	b.state = h.healthFor(c.Request().Context(), v)
	b.sync(c, v)
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "application/zip")
	header.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": b.name()}))
	header.Set("Content-Security-Policy", "sandbox")
	c.Response().WriteHeader(http.StatusOK)
	slow := site.NewSlowWriter(c)
	if err = b.write(slow); err != nil {
		slow.CutOff()
	}
	return err
}

// maskedAlways returns a reader that masks secrets, even for those whose pages show them.
func (b *bundle) maskedAlways(g *guard.Guard) walk.Reader { return maskedReader{g.Masked(), &b.masks} }

// maskedReader counts what the guard masks.
type maskedReader struct {
	*guard.Guard
	masks *masks
}

// ReadMany implements walk.Reader.
func (r maskedReader) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return r.ReadManyMasked(ctx, reads, r.masks.see(reads))
}

// bundle is a support bundle that is being made.
type bundle struct {
	*going
	taken   time.Time
	cluster cluster.Cluster
	path    znode.Path
	by      string
	state   health.State // of the servers, with the findings that may be in the bundle
	read    readFrom
	masks   masks
	stats   stats
	denied  []string
	more    int // number of znodes that were denied beyond these
}

// readFrom is the server through which a bundle is read, and what that had seen before.
type readFrom struct {
	server string
	synced time.Time // zero if the sync failed
	zxid   int64
}

// sync waits until the server in use has caught up with the leader, so that nothing that is read
// then is older.
func (b *bundle) sync(c echo.Context, v site.Visit) {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	zxid, err := v.Guard.Synced(ctx, znode.Root)
	if err == nil {
		b.read.zxid, b.read.synced = zxid, time.Now()
	}
	if status, err := v.SignIn.Status(); err == nil {
		b.read.server = status.Server
	}
}

func (b *bundle) name() string {
	name := "zkweb-bundle-" + b.cluster.Name
	if !b.path.IsRoot() {
		name += "-" + strings.Join(b.path.Segments(), "-")
	}
	return strings.ToValidUTF8(name[:min(len(name), 150)], "") + "-" + b.taken.UTC().Format("20060102T150405Z") + ".zip"
}

// record records in the trail that a bundle was taken.
func (b *bundle) record(v site.Visit, err error) {
	stopped, _ := b.ended()
	settings := map[string]string{"format": "bundle", "seen": strconv.Itoa(b.Counts().Znodes), "masked": "1"}
	if stopped != walk.AtEnd {
		settings["stopped"] = string(stopped)
	}
	v.Guard.Exported(b.ctx, v.Path, settings, shownOrNone(err))
}
