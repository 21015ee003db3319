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
	"zkweb/web/views/changes"
	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// Bounds of a form that changes a znode.
const (
	// MaxBytes bounds the whole body. The longest text that can be stored fits if all of it is
	// percent-encoded and each line end takes two bytes.
	MaxBytes = 8 << 20
	// maxTypedBytes bounds the text. Browsers send each line end as CR LF.
	maxTypedBytes = 2 * session.MaxData
	// MaxShortBytes bounds every other field.
	MaxShortBytes = znode.MaxPathBytes
	MaxParts      = 30 + maxConflicts
	// maxConflicts bounds the conflicts of a merge about which a person is asked.
	maxConflicts = 100
)

// nodeForm is the content of a form that changes a znode.
type nodeForm struct {
	name    string
	version string
	mzxid   string // of the data that was read; "" for any data of that version

	mode    string // for a create: one of changes.Modes; "" for persistent
	ttl     string // for a create with mode ttl, in milliseconds
	parents string // "1" to create missing parents
	once    string // identifies the page that has the form; "" for none
	acl     string // for a create, in zkCli's form; "" for the default
	anyway  string // codes of the confirmed warnings about acl, separated by commas

	recursive string   // "1" to delete all below, too
	confirm   string   // the name that was typed to confirm a deletion
	children  []string // names of the children to delete instead of the znode

	reveal   string // not "" to show the secrets for editing
	reason   string // for revealing the secrets
	revealed string // not "" if the form shows the secrets

	text  string // valid UTF-8 without U+0000
	typed bool   // the form has a text, which may be empty
	exact bool   // sent by a script, so line ends were not turned into CR LF

	encoding    string       // in which to store the text, as edit.ParseForm takes it; "" for the present one
	compression string       // in which to store the text, as edit.ParseForm takes it; "" for the present one
	null        string       // "1" for null, "0" for data that may be empty; "" to decide by the present data
	base        string       // the text as it was before editing
	based       bool         // the form has a base, which may be empty
	review      string       // reviewText or reviewMerged to only show what would change; "" to save
	edit        string       // reviewText or reviewMerged to show the text for editing again; "" to save
	comment     string       // the reason given for a proposal
	collect     string       // not "" to add the change to the transaction instead of making it
	format      string       // "1" to reformat JSON and show a review
	keep        map[int]bool // numbers of the conflicts that are resolved with the form's own lines

	upload   []byte
	uploaded bool // a file was chosen, which may be empty
	tooLarge bool // the file exceeds session.MaxData, and upload is cut
}

// Which text is reviewed or edited again.
const (
	reviewText   = "1"      // the text of the form
	reviewMerged = "merged" // the form's text merged with what others have changed
)

// field returns a pointer to the short field with a name; nil for none.
func (f *nodeForm) field(name string) *string {
	switch name {
	case "name":
		return &f.name
	case "version":
		return &f.version
	case "mzxid":
		return &f.mzxid
	case "mode":
		return &f.mode
	case "ttl":
		return &f.ttl
	case "parents":
		return &f.parents
	case "once":
		return &f.once
	case "acl":
		return &f.acl
	case "anyway":
		return &f.anyway
	case "recursive":
		return &f.recursive
	case "confirm":
		return &f.confirm
	case "reveal":
		return &f.reveal
	case "reason":
		return &f.reason
	case "revealed":
		return &f.revealed
	case "encoding":
		return &f.encoding
	case "compression":
		return &f.compression
	case "null":
		return &f.null
	case "review":
		return &f.review
	case "edit":
		return &f.edit
	case "format":
		return &f.format
	case "comment":
		return &f.comment
	case "collect":
		return &f.collect
	}
	return nil
}

// set sets a field that is not a file.
func (f *nodeForm) set(name, value string) error {
	switch name {
	case "data":
		f.text, f.typed = value, true
		return nil
	case "base":
		f.base, f.based = value, true
		return nil
	}
	if len(value) > MaxShortBytes {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeFieldTooLong, Args: znode.Args{"bytes": strconv.Itoa(MaxShortBytes)}}
	}
	if name == "child" {
		f.children = append(f.children, value)
	}
	if field := f.field(name); field != nil {
		*field = value
		return nil
	}
	if conflict, err := strconv.Atoi(strings.TrimPrefix(name, changes.Keep)); err == nil && strings.HasPrefix(name, changes.Keep) {
		if f.keep == nil {
			f.keep = map[int]bool{}
		}
		f.keep[conflict] = value == changes.KeepYours
	}
	return nil
}

