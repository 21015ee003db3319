package handlers

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"zkweb/zkconn/znode"
)

// maxFormBytes is more than the longest form the console has: a user name and
// a password of 1 KiB each and a next of 16 KiB, all percent-encoded.
const maxFormBytes = 64 << 10

// limitBody refuses a body that says it is too long and stops reading one that
// turns out so.
func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.ContentLength > maxFormBytes {
			return formTooLarge()
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxFormBytes)
		return next(c)
	}
}

// readForm gives the fields of a posted form. Only the plain encoding of a
// form is taken.
func readForm(r *http.Request) (url.Values, error) {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || mediaType != echo.MIMEApplicationForm {
		return nil, &znode.Error{Kind: znode.Invalid, Message: "A form is sent as application/x-www-form-urlencoded.", Cause: err}
	}
	if err := r.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, formTooLarge()
		}
		return nil, &znode.Error{Kind: znode.Invalid, Message: "This form is not encoded as application/x-www-form-urlencoded.", Cause: err}
	}
	return r.PostForm, nil
}

func formTooLarge() error {
	return &znode.Error{Kind: znode.TooLarge, Message: fmt.Sprintf("This form is over %d KiB, more than any form of the console needs.", maxFormBytes>>10)}
}
