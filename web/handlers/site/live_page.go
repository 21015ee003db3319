package site

import (
	"bufio"
	"context"
	"net/http"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"
)

// SendLive sends a page while it is rendered. Each flush of the page sends everything before it.
// The answer is compressed if the browser accepts that.
func SendLive(ctx context.Context, c echo.Context, p Page) (err error) {
	header := c.Response().Header()
	header.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	NameLanguage(c)
	if !Accepts(c.Request(), "gzip") {
		return p.Render(ctx, NewLive(c, echo.MIMETextHTMLCharsetUTF8))
	}
	header.Set(echo.HeaderContentEncoding, "gzip")
	packed, err := newPackedLive(NewLive(c, echo.MIMETextHTMLCharsetUTF8))
	if err != nil {
		return err
	}
	defer func() { // also after a panic, so that the part before it is shown
		if closed := packed.close(); err == nil {
			err = closed
		}
	}()
	return p.Render(ctx, packed)
}

// SendHead answers a HEAD request without making the body.
func SendHead(c echo.Context, contentType string) error {
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, contentType)
	switch contentType {
	case echo.MIMETextHTMLCharsetUTF8:
		NameLanguage(c)
		fallthrough
	case echo.MIMEApplicationJSON:
		header.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	}
	return c.NoContent(http.StatusOK)
}

// packedLive compresses what is written to it, in one piece from flush to flush.
type packedLive struct {
	*bufio.Writer
	compressor *gzip.Writer
	live       Live
}

func newPackedLive(live Live) (packedLive, error) {
	compressor, err := gzip.NewWriterLevel(live, gzip.StatelessCompression) // as in compress; this level holds nothing back
	return packedLive{bufio.NewWriterSize(compressor, compressedAtOnce), compressor, live}, err
}

// Flush implements http.Flusher, like Live.Flush.
func (p packedLive) Flush() {
	if p.Writer.Flush() == nil {
		p.live.Flush()
	}
}

func (p packedLive) close() error {
	if err := p.Writer.Flush(); err != nil {
		return err
	}
	return p.compressor.Close()
}