// readNodeForm reads a posted form in either encoding of HTML forms.
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
	case max(len(form.text), len(form.base)) > maxTypedBytes:
		return nodeForm{}, site.TooMuchData()
	case !utf8.ValidString(form.text) || !utf8.ValidString(form.base):
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
	var form nodeForm
	for name, values := range fields {
		if err := form.set(name, values[len(values)-1]); err != nil { // the value of a checkbox follows that of its hidden field
			return nodeForm{}, err
		}
	}
	form.children = fields["child"]
	return form, nil
}

// readMultipart reads one part after the other, each up to its bound, so that a form with too large
// a file can be shown again with its other fields.
func readMultipart(r *http.Request) (nodeForm, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nodeForm{}, site.FormError(err, echo.MIMEMultipartForm)
	}
	var form nodeForm
	for range MaxParts {
		part, err := parts.NextRawPart() // NextPart would decode a part that claims to be quoted-printable
		if errors.Is(err, io.EOF) {
			return form, nil
		}
		if err == nil {
			err = form.take(part)
		}
		if refused, ok := errors.AsType[*znode.Error](err); ok {
			return nodeForm{}, refused
		}
		if err != nil {
			return nodeForm{}, site.FormError(err, echo.MIMEMultipartForm)
		}
	}
	return nodeForm{}, site.FormError(errors.New("too many parts"), echo.MIMEMultipartForm)
}

// take reads one part.
func (f *nodeForm) take(part *multipart.Part) (err error) {
	switch name := part.FormName(); name {
	case "upload":
		f.upload, err = io.ReadAll(io.LimitReader(part, session.MaxData+1))
		f.uploaded = part.FileName() != "" || len(f.upload) > 0
		f.tooLarge = len(f.upload) > session.MaxData
	default:
		limit := int64(MaxShortBytes)
		if name == "data" || name == "base" {
			limit = maxTypedBytes
		}
		var value []byte
		if value, err = io.ReadAll(io.LimitReader(part, limit+1)); err == nil {
			err = f.set(name, string(value))
		}
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, part)
	return err
}

// expectedVersion returns the version that the znode must still have when it is changed.
func (f nodeForm) expectedVersion() (int32, error) {
	version, err := strconv.ParseInt(f.version, 10, 32)
	if err != nil || int32(version) == znode.AnyVersion {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeVersion}
	}
	return int32(version), nil
}

// expectedMzxid returns the zxid of the change that wrote the data that the form is about; 0 for
// any. It tells the znode from one that was created anew and has the same version.
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

// mzxidAgain returns the mzxid for a form that is shown again; 0 if it is invalid.
func (f nodeForm) mzxidAgain() int64 {
	mzxid, _ := f.expectedMzxid()
	return mzxid
}

// versionAgain returns the version for a form that is shown again; 0 if it is invalid.
func (f nodeForm) versionAgain() int32 {
	version, _ := f.expectedVersion()
	return version
}

// data returns the data that the form asks to store in place of a text.
func (f nodeForm) data(before edit.Text) ([]byte, error) {
	form, err := edit.ParseForm(f.encoding, f.compression)
	switch {
	case err != nil:
		return nil, err
	case f.tooLarge:
		return nil, site.TooMuchData()
	case f.uploaded && f.text != "":
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTextAndFile}
	case f.null == "1" && (f.uploaded || f.text != ""):
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeNullAndData}
	case f.null == "1":
		return nil, nil
	case f.uploaded:
		return f.upload, nil
	case !f.exact && hasControls(f.text):
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTextControl}
	}
	data, err := before.Data(f.text, form, !f.exact)
	if err == nil && data == nil && f.null == "0" {
		data = []byte{}
	}
	return data, err
}
