package site

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"
)

const (
	// minCompressed is the length, in bytes, from which on compressing an answer saves a packet.
	minCompressed = 1400
	// compressedAtOnce is how many bytes are compressed at once. With one more, the compressor
	// would keep the end for matches with what follows, which takes a sixth more time.
	compressedAtOnce = 32<<10 - 1
	// maxKeptBuffer is the size of the largest buffer that is kept for later answers.
	maxKeptBuffer = 256 << 10
)

// buffers has buffers for answers.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func keep(buffer *bytes.Buffer) {
	if buffer.Cap() <= maxKeptBuffer {
		buffer.Reset()
		buffers.Put(buffer)
	}
}

// compress compresses body. The level has no tables: those of the usual levels take hundreds of
// KiB, which are no longer in the processor's caches when the next answer comes. The result is 1.5
// % longer.
func compress(into *bytes.Buffer, body []byte) error {
	compressor, err := gzip.NewWriterLevel(into, gzip.StatelessCompression)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(body, compressedAtOnce) {
		if _, err := compressor.Write(part); err != nil {
			return err
		}
	}
	return compressor.Close()
}

// SendJSON answers with a value as JSON.
func SendJSON(c echo.Context, status int, value any) error {
	body := buffers.Get().(*bytes.Buffer)
	defer keep(body)
	if err := json.NewEncoder(body).Encode(value); err != nil {
		return err
	}
	return send(c, status, echo.MIMEApplicationJSON, body.Bytes())
}

// send sends a whole answer with its length, compressed if that is worthwhile.
func send(c echo.Context, status int, contentType string, body []byte) error {
	header := c.Response().Header()
	header.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	if len(body) >= minCompressed && Accepts(c.Request(), "gzip") {
		packed := buffers.Get().(*bytes.Buffer)
		defer keep(packed)
		if err := compress(packed, body); err != nil {
			return err
		}
		header.Set(echo.HeaderContentEncoding, "gzip")
		body = packed.Bytes()
	}
	header.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(status, contentType, body)
}

// Accepts reports whether the browser accepts a content coding. It is false for HEAD, which has no
// body.
func Accepts(r *http.Request, coding string) bool {
	if r.Method == http.MethodHead {
		return false
	}
	for entry := range strings.SplitSeq(r.Header.Get(echo.HeaderAcceptEncoding), ",") {
		accepted, parameters, err := mime.ParseMediaType(entry)
		if err == nil && accepted == coding {
			return quality(parameters) > 0
		}
	}
	return false
}
