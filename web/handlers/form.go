package handlers

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"os"

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
		limit := routeOf(c).maxBody()
		r := c.Request()
		if r.ContentLength > limit {
			return formTooLarge(limit)
		}
		body := r.Body
		r.Body = http.MaxBytesReader(c.Response(), body, limit)
		// Before it answers, net/http waits for what it does not know to be long.
		defer func() { r.Body = body }()
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
		return nil, formError(err, echo.MIMEApplicationForm)
	}
	return r.PostForm, nil
}

// formError says why a form in an encoding could not be read.
func formError(err error, encoding string) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return formTooLarge(tooLarge.Limit)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return &znode.Error{Kind: znode.Invalid, Message: "This form did not arrive in time, so nothing was done. Send it again.", Cause: err}
	}
	return &znode.Error{Kind: znode.Invalid, Message: "This form is not encoded as " + encoding + ".", Cause: err}
}

func formTooLarge(limit int64) error {
	if limit == maxChangeBytes {
		return tooMuchData()
	}
	return &znode.Error{Kind: znode.TooLarge, Message: fmt.Sprintf("This form is over %d KiB, more than any such form of the console needs.", limit>>10)}
}
