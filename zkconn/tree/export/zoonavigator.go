package export

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// zooNode is a znode as ZooNavigator writes it, without its children.
type zooNode struct {
	ACL  few[zooACL] `json:"acl"`
	Path string      `json:"path"` // absolute
	Data string      `json:"data"` // in base64
}

type zooACL struct {
	ID          string   `json:"id"`
	Scheme      string   `json:"scheme"`
	Permissions []string `json:"permissions"`
}

// zooPerms maps ZooNavigator's words to permissions.
var zooPerms = []struct {
	word string
	perm znode.Perms
}{{"create", znode.PermCreate}, {"delete", znode.PermDelete}, {"read", znode.PermRead}, {"write", znode.PermWrite}, {"admin", znode.PermAdmin}}

// zooWriter writes an export for ZooNavigator: a list of trees, each with its znode "h" and the
// trees below it "t". It omits incomplete znodes with everything below them, so that an import
// neither writes a mask over a secret nor locks everyone out. It also omits ephemeral znodes, which
// an import would make persistent, and ZooKeeper's own, which exist: ZooNavigator imports nothing
// if a file has one. The last tree names what is omitted in "left_out", which ZooNavigator ignores.
type zooWriter struct {
	out   *plain
	root  znode.Path
	open  []znode.Path // the trees that are being written, outermost first
	first bool         // whether the next tree is the first of its list
	left  []znode.Path // the znodes that are omitted
}

func newZooNavigator(out io.Writer, h Header) (Writer, error) {
	w := &zooWriter{out: &plain{to: out}, root: h.Path, first: true}
	w.out.text("[")
	return w, w.out.err
}

func (w *zooWriter) Write(n Node) error {
	if len(w.left) > 0 {
		if _, below := n.Path.Below(w.left[len(w.left)-1]); below {
			return nil
		}
	}
	path, err := w.root.Join(n.Path)
	if err == nil && path.IsRoot() { // the root exists, and has no name to import it by
		return nil
	}
	if err != nil || isOwn(path) || n.Kind == znode.Ephemeral || n.Masked > 0 || len(n.Missing) > 0 || n.hidesDigest() {
		w.left = append(w.left, n.Path)
		return nil
	}
	for len(w.open) > 0 && w.open[len(w.open)-1] != n.Path.Parent() {
		w.shut()
	}
	if !w.first {
		w.out.text(",")
	}
	head, err := json.Marshal(zooNode{zooACLs(n.ACL), path.String(), base64.StdEncoding.EncodeToString(n.Data)})
	if err != nil {
		return err
	}
	w.out.text(`{"h":` + string(head) + `,"t":[`)
	w.open, w.first = append(w.open, n.Path), true
	return w.out.err
}

func (w *zooWriter) shut() {
	w.out.text("]}")
	w.open, w.first = w.open[:len(w.open)-1], false
}

// Close fails if the export was stopped, since ZooNavigator would take the file for whole.
func (w *zooWriter) Close(stopped walk.Stopped) error {
	if stopped != walk.AtEnd {
		return ofAPart()
	}
	for len(w.open) > 1 {
		w.shut()
	}
	if len(w.open) > 0 {
		if err := w.nameLeft(); err != nil {
			return err
		}
	}
	w.out.text("]\n")
	return w.out.err
}

// nameLeft ends the last tree with the names of the omitted znodes.
func (w *zooWriter) nameLeft() error {
	paths := []string{}
	for _, left := range w.left {
		path, err := w.root.Join(left)
		if err != nil || isOwn(path) {
			continue
		}
		paths = append(paths, path.String())
	}
	if len(paths) == 0 {
		w.shut()
		return nil
	}
	names, err := json.Marshal(paths)
	w.out.text(`],"left_out":` + string(names) + "}")
	return err
}

func zooACLs(acl []znode.ACL) []zooACL {
	all := []zooACL{}
	for _, entry := range acl {
		words := []string{}
		for _, p := range zooPerms {
			if entry.Perms&p.perm != 0 {
				words = append(words, p.word)
			}
		}
		all = append(all, zooACL{entry.ID, entry.Scheme, words})
	}
	return all
}

// plain writes text and keeps the first error.
type plain struct {
	to  io.Writer
	err error
}

func (p *plain) text(text string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.to, text)
	}
}

