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

// zooNode is a znode as ZooNavigator writes it, without those below it.
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

// zooPerms are ZooNavigator's words for the permissions.
var zooPerms = []struct {
	word string
	perm znode.Perms
}{{"create", znode.PermCreate}, {"delete", znode.PermDelete}, {"read", znode.PermRead}, {"write", znode.PermWrite}, {"admin", znode.PermAdmin}}

// zooWriter writes an export as ZooNavigator imports it: a list of trees, each a head
// "h" and the trees below it, "t". What is not whole is left out, with all below it, so
// that nobody writes a mask over a secret with it, nor locks everybody out; as are ephemeral znodes, which would be
// made to stay, and ZooKeeper's own, which are there: one such and nothing is imported.
// What is left out the last tree names, in "left_out", which ZooNavigator passes over.
type zooWriter struct {
	out   *plain
	root  znode.Path
	open  []znode.Path // the trees that are being written
	first bool         // of its list
	left  []znode.Path // what was left out
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
	if err == nil && path.IsRoot() { // it is there, and has no name to import it by
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

// Close fails where the export was stopped: ZooNavigator would take the file for whole.
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

// nameLeft ends the last tree with the names of what was left out.
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

// plain writes texts and keeps the first error.
type plain struct {
	to  io.Writer
	err error
}

func (p *plain) text(text string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.to, text)
	}
}

// zooReader reads ZooNavigator's exports. The trees lie below where they are imported,
// by their own names, as ZooNavigator puts them.
type zooReader struct {
	in    *portion
	json  *json.Decoder
	base  string      // what stands before the first tree's name in the file
	acl   []znode.ACL // of the znode before: most have the same
	depth int
	begun bool
}

func readZooNavigator(in io.Reader) Reader { return readZooTrees(in, MaxLine) }

// readZooTrees is like readZooNavigator, with a bound for each znode, in bytes.
func readZooTrees(in io.Reader, most int) *zooReader {
	from := &portion{from: in, most: most}
	return &zooReader{in: from, json: json.NewDecoder(from)}
}

// portion reads up to so many bytes until it is renewed.
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

// tail reads a tree from behind the trees below it to its end.
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

// head reads a tree until the trees below it begin.
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

// foreignOr returns err where that says already what is wrong with a file; a foreign file
// where it does not.
func foreignOr(err error) error {
	if _, known := errors.AsType[*znode.Error](err); known {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportCut}
	}
	return foreign(err)
}
