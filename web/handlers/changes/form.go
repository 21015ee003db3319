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

// The bounds of a form that changes a znode.
const (
	// MaxBytes bounds the whole body: more than the longest text that may
	// be stored, were all of it percent-encoded and each line end two bytes.
	MaxBytes = 8 << 20
	// maxTypedBytes bounds the text: browsers send each line end as CR LF.
	maxTypedBytes = 2 * session.MaxData
	// MaxShortBytes bounds every other field.
	MaxShortBytes = znode.MaxPathBytes
	MaxParts      = 30 + maxConflicts
	// maxConflicts bounds the conflicts that a person is asked about.
	maxConflicts = 100
)

// nodeForm is what a form that changes a znode says.
type nodeForm struct {
	name    string
	version string
	mzxid   string // of the data that was read; "" for any of that version

	mode    string // of a new znode, one of changes.Modes; "" for persistent
	ttl     string // of one that has it, in milliseconds
	parents string // "1" to create those that are missing; "" for no
	once    string // tells its page from others; "" for none
	acl     string // as zkCli takes it; "" for the one that the znode gets by itself
	anyway  string // the warnings of it that were confirmed, with commas between

	recursive string   // "1": delete all below, too
	confirm   string   // the name that was typed, to confirm that
	children  []string // the names of those children that are deleted, in place of the znode

	reveal   string // show the secrets, to edit them; "" for no
	reason   string // for that
	revealed string // the secrets were shown; "" for no

	text  string // valid UTF-8 without U+0000
	typed bool   // there is a text, perhaps an empty one
	exact bool   // a script sent it: no browser has made its line ends CR LF

	encoding    string       // that the text was shown in, as edit.ParseForm takes it
	compression string       // the same
	null        string       // "1" for no data at all, "0" for data, perhaps empty; "" for what there is
	base        string       // the text that was shown, to be edited
	based       bool         // there is a base, perhaps an empty one
	review      string       // show what would change, and change nothing: reviewText or reviewMerged; "" for no
	edit        string       // show the text again, to be edited: the same
	comment     string       // why, where it becomes a proposal
	collect     string       // add the change to the transaction, and make none; "" for no
	format      string       // "1" to lay JSON out anew before that
	keep        map[int]bool // the conflicts of a merge in which yours is taken, by their number

	upload   []byte
	uploaded bool // a file was chosen, perhaps an empty one
	tooLarge bool // the file is over session.MaxData, and upload is not all of it
}

// What a review is of, and what is edited once more.
const (
	reviewText   = "1"      // the text of the form
	reviewMerged = "merged" // that text and what somebody else has made of the base, in one
)

// field returns where a field of few bytes belongs; nil for none of that name.
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

// set takes the value of a field other than a file.
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
		if err := form.set(name, values[len(values)-1]); err != nil { // a checkbox comes behind its hidden field
			return nodeForm{}, err
		}
	}
	form.children = fields["child"]
	return form, nil
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

// expectedVersion returns the version that a znode must still have to be changed.
func (f nodeForm) expectedVersion() (int32, error) {
	version, err := strconv.ParseInt(f.version, 10, 32)
	if err != nil || int32(version) == znode.AnyVersion {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeVersion}
	}
	return int32(version), nil
}

// expectedMzxid returns the zxid of the change that wrote the data that a change is
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

// mzxidAgain returns the mzxid for a form that is shown again; 0 when it was none.
func (f nodeForm) mzxidAgain() int64 {
	mzxid, _ := f.expectedMzxid()
	return mzxid
}

// versionAgain returns the version for a form that is shown again; 0 when it was none.
func (f nodeForm) versionAgain() int32 {
	version, _ := f.expectedVersion()
	return version
}

// data returns what the form wants stored in the place of a text.
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
