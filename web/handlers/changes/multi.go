package changes

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// MaxOps bounds the ops in one transaction of a script.
const MaxOps = 1000

// maxOpBytes is what an op adds to a request besides its path, data and ACL.
const maxOpBytes = 64

// multiForm is a transaction as a script posts it; see docs/contract.md.
type multiForm struct {
	Ops     multiOps `json:"ops"`
	Comment string   `json:"comment"` // the reason given for a proposal
	Anyway  string   `json:"anyway"`  // codes of the confirmed warnings about an ACL, separated by commas
}

type multiOps []multiOp

// errManyOps means that there are more than MaxOps ops.
var errManyOps = errors.New("there are too many ops")

// UnmarshalJSON stops after MaxOps ops. A body of empty ops could hold a thousand times as many as
// fit into memory.
func (o *multiOps) UnmarshalJSON(value []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.DisallowUnknownFields()
	if first, err := decoder.Token(); err != nil || first != json.Delim('[') {
		return errors.Join(errors.New("ops is no list"), err)
	}
	for decoder.More() {
		if len(*o) == MaxOps {
			return errManyOps
		}
		var op multiOp
		if err := decoder.Decode(&op); err != nil {
			return err
		}
		*o = append(*o, op)
	}
	return nil
}

// multiOp is one op of a transaction. Which fields count depends on Op.
type multiOp struct {
	Op      string     `json:"op"` // create, set, delete, check or acl
	Path    string     `json:"path"`
	Data    *multiData `json:"data"`    // for create and set; without it, create writes empty data
	Version *int32     `json:"version"` // for set, delete and check, of the data; for acl, of the ACL
	Mzxid   int64      `json:"mzxid"`   // for set and delete; 0 for any
	ACL     string     `json:"acl"`     // in zkCli's form; without it, create uses the parent's
	Mode    string     `json:"mode"`    // for create
	TTL     int64      `json:"ttl"`     // for create with mode ttl, in milliseconds
}

// multiData is data as in the JSON of a znode, or a string that is its text in UTF-8.
type multiData struct {
	Encoding string `json:"encoding"` // utf-8, base64 or null
	Text     string `json:"text"`
	Base64   []byte `json:"base64"`
}

// UnmarshalJSON reads an object or a string.
func (d *multiData) UnmarshalJSON(value []byte) error {
	if value[0] == '"' {
		*d = multiData{Encoding: "utf-8"}
		return json.Unmarshal(value, &d.Text)
	}
	type object multiData
	return decodeStrictly(value, (*object)(d))
}

// MultiJSON is the answer to a transaction; see docs/contract.md.
type MultiJSON struct {
	Entry   int64             `json:"entry"` // in the trail, for undoing
	Results []MultiResultJSON `json:"results"`
}

// MultiResultJSON is the result of one op.
type MultiResultJSON struct {
	Path string         `json:"path"`
	Stat *site.JSONStat `json:"stat,omitempty"` // omitted for delete and check, and if the server does not tell it
}

// Multi makes several changes, all or none.
func (h *Handlers) Multi(c echo.Context, v site.Visit) error {
	if !isSmall(c.Request()) {
		ctx, cancel := context.WithTimeout(c.Request().Context(), h.UploadWait)
		defer cancel()
		done, err := h.Uploads.Wait(ctx, v.Owner(c))
		if err != nil {
			return err
		}
		defer done()
	}
	form, err := readMulti(c.Request())
	if err != nil {
		return err
	}
	if err := h.Enter(c, &v); err != nil {
		return err
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	ops, err := form.ops(ctx, v)
	if err != nil {
		return err
	}
	results, err := apply(ctx, v, form.Comment, ops...)
	if err != nil {
		return err
	}
	return site.SendJSON(c, http.StatusOK, multiJSON(results))
}

func multiJSON(results []znode.Result) MultiJSON {
	answer := MultiJSON{Results: make([]MultiResultJSON, len(results))}
	for i, result := range results {
		answer.Entry = result.Recorded
		answer.Results[i].Path = result.Path.String()
		if result.Stat != (znode.Stat{}) {
			stat := site.StatJSON(result.Stat)
			answer.Results[i].Stat = &stat
		}
	}
	return answer
}

// readMulti reads a posted transaction. Unknown fields are an error, since a misspelt one would
// otherwise be ignored.
func readMulti(r *http.Request) (multiForm, error) {
	if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType != echo.MIMEApplicationJSON {
		return multiForm{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFormEncoding, Args: znode.Args{"encoding": echo.MIMEApplicationJSON}}
	}
	body, err := io.ReadAll(r.Body)
	if err == nil && !utf8.Valid(body) { // the decoder would replace invalid bytes by U+FFFD
		return multiForm{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeTextNotUTF8}
	}
	if err != nil {
		return multiForm{}, site.FormError(err, echo.MIMEApplicationJSON)
	}
	var form multiForm
	switch err := decodeStrictly(body, &form); {
	case err != nil && !errors.Is(err, errManyOps):
		return multiForm{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeMultiJSON, Args: znode.Args{"fault": faultOf(err)}, Cause: err}
	case err != nil, len(form.Ops) == 0:
		return multiForm{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeMultiOps, Args: znode.Args{"max": strconv.Itoa(MaxOps)}}
	}
	return form, nil
}

// faultOf says what is wrong in the JSON, by the names of its fields.
func faultOf(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return cmp.Or(wrong.Field, "it") + " cannot be a JSON " + wrong.Value
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// decodeStrictly decodes exactly one JSON value.
func decodeStrictly(body []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more behind the value")
	}
	return nil
}

// ops returns the ops that the transaction asks for. An error about one of them is a
// *znode.OpError.
func (f multiForm) ops(ctx context.Context, v site.Visit) ([]znode.Op, error) {
	ops := make([]znode.Op, len(f.Ops))
	size := 0
	made := map[znode.Path][]znode.ACL{}
	for i, asked := range f.Ops {
		op, err := asked.op()
		if err == nil && op.Kind == znode.OpDelete && site.NeverDeleted(v.Cluster, op.Path) {
			err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeNeverDeleted}
		}
		if err == nil && op.Kind == znode.OpCreate && op.ACL == nil {
			op.ACL, err = aclOfNew(ctx, v, op.Path, made)
		}
		if err == nil && op.Kind == znode.OpSetACL && len(ops) == 1 { // a transaction of several ops with an ACL is refused anyway
			err = f.warned(ctx, v, op)
		}
		if err != nil {
			return nil, &znode.OpError{Index: i, Err: err}
		}
		if op.Kind == znode.OpCreate {
			made[op.Path] = op.ACL
		}
		ops[i] = op
		if size += len(op.Path.String()) + len(op.Data) + len(asked.ACL) + maxOpBytes; size > session.MaxData {
			return nil, &znode.Error{Kind: znode.TooLarge, Code: znode.CodeMultiTooLarge, Args: znode.Args{"bytes": strconv.Itoa(session.MaxData)}}
		}
	}
	return ops, nil
}

