package site

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"
)

// Live is an answer that is sent while it is made: an io.Writer whose Flush sends what was written.
// The browser has time for each part, as with a SlowWriter.
type Live struct{ SlowWriter }

// NewLive sends the header of an answer. For pages use SendLive.
func NewLive(c echo.Context, contentType string) Live {
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, contentType)
	header.Set("X-Accel-Buffering", "no") // otherwise nginx would buffer results
	c.Response().WriteHeader(http.StatusOK)
	return Live{NewSlowWriter(c)}
}

// Flush implements http.Flusher. If it fails, so does the next Write.
func (l Live) Flush() { _ = l.controller.Flush() }

// Line writes a value as a line of JSON.
func (l Live) Line(value any) error { return json.NewEncoder(l).Encode(value) }

// Lines is the content type of lines of JSON.
const Lines = "application/x-ndjson"

// AsksLines reports whether a request asks for lines of JSON, by format= or its Accept header.
func AsksLines(c echo.Context) bool {
	return c.QueryParam("format") == "jsonl" || prefers(c.Request().Header.Get(echo.HeaderAccept), Lines)
}