// zooReader reads exports of ZooNavigator. It returns the trees below the root by their own names,
// as ZooNavigator imports them.
type zooReader struct {
	in    *portion
	json  *json.Decoder
	base  string      // what comes before the first tree's name in its path
	acl   []znode.ACL // of the last znode, to share equal ACLs
	depth int
	begun bool
}

func readZooNavigator(in io.Reader) Reader { return readZooTrees(in, MaxLine) }

// readZooTrees is like readZooNavigator, with a limit in bytes for each znode.
func readZooTrees(in io.Reader, most int) *zooReader {
	from := &portion{from: in, most: most}
	return &zooReader{in: from, json: json.NewDecoder(from)}
}

// portion fails after most bytes, until read is reset.
type portion struct {
	from       io.Reader
	most, read int
}

// Read implements io.Reader.
func (p *portion) Read(into []byte) (int, error) {
	if p.read == p.most {
		return 0, &znode.Error{Kind: znode.TooLarge, Code: znode.CodeExportLarge, Args: znode.Args{"mib": strconv.Itoa(p.most >> 20)}}
	}
	n, err := p.from.Read(into[:min(len(into), p.most-p.read)])
	p.read += n
	return n, err
}

// Next implements Reader.
func (r *zooReader) Next() (Node, error) {
	r.in.read = 0
	if !r.begun {
		r.begun = true
		if err := r.expect(json.Delim('[')); err != nil {
			return Node{}, err
		}
	}
	for {
		token, err := r.json.Token()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return Node{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportCut}
		case err != nil:
			return Node{}, foreignOr(err)
		case token == json.Delim('{'):
			return r.head()
		case token != json.Delim(']'):
			return Node{}, foreign(nil)
		case r.depth == 0:
			if _, err := r.json.Token(); !errors.Is(err, io.EOF) {
				return Node{}, foreignOr(err)
			}
			return Node{}, io.EOF
		}
		if err := r.tail(); err != nil {
			return Node{}, err
		}
	}
}

// tail reads the rest of a tree after the trees below it.
func (r *zooReader) tail() error {
	for within := 1; within > 0; {
		r.in.read = 0
		token, err := r.json.Token()
		if err != nil {
			return foreignOr(err)
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			within++
		case json.Delim('}'), json.Delim(']'):
			within--
		}
	}
	r.depth--
	return nil
}

// head reads a tree up to the trees below it.
func (r *zooReader) head() (Node, error) {
	if r.depth++; r.depth > znode.MaxPathBytes {
		return Node{}, foreign(nil)
	}
	if err := r.expect("h"); err != nil {
		return Node{}, err
	}
	var head zooNode
	if err := r.json.Decode(&head); err != nil {
		return Node{}, foreignOr(err)
	}
	if err := r.expect("t", json.Delim('[')); err != nil {
		return Node{}, err
	}
	return r.node(head)
}

func (r *zooReader) node(head zooNode) (Node, error) {
	if r.depth == 1 {
		r.base = head.Path[:strings.LastIndexByte(head.Path, '/')+1]
	}
	below, ok := strings.CutPrefix(head.Path, r.base)
	path, err := znode.ParsePath("/" + below)
	if !ok || err != nil {
		return Node{}, foreign(err)
	}
	data, err := base64.StdEncoding.DecodeString(head.Data)
	if err != nil {
		return Node{}, foreign(err)
	}
	n := Node{Path: path, Data: bytes.Join([][]byte{{}, data}, nil), Kind: znode.Persistent}
	for _, entry := range head.ACL {
		acl := znode.ACL{Scheme: entry.Scheme, ID: entry.ID}
		for _, word := range entry.Permissions {
			at := slices.IndexFunc(zooPerms, func(p struct {
				word string
				perm znode.Perms
			}) bool {
				return p.word == word
			})
			if at < 0 {
				return Node{}, foreign(nil)
			}
			acl.Perms |= zooPerms[at].perm
		}
		n.ACL = append(n.ACL, acl)
	}
	if slices.Equal(n.ACL, r.acl) {
		n.ACL = r.acl
	}
	r.acl = n.ACL
	return n, nil
}

func (r *zooReader) expect(tokens ...json.Token) error {
	for _, want := range tokens {
		token, err := r.json.Token()
		if err != nil {
			return foreignOr(err)
		}
		if token != want {
			return foreign(nil)
		}
	}
	return nil
}

// foreignOr returns err if it is a znode.Error, and otherwise the error for a cut or foreign file.
func foreignOr(err error) error {
	if _, known := errors.AsType[*znode.Error](err); known {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportCut}
	}
	return foreign(err)
}
