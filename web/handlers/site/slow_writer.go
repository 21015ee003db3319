package site

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// slowWriterPart is how much a browser must take within AnswerTimeout.
const slowWriterPart = 64 << 10

// SlowWriter gives a browser AnswerTimeout for each part of an answer: for all of
// a long one it would not be enough.
type SlowWriter struct {
	to         *echo.Response
	controller *http.ResponseController
}

// NewSlowWriter writes the body of c's answer.
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

// Extend gives the browser AnswerTimeout from now, for an answer that took long to
// make.
func (w SlowWriter) Extend() error {
	return w.controller.SetWriteDeadline(time.Now().Add(AnswerTimeout))
}

// CutOff breaks the connection, so that nobody takes half an answer for all of it.
func (w SlowWriter) CutOff() { _ = w.controller.SetWriteDeadline(time.Unix(1, 0)) }
