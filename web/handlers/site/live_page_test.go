package site

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
)

type pageFunc func(w io.Writer) error

func (f pageFunc) Render(_ context.Context, w io.Writer) error { return f(w) }

// TestSendLive checks that each part of a compressed page arrives when it is flushed, and that what
// was written before an error can be decompressed.
func TestSendLive(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func() error{
		"at its end": func() error { return nil },
		"an error":   func() error { return errors.New("a fault") },
		"a panic":    func() error { panic("a fault") },
	} {
		seen := make(chan bool)
		page := pageFunc(func(w io.Writer) error {
			_, _ = io.WriteString(w, "first\n")
			w.(http.Flusher).Flush()
			<-seen
			_, _ = io.WriteString(w, "second\n")
			return end()
		})
		e := echo.New()
		e.GET("/", func(c echo.Context) error {
			defer func() { _ = recover() }()
			return SendLive(c.Request().Context(), c, page)
		})
		server := httptest.NewServer(e)
		response, err := server.Client().Get(server.URL) // the client accepts gzip
		if err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReader(response.Body)
		if first, err := in.ReadString('\n'); first != "first\n" || !response.Uncompressed {
			t.Errorf("%s: %q, %v", name, first, err)
		}
		close(seen)
		if rest, err := io.ReadAll(in); string(rest) != "second\n" || err != nil {
			t.Errorf("%s: %q, %v", name, rest, err)
		}
		_ = response.Body.Close()
		server.Close()
	}
}
