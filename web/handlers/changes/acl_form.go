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

// What a button of the form does beside saving; a number follows doRemove.
const (
	doAdd    = "add"
	doRemove = "remove-"
	doDigest = "digest"
	doBelow  = "below"
)

// aclForm is what the form of an ACL says.
type aclForm struct {
	rows     []znode.ACL // as they stand in the form, blank ones too
	err      error       // why there are none: of an ACL in zkCli's form
	aversion string
	czxid    string   // of the znode whose ACL was read; "" for any
	do       string   // "" saves
	anyway   []string // the warnings that were confirmed

	user, password, algorithm string // of a digest that is to be made

	recursive bool   // applies to all below, too
	mode      string // a tree.ACLMode
	review    bool   // of what that would change, which changes nothing
	comment   string // why, where it becomes a proposal
	changes   string // how many changes the review had; "" for any
	once      string // tells its page from others; "" for none
}

// readACLForm reads a posted form: the ACL in zkCli's form in acl, as scripts send it,
// or row by row.
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
	count, _ := strconv.Atoi(fields.Get("rows")) // none where it is no number
	var rows []znode.ACL
	for i := range min(count, znode.MaxACL+1) {
		at := strconv.Itoa(i)
		row := znode.ACL{Scheme: fields.Get("scheme-" + at), ID: strings.TrimSpace(fields.Get("id-" + at))}
		_ = row.Perms.UnmarshalText([]byte(strings.Join(fields["perms-"+at], ""))) // no permission where there are other letters
		rows = append(rows, row)
	}
	return rows
}

// arrange does what a button asks for beside saving, and reports whether one did. A
// password that was typed is made a digest whatever was pressed: who typed it means it
// to be among the entries.
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

// addDigest makes an entry of the user and password, which it forgets.
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

// KeepACL reads the entries of a form that nobody may send, so that the page that says so
// can give them back.
func KeepACL(c echo.Context) {
	if form, err := readACLForm(c.Request()); err == nil {
		site.NoteTyped(c, form.typed(), form.comment)
	}
}

// typed returns what the form says, as zkCli takes it.
func (f *aclForm) typed() string {
	said, _ := f.entries() // also what cannot be set
	return znode.FormatACL(said)
}

// entries returns the rows that say something. It fails with Invalid.
func (f *aclForm) entries() ([]znode.ACL, error) {
	if f.err != nil {
		return nil, f.err
	}
	entries := slices.DeleteFunc(slices.Clone(f.rows), func(row znode.ACL) bool { return row.ID == "" && row.Perms == 0 })
	return entries, znode.CheckACL(entries)
}

// expectedAversion returns the version that the ACL must still have to be set.
func (f *aclForm) expectedAversion() (int32, error) {
	aversion, err := strconv.ParseInt(f.aversion, 10, 32)
	if err != nil || int32(aversion) == znode.AnyVersion {
		return 0, &znode.Error{Kind: znode.Invalid, Code: znode.CodeACLAversion}
	}
	return int32(aversion), nil
}

// expectedCzxid tells the znode from one that was made anew at the same path; 0 when
// the form does not say.
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
