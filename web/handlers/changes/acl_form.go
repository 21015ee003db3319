package changes

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// Values of the field do, for the buttons beside Save. The index of a row follows doRemove.
const (
	doAdd    = "add"
	doRemove = "remove-"
	doDigest = "digest"
	doBelow  = "below"
)

// aclForm is the content of a form that sets an ACL.
type aclForm struct {
	rows     []znode.ACL // as in the form, including blank rows
	err      error       // of parsing an ACL in zkCli's form; rows is then nil
	aversion string
	czxid    string   // of the znode whose ACL was read; "" for any
	do       string   // the button that was pressed; "" to save
	anyway   []string // codes of the confirmed warnings

	user, password, algorithm string // for a new digest entry

	recursive bool   // apply to all below, too
	mode      string // a tree.ACLMode
	review    bool   // only show what recursive would change
	comment   string // the reason given for a proposal
	changes   string // the number of changes in the preview; "" for any
	once      string // identifies the page that has the form; "" for none
}

// readACLForm reads a posted form. The ACL is in the field acl, in zkCli's form as scripts send it,
// or in one set of fields per row.
func readACLForm(r *http.Request) (aclForm, error) {
	fields, err := site.ReadForm(r)
	if err != nil {
		return aclForm{}, err
	}
	form := aclForm{
		aversion: fields.Get("aversion"), czxid: fields.Get("czxid"), do: fields.Get("do"),
		user: fields.Get("user"), password: fields.Get("password"), algorithm: fields.Get("algorithm"),
		mode: fields.Get("mode"), changes: fields.Get("changes"), comment: fields.Get("comment"),
		once: fields.Get("once"),
	}
	form.recursive = fields.Get("recursive") != "" || form.do == doBelow
	form.review = fields.Get("review") != "" || form.do == doBelow
	form.anyway = strings.FieldsFunc(strings.Join(fields["anyway"], ","), func(r rune) bool { return r == ',' })
	if fields.Has("acl") {
		form.rows, form.err = znode.ParseACL(fields.Get("acl"))
	} else {
		form.rows = readRows(fields)
	}
	return form, nil
}

func readRows(fields url.Values) []znode.ACL {
	count, _ := strconv.Atoi(fields.Get("rows")) // 0 if it is not a number
	var rows []znode.ACL
	for i := range min(count, znode.MaxACL+1) {
		at := strconv.Itoa(i)
		row := znode.ACL{Scheme: fields.Get("scheme-" + at), ID: strings.TrimSpace(fields.Get("id-" + at))}
		_ = row.Perms.UnmarshalText([]byte(strings.Join(fields["perms-"+at], ""))) // no permissions if it has other letters
		rows = append(rows, row)
	}
	return rows
}

// arrange does what a button other than Save asks for, and reports whether there was anything to
// do. A typed password becomes a digest entry whichever button was pressed, since whoever types one
// wants an entry for it.
func (f *aclForm) arrange() (bool, error) {
	at, removes := strings.CutPrefix(f.do, doRemove)
	switch {
	case f.do == doDigest, f.password != "":
		return true, f.addDigest()
	case f.do == doAdd:
		f.rows = append(f.rows, znode.ACL{Scheme: "digest"})
		return true, nil
	case removes:
		if i, err := strconv.Atoi(at); err == nil && 0 <= i && i < len(f.rows) {
			f.rows = slices.Delete(f.rows, i, i+1)
		}
		return true, nil
	}
	return false, nil
}

// addDigest adds an entry for the user and password, and clears the password.
func (f *aclForm) addDigest() error {
	password := f.password
	f.password = ""
	if _, err := session.Digest(f.user, password); err != nil {
		return err
	}
	id := session.DigestAlgorithm(f.algorithm).ID(f.user, password)
	if f.algorithm == "" {
		id = session.DigestID(f.user, password)
	}
	if id == "" {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeACLAlgorithm, Args: znode.Args{"ways": strings.Join(algorithms(), ", ")}}
	}
	f.rows = append(f.rows, znode.ACL{Scheme: "digest", ID: id, Perms: znode.PermAll})
	f.user = ""
	return nil
}

func algorithms() []string {
	var names []string
	for _, algorithm := range session.DigestAlgorithms {
		names = append(names, string(algorithm))
	}
	return names
}

// KeepACL reads the entries of a form from somebody who may not send it, so that the error page can
// give them back.
func KeepACL(c echo.Context) {
	if form, err := readACLForm(c.Request()); err == nil {
		site.NoteTyped(c, form.typed(), form.comment)
	}
}

// typed returns the entries in zkCli's form.
func (f *aclForm) typed() string {
	said, _ := f.entries() // including entries that cannot be set
	return znode.FormatACL(said)
}

// entries returns the rows that are not blank. It fails with Invalid if they are not a valid ACL.
func (f *aclForm) entries() ([]znode.ACL, error) {
	if f.err != nil {
		return nil, f.err
	}
	entries := slices.DeleteFunc(slices.Clone(f.rows), func(row znode.ACL) bool { return row.ID == "" && row.Perms == 0 })
	return entries, znode.CheckACL(entries)
}

// expectedAversion returns the version that the ACL must still have when it is set.
func (f *aclForm) expectedAversion() (int32, error) {
	aversion, err := strconv.ParseInt(f.aversion, 10, 32)
	if err != nil || int32(aversion) == znode.AnyVersion {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeACLAversion}
	}
	return int32(aversion), nil
}

// expectedCzxid returns the czxid that the znode must have; 0 for any. It tells the znode from one
// that was created later at the same path.
func (f *aclForm) expectedCzxid() (int64, error) {
	if f.czxid == "" {
		return 0, nil
	}
	czxid, err := strconv.ParseInt(f.czxid, 10, 64)
	if err != nil {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeACLCzxid, Cause: err}
	}
	return czxid, nil
}
