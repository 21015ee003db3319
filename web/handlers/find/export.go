package find

import (
	"bufio"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// exportQuery is the query of an export.
type exportQuery struct {
	format export.Format
	gzip   bool
	bounds Bounds
}

// Export sends a download of all at and below a znode, masked as the person's pages are; without a
// format it shows the form. A link on another site leads to the form, so that nobody makes an
// export, which is on record, that somebody else chose.
func (h *Handlers) Export(c echo.Context, v site.Visit) error {
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	if site.FromElsewhere(c) && values.Get("format") != "" {
		return site.SeeOther(c, h.Links.Export(v.Cluster.Name, v.Path))
	}
	q, err := h.readExport(values)
	if err != nil {
		return err
	}
	if err := h.isThere(c, v); err != nil {
		return err
	}
	if values.Get("format") == "" && !site.AsksJSON(c) && !site.AsksLines(c) {
		return h.showExport(c, v)
	}
	from := &maskedSource{Lasting: h.Lasting(c, v)}
	return h.export(c, v, q, v.Guard.Masks(), from, from.count)
}

// ExportRevealed sends a download of all at and below a znode with its secrets. The trail records
// it beforehand.
func (h *Handlers) ExportRevealed(c echo.Context, v site.Visit) (err error) {
	form, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	site.NoteTyped(c, form.Get("reason"))
	q, err := h.readExport(form)
	if err != nil {
		return err
	}
	if err := h.Enter(c, &v); err != nil {
		return err
	}
	if err := h.isThere(c, v); err != nil {
		return err
	}
	leave, done, err := v.Guard.RevealBelow(c.Request().Context(), v.Path, form.Get("reason"), map[string]string{"format": q.format.Name})
	if err != nil {
		return err
	}
	defer func() { done(shownOrNone(err)) }()
	from := h.Lasting(c, v).As(func(g *guard.Guard) walk.Reader { return leave.As(g) })
	return h.export(c, v, q, false, from, func(znode.Path) int { return 0 })
}

// readExport reads the query. Without bounds, an export goes as far as any may.
func (h *Handlers) readExport(values url.Values) (exportQuery, error) {
	var names []string
	for _, format := range export.Formats {
		names = append(names, format.Name)
	}
	r := reader{values: values}
	at := max(0, slices.Index(names, r.choice("format", znode.CodeExportForm, names...)))
	q := exportQuery{format: export.Formats[at], bounds: r.boundsFrom(h.Bounds, h.Bounds)}
	q.gzip = r.choice("compress", znode.CodeExportForm, "gzip") != ""
	return q, r.err
}

// maskedSource reads for an export, and counts what is masked.
type maskedSource struct {
	*site.Lasting
	masks
}

// ReadMany implements walk.Reader.
func (s *maskedSource) ReadMany(ctx context.Context, reads []znode.Read) []znode.ReadResult {
	return s.ReadManyMasked(ctx, reads, s.see(reads))
}

// masks holds how much of the data at a path is masked until the walk returns that path.
type masks struct{ of sync.Map } // by znode.Path, an int

// see returns a function that takes what is read and masked.
func (m *masks) see(reads []znode.Read) func(int, *znode.ReadResult, mask.Masked) {
	return func(i int, result *znode.ReadResult, masked mask.Masked) {
		result.Data = masked.Data
		if masked.Count > 0 {
			m.of.Store(reads[i].Path, masked.Count)
		}
	}
}

func (m *masks) count(path znode.Path) int {
	count, _ := m.of.LoadAndDelete(path)
	n, _ := count.(int)
	return n
}

// export sends what from reads, znode by znode. If it fails on the way, it breaks the connection,
// so that nobody takes the file for complete.
func (h *Handlers) export(c echo.Context, v site.Visit, q exportQuery, masked bool, from site.LastingReader, count func(znode.Path) int) error {
	head := export.Header{Cluster: v.Cluster.Name, Path: v.Path, Taken: time.Now(), Masked: masked}
	nameExport(c, q, head)
	if c.Request().Method == http.MethodHead {
		return c.NoContent(http.StatusOK)
	}
	g, done, err := h.begin(c, v, from, q.bounds.options(export.Want))
	if err != nil {
		return err
	}
	defer done()
	defer func() { g.recordExport(v, q, head, err) }()
	c.Response().WriteHeader(http.StatusOK)
	slow := site.NewSlowWriter(c)
	if err = g.write(slow, q, head, count); err != nil {
		slow.CutOff()
	}
	return err
}

// nameExport sets the download's name and type.
func nameExport(c echo.Context, q exportQuery, head export.Header) {
	name := "zkweb-" + head.Cluster
	if head.Masked {
		name = "masked-" + name
	}
	if !head.Path.IsRoot() {
		name += "-" + strings.Join(head.Path.Segments(), "-")
	}
	name = name[:min(len(name), 150)] + "-" + head.Taken.UTC().Format("20060102T150405Z") + q.format.Extension
	contentType := q.format.Type
	if q.gzip {
		name, contentType = name+".gz", "application/gzip"
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, contentType)
	header.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": strings.ToValidUTF8(name, "")}))
	header.Set("Content-Security-Policy", "sandbox")
	if head.Masked {
		header.Set("Zkweb-Masked", "1")
	}
}

// write walks and writes. It fails if the file is incomplete and the format cannot say so.
func (g *going) write(to io.Writer, q exportQuery, head export.Header, count func(znode.Path) int) error {
	buffered := bufio.NewWriterSize(to, 64<<10)
	out, finish := io.Writer(buffered), buffered.Flush
	if q.gzip {
		packed := gzip.NewWriter(buffered)
		out, finish = packed, func() error { return errors.Join(packed.Close(), buffered.Flush()) }
	}
	writer, err := q.format.New(out, head)
	if err != nil {
		return err
	}
	err = g.each(func(visited walk.Visited) {
		if znode.KindOf(visited.Err) == znode.NotFound {
			return
		}
		n := export.Of(visited, head.Path)
		n.Masked = count(visited.Path)
		if failed := writer.Write(n); failed != nil {
			g.stop(failed)
		}
	})
	if err != nil {
		return err
	}
	stopped, err := g.ended()
	if err != nil {
		return err
	}
	return errors.Join(writer.Close(stopped), finish())
}

// recordExport records in the trail what was exported.
func (g *going) recordExport(v site.Visit, q exportQuery, head export.Header, err error) {
	stopped, _ := g.ended()
	settings := map[string]string{"format": q.format.Name, "seen": strconv.Itoa(g.Counts().Znodes)}
	if head.Masked {
		settings["masked"] = "1"
	}
	if stopped != walk.AtEnd {
		settings["stopped"] = string(stopped)
	}
	v.Guard.Exported(g.ctx, v.Path, settings, shownOrNone(err))
}
