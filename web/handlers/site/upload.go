package site

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/url"
	"os"

	"github.com/labstack/echo/v4"

	"zkweb/zkconn/znode"
)

const (
	// MaxUpload is the maximum size, in bytes, of a form with a file that is kept on disk while it
	// is read.
	MaxUpload = 256 << 20
	// memoryUpload is up to how many bytes of a file are kept in memory. A console without a place
	// for files accepts no more.
	memoryUpload = 4 << 20
	// maxUploadParts is how many fields such a form may have, and maxUploadField the size of each
	// in bytes.
	maxUploadParts = 20
	maxUploadField = 4 << 10
)

// Upload is an uploaded file. It has no name on the disk, and Close removes it.
type Upload struct {
	io.ReaderAt
	Size   int64
	Name   string     // the name that the browser gave
	Fields url.Values // the other fields of the form

	disk *os.File // nil if it is in memory
}

// Close frees the memory or disk space of the file.
func (u *Upload) Close() {
	if u.disk != nil {
		_ = u.disk.Close()
	}
}

// ReadUpload reads a posted form with one file, the field "upload". It fails with Invalid if there
// is none.
func ReadUpload(c echo.Context) (*Upload, error) {
	mediaType, _, _ := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if mediaType != echo.MIMEMultipartForm {
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFormEncoding, Args: znode.Args{"encoding": echo.MIMEMultipartForm}}
	}
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return nil, FormError(err, echo.MIMEMultipartForm)
	}
	upload := &Upload{Fields: url.Values{}}
	for range maxUploadParts {
		part, err := parts.NextRawPart()
		switch {
		case errors.Is(err, io.EOF) && upload.ReaderAt != nil:
			return upload, nil
		case errors.Is(err, io.EOF):
			return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeNoUpload}
		case err == nil && part.FormName() == "upload" && upload.ReaderAt == nil:
			upload.Name = part.FileName()
			err = upload.keep(part)
		case err == nil:
			var value []byte
			value, err = io.ReadAll(io.LimitReader(part, maxUploadField))
			upload.Fields.Add(part.FormName(), string(value))
		}
		if err != nil {
			upload.Close()
			return nil, uploadError(err)
		}
	}
	upload.Close()
	return nil, FormError(errors.New("too many parts"), echo.MIMEMultipartForm)
}

// keep stores a file, in memory if it is small.
func (u *Upload) keep(file io.Reader) error {
	begin, err := io.ReadAll(io.LimitReader(file, memoryUpload+1))
	if err != nil {
		return err
	}
	if len(begin) <= memoryUpload {
		if len(begin) == 0 && u.Name == "" {
			return nil // no file was chosen
		}
		u.ReaderAt, u.Size = bytes.NewReader(begin), int64(len(begin))
		return nil
	}
	if u.disk, err = os.CreateTemp("", "zkweb-upload-"); err != nil {
		return spaceError{err}
	}
	if err := os.Remove(u.disk.Name()); err != nil {
		return spaceError{err}
	}
	u.ReaderAt = u.disk
	u.Size, err = io.Copy(diskWriter{u.disk}, io.MultiReader(bytes.NewReader(begin), file))
	return err
}

// spaceError is the error of a file that could not be stored.
type spaceError struct{ error }

func (e spaceError) Unwrap() error { return e.error }

// diskWriter marks the errors of the disk, to distinguish them from those of the browser.
type diskWriter struct{ to io.Writer }

// Write implements io.Writer.
func (w diskWriter) Write(data []byte) (int, error) {
	n, err := w.to.Write(data)
	if err != nil {
		err = spaceError{err}
	}
	return n, err
}

func uploadError(err error) error {
	if _, isSpace := errors.AsType[spaceError](err); isSpace {
		return &znode.Error{Kind: znode.Unavailable, Code: znode.CodeUploadSpace, Cause: err}
	}
	return FormError(err, echo.MIMEMultipartForm)
}
