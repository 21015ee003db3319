package changes

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// The bounds of a form that changes a znode.
const (
	// MaxBytes bounds the whole body: more than the longest text that may
	// be stored, were all of it percent-encoded and each line end two bytes.
	MaxBytes = 8 << 20
	// maxTypedBytes bounds the text: browsers send each line end as CR LF.
	maxTypedBytes = 2 * session.MaxData
	// MaxShortBytes bounds every other field.
	MaxShortBytes = znode.MaxPathBytes
	MaxParts      = 20
)

// nodeForm is what a form that changes a znode says.
type nodeForm struct {
	name    string
	version string
	mzxid   string // of the data that was read; "" for any of that version

	reveal   bool   // show the secrets, to edit them
	reason   string // for that
	revealed string // the secrets were shown: how the lines of the text that was shown end

	text  string // valid UTF-8 without U+0000
	typed bool   // there is a text, perhaps an empty one
	exact bool   // a script sent it: no browser has made its line ends CR LF

	upload   []byte
	uploaded bool // a file was chosen, perhaps an empty one
	tooLarge bool // the file is over session.MaxData, and upload is not all of it
}

// readNodeForm reads a posted form, in either of the encodings that HTML has.
func readNodeForm(r *http.Request) (nodeForm, error) {
	var form nodeForm
	var err error
	if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType == echo.MIMEMultipartForm {
		form, err = readMultipart(r)
	} else {
		form, err = readPlain(r)
	}
	switch {
	case err != nil:
		return nodeForm{}, err
	case max(len(form.name), len(form.version), len(form.mzxid), len(form.revealed), len(form.reason)) > MaxShortBytes:
		return nodeForm{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFieldTooLong, Args: znode.Args{"bytes": strconv.Itoa(MaxShortBytes)}}
	case len(form.text) > maxTypedBytes:
		return nodeForm{}, site.TooMuchData()
	case !utf8.ValidString(form.text):
		return nodeForm{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTextNotUTF8}
	case strings.Contains(form.text, "\x00"):
		return nodeForm{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTextNUL}
	}
	return form, nil
}

func readPlain(r *http.Request) (nodeForm, error) {
	fields, err := site.ReadForm(r)
	if err != nil {
		return nodeForm{}, err
	}
	if fields.Get("upload") != "" {
		return nodeForm{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFormEncoding, Args: znode.Args{"encoding": echo.MIMEMultipartForm}}
	}
	return nodeForm{
		name: fields.Get("name"), version: fields.Get("version"), mzxid: fields.Get("mzxid"),
		reveal: fields.Has("reveal"), reason: fields.Get("reason"), revealed: fields.Get("revealed"),
		text: fields.Get("data"), typed: fields.Has("data"),
	}, nil
}

// readMultipart reads part after part and keeps no more of any than its bound:
// of a form with too large a file, the rest can still be shown again.
func readMultipart(r *http.Request) (nodeForm, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nodeForm{}, site.FormError(err, echo.MIMEMultipartForm)
	}
	var form nodeForm
	for range MaxParts {
		part, err := parts.NextRawPart() // NextPart would decode a part that says it is encoded
		if errors.Is(err, io.EOF) {
			return form, nil
		}
		if err == nil {
			err = form.take(part)
		}
		if err != nil {
			return nodeForm{}, site.FormError(err, echo.MIMEMultipartForm)
		}
	}
	return nodeForm{}, site.FormError(errors.New("too many parts"), echo.MIMEMultipartForm)
}

// take reads one part.
func (f *nodeForm) take(part *multipart.Part) (err error) {
	switch part.FormName() {
	case "name":
		f.name, err = readShort(part)
	case "version":
		f.version, err = readShort(part)
	case "mzxid":
		f.mzxid, err = readShort(part)
	case "revealed":
		f.revealed, err = readShort(part)
	case "data":
		var text []byte
		text, err = io.ReadAll(io.LimitReader(part, maxTypedBytes+1))
		f.text, f.typed = string(text), true
	case "upload":
		f.upload, err = io.ReadAll(io.LimitReader(part, session.MaxData+1))
		f.uploaded = part.FileName() != "" || len(f.upload) > 0
		f.tooLarge = len(f.upload) > session.MaxData
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, part)
	return err
}

func readShort(part *multipart.Part) (string, error) {
	value, err := io.ReadAll(io.LimitReader(part, MaxShortBytes+1))
	return string(value), err
}

// expectedVersion is the version that a znode must still have to be changed.
func (f nodeForm) expectedVersion() (int32, error) {
	version, err := strconv.ParseInt(f.version, 10, 32)
	if err != nil || int32(version) == znode.AnyVersion {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeVersion}
	}
	return int32(version), nil
}

// expectedMzxid is the zxid of the change that wrote the data that a change is
// about; 0 when the form does not say. It tells a znode from one that was made
// anew at the same version.
func (f nodeForm) expectedMzxid() (int64, error) {
	if f.mzxid == "" {
		return 0, nil
	}
	mzxid, err := strconv.ParseInt(f.mzxid, 10, 64)
	if err != nil {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFormMzxid, Cause: err}
	}
	return mzxid, nil
}

// mzxidAgain is the mzxid for a form that is shown again; 0 when it was none.
func (f nodeForm) mzxidAgain() int64 {
	mzxid, _ := f.expectedMzxid()
	return mzxid
}

// versionAgain is the version for a form that is shown again; 0 when it was none.
func (f nodeForm) versionAgain() int32 {
	version, _ := f.expectedVersion()
	return version
}

// bytes are what the form wants stored; crlf is as storedText's.
func (f nodeForm) bytes(crlf bool) ([]byte, error) {
	switch {
	case f.tooLarge:
		return nil, site.TooMuchData()
	case f.uploaded && f.text != "":
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTextAndFile}
	case f.uploaded:
		return f.upload, nil
	case f.exact:
		return []byte(f.text), nil
	}
	return storedText(f.text, crlf)
}
