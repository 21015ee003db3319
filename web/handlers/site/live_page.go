package site

import (
	"bufio"
	"context"
	"net/http"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"
)

// SendLive answers with a page that is sent while it is made: with each of its flushes all
// that came before, compressed where the browser takes that.
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
	defer func() { // after a panic too: half a page is shown then, and not none
		if closed := packed.close(); err == nil {
			err = closed
		}
	}()
	return p.Render(ctx, packed)
}

// SendHead answers a HEAD, for which nothing is made.
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

// packedLive compresses what is written to it, as much at once as came between two flushes.
type packedLive struct {
	*bufio.Writer
	compressor *gzip.Writer
	live       Live
}

func newPackedLive(live Live) (packedLive, error) {
	compressor, err := gzip.NewWriterLevel(live, gzip.StatelessCompression) // as compress does; it keeps nothing back
	return packedLive{bufio.NewWriterSize(compressor, compressedAtOnce), compressor, live}, err
}

// Flush implements http.Flusher, as Live does.
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
