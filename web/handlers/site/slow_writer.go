package site

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// slowWriterPart is how many bytes a browser must receive within AnswerTimeout.
const slowWriterPart = 64 << 10

// SlowWriter gives a browser AnswerTimeout for each part of an answer, since it may be too short
// for the whole of a long one.
type SlowWriter struct {
	to         *echo.Response
	controller *http.ResponseController
}

// NewSlowWriter returns a writer of the body of c's answer.
func NewSlowWriter(c echo.Context) SlowWriter {
	return SlowWriter{c.Response(), http.NewResponseController(c.Response())}
}

// Write implements io.Writer.
func (w SlowWriter) Write(data []byte) (written int, err error) {
	for len(data) > 0 && err == nil {
		part := data[:min(len(data), slowWriterPart)]
		if err = w.Extend(); err != nil {
			break
		}
		var n int
		n, err = w.to.Write(part)
		written, data = written+n, data[len(part):]
	}
	return written, err
}

// Extend gives the browser AnswerTimeout from now, for an answer that took long to make.
func (w SlowWriter) Extend() error {
	return w.controller.SetWriteDeadline(time.Now().Add(AnswerTimeout))
}

// CutOff breaks the connection, so that nobody mistakes a partial answer for a complete one.
func (w SlowWriter) CutOff() { _ = w.controller.SetWriteDeadline(time.Unix(1, 0)) }