// warned fails with Invalid if an ACL may have an effect that is not intended and not confirmed,
// like the form that sets an ACL.
func (f multiForm) warned(ctx context.Context, v site.Visit, op znode.Op) error {
	if err := v.Guard.Check(ctx, people.SetACL, op.Path); err != nil {
		return err
	}
	before, _, err := v.Guard.GetACLs(ctx, op.Path)
	if err != nil {
		return needsAdmin(err)
	}
	return confirmed(warningsOf(v, before, op.ACL), strings.Split(f.Anyway, ","))
}

// aclOfNew returns the ACL of a new znode for which none is given: its parent's. An earlier op may
// create the parent.
func aclOfNew(ctx context.Context, v site.Visit, path znode.Path, made map[znode.Path][]znode.ACL) ([]znode.ACL, error) {
	if acl, ok := made[path.Parent()]; ok {
		return acl, nil
	}
	if err := v.Guard.Check(ctx, people.Create, path); err != nil {
		return nil, err
	}
	acl, err := aclBelow(ctx, v.Guard, path.Parent(), v.Guard.Person.User)
	return acl.entries, err
}

// kindOf returns the kind of op with a name in site.OpNames, and whether there is one.
func kindOf(name string) (znode.OpKind, bool) {
	for kind, known := range site.OpNames {
		if known == name {
			return kind, true
		}
	}
	return 0, false
}

func (o multiOp) op() (op znode.Op, err error) {
	if op.Path, err = znode.ParsePath(o.Path); err != nil {
		return op, err
	}
	kind, known := kindOf(o.Op)
	mode, knownMode := modes[o.Mode]
	switch {
	case !known:
		return op, &znode.Error{Kind: znode.Invalid, Code: znode.CodeMultiOp}
	case !knownMode, kind == znode.OpCreate && (mode == znode.ModeTTL) != (o.TTL != 0):
		return op, &znode.Error{Kind: znode.Invalid, Code: znode.CodeMultiMode}
	case o.TTL != 0 && !isTTL(o.TTL):
		return op, errTTL
	case kind == znode.OpSet && o.Data == nil:
		return op, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFormEmpty}
	case kind != znode.OpCreate && (o.Version == nil || *o.Version == znode.AnyVersion):
		return op, &znode.Error{Kind: znode.Invalid, Code: znode.CodeVersion}
	}
	op.Kind, op.Mode, op.TTL, op.Mzxid = kind, mode, time.Duration(o.TTL)*time.Millisecond, o.Mzxid
	if o.Version != nil {
		op.Version = *o.Version
	}
	if kind == znode.OpCreate || kind == znode.OpSet {
		if op.Data, err = o.Data.bytes(); err != nil {
			return op, err
		}
	}
	if o.ACL != "" || kind == znode.OpSetACL {
		op.ACL, err = znode.ParseACL(o.ACL)
	}
	return op, err
}

// bytes returns the data; empty data for nil.
func (d *multiData) bytes() ([]byte, error) {
	switch {
	case d == nil:
		return []byte{}, nil
	case d.Encoding == "utf-8" && d.Base64 == nil && utf8.ValidString(d.Text):
		return []byte(d.Text), nil
	case d.Encoding == "base64" && d.Text == "":
		return append([]byte{}, d.Base64...), nil
	case d.Encoding == "null" && d.Text == "" && d.Base64 == nil:
		return nil, nil
	}
	return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeMultiData}
}
