package site

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strconv"

	"github.com/labstack/echo/v4"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// MaxFormBytes exceeds the longest form of the console, with a user name and a password of 1 KiB
// each and a next of 16 KiB, all percent-encoded.
const MaxFormBytes = 64 << 10

// ReadForm returns the fields of a posted form, which must have the plain encoding of forms.
func ReadForm(r *http.Request) (url.Values, error) {
	if !IsForm(r) {
		return nil, FormError(nil, echo.MIMEApplicationForm)
	}
	if err := r.ParseForm(); err != nil {
		return nil, FormError(err, echo.MIMEApplicationForm)
	}
	return r.PostForm, nil
}

// ReadFields is like ReadForm, but a request without a form has no fields, so that scripts can post
// without one.
func ReadFields(c echo.Context) (url.Values, error) {
	if r := c.Request(); r.ContentLength != 0 && IsForm(r) {
		return ReadForm(r)
	}
	return url.Values{}, nil
}

// IsForm reports whether a request has a form in the plain encoding.
func IsForm(r *http.Request) bool {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && mediaType == echo.MIMEApplicationForm
}

// FormError returns the error for a form that could not be read. encoding is the one that it must
// have.
func FormError(err error, encoding string) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return TooLong(tooLarge.Limit)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeFormLate, Cause: err}
	}
	return &znode.Error{Kind: znode.Invalid, Code: znode.CodeFormEncoding, Args: znode.Args{"encoding": encoding}, Cause: err}
}

// TooLong returns the error for a body that exceeds a limit in bytes. If the form may contain a
// znode's data, the error says that the data is too long.
func TooLong(limit int64) error {
	switch {
	case limit == MaxUpload:
		return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeUploadLarge, Args: znode.Args{"mib": strconv.Itoa(MaxUpload >> 20)}}
	case limit > MaxFormBytes:
		return TooMuchData()
	}
	return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeFormTooLong, Args: znode.Args{"kib": strconv.FormatInt(limit>>10, 10)}}
}

// ParseQuery is like url.ParseQuery, but its error can be shown to people.
func ParseQuery(raw string) (url.Values, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeQueryEncoding, Cause: err}
	}
	return values, nil
}

// TooMuchData returns the error for data that exceeds what the console writes.
func TooMuchData() error {
	return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeDataTooLong, Args: znode.Args{"bytes": strconv.Itoa(session.MaxData)}}
}
