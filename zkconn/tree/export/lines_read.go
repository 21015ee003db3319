package export

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// MaxLine is the maximum length of a line in bytes. It has room for the most that ZooKeeper can
// answer, in base64.
const MaxLine = 48 << 20

// maxList is the maximum size in bytes of a list in a line, such as an ACL. No server sends a
// longer one, and in memory a list takes a dozen times as much.
const maxList = 1 << 20

var errLongList = errors.New("a list is too long")

// few is a list of at most maxList bytes of JSON.
type few[T any] []T

// UnmarshalJSON implements json.Unmarshaler.
func (f *few[T]) UnmarshalJSON(value []byte) error {
	if len(value) > maxList {
		return errLongList
	}
	return json.Unmarshal(value, (*[]T)(f))
}

// linesReader reads the console's own format.
type linesReader struct {
	in     *bufio.Reader
	sum    hash.Hash
	number int // of the last line that was read, from 1
	line   []byte

	header Header
	order  order
	last   lastLine // counts of what was read
}

// readLines returns a reader of the console's own format. It reads the first line.
func readLines(in io.Reader) (*linesReader, error) {
	r := &linesReader{in: bufio.NewReaderSize(in, 64<<10), sum: sha256.New()}
	var head headLine
	if err := r.decode(&head); err != nil {
		if znode.CodeOf(err) == znode.CodeExportLine {
			err = foreign(err)
		}
		return nil, err
	}
	path, err := znode.ParsePath(head.Path)
	switch {
	case head.Version == 0:
		return nil, foreign(nil)
	case head.Version != formatVersion:
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportVersion, Args: znode.Args{"version": strconv.Itoa(head.Version)}}
	case err != nil:
		return nil, r.broken(err)
	}
	r.header = Header{Cluster: head.Cluster, Path: path, Taken: head.Taken, Masked: head.Masked}
	r.sum.Write(r.line)
	return r, nil
}

// read reads a line with its line end.
func (r *linesReader) read() error {
	r.line = r.line[:0]
	r.number++
	for {
		part, err := r.in.ReadSlice('\n')
		r.line = append(r.line, part...)
		switch {
		case len(r.line) > MaxLine:
			return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeExportLong, Args: znode.Args{"line": strconv.Itoa(r.number), "mib": strconv.Itoa(MaxLine >> 20)}}
		case err == nil:
			return nil
		case errors.Is(err, io.EOF):
			return &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportCut}
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

func (r *linesReader) decode(into any) error {
	if err := r.read(); err != nil {
		return err
	}
	if err := json.Unmarshal(r.line, into); err != nil {
		return r.broken(err)
	}
	return nil
}

// broken returns the error for a line that is not valid.
func (r *linesReader) broken(cause error) error {
	return &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportLine, Args: znode.Args{"line": strconv.Itoa(r.number)}, Cause: cause}
}

// Next implements Reader. It returns znodes in the order of a walk.
func (r *linesReader) Next() (Node, error) {
	var line struct {
		nodeLine
		Done bool `json:"done"`
	}
	if err := r.decode(&line); err != nil {
		return Node{}, err
	}
	if line.Done {
		return Node{}, r.end()
	}
	r.sum.Write(r.line)
	n, err := line.node()
	if err == nil {
		err = r.order.take(n.Path)
	}
	if err != nil {
		return Node{}, r.broken(err)
	}
	r.last.Znodes++
	r.last.Bytes += int64(len(n.Data))
	return n, nil
}

// end checks the last line against what was read, and fails with io.EOF if they agree.
func (r *linesReader) end() error {
	var said lastLine
	if err := json.Unmarshal(r.line, &said); err != nil {
		return r.broken(err)
	}
	switch {
	case said.Stopped != walk.AtEnd:
		return ofAPart()
	case said.Sum != hex.EncodeToString(r.sum.Sum(nil)), said.Znodes != r.last.Znodes, said.Bytes != r.last.Bytes:
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportChanged}
	}
	rest, err := io.ReadAll(io.LimitReader(r.in, 1<<10))
	switch {
	case err != nil:
		return err
	case len(bytes.TrimSpace(rest)) > 0:
		r.number++
		return r.broken(errors.New("something follows the last line"))
	}
	return io.EOF
}

func (l nodeLine) node() (Node, error) {
	n := Node{Kind: l.Kind, TTL: time.Duration(l.TTL) * time.Millisecond, Masked: l.Masked, Missing: l.Missing}
	var errs [4]error
	n.Path, errs[0] = znode.ParsePath(l.Path)
	n.Data, errs[1] = l.data(n.Lacks(Data))
	n.Session, errs[2] = parseHex(l.Session)
	if l.ACL != nil {
		n.ACL = *l.ACL
	}
	if l.Version != nil && l.Cversion != nil {
		n.Known, n.Version, n.Cversion = true, *l.Version, *l.Cversion
		n.Mzxid, errs[3] = parseHex(l.Mzxid)
	}
	switch n.Kind {
	case "":
		n.Kind = znode.Persistent
	case znode.Ephemeral, znode.Container:
	case TTL:
		if l.TTL < 1 || l.TTL > maxTTL.Milliseconds() {
			errs[0] = errors.New("a TTL out of range")
		}
	default:
		errs[0] = errors.New("a kind that is none")
	}
	if (l.ACL == nil) != n.Lacks(ACL) || n.Kind != TTL && l.TTL != 0 || n.Masked < 0 || !isMissing(l.Missing) {
		return Node{}, errors.New("parts that do not go together")
	}
	return n, errors.Join(errs[:]...)
}

// isMissing reports whether parts can be missing parts: known ones in order.
func isMissing(parts []Part) bool {
	for i, part := range parts {
		if part != ACL && part != Children && part != Data || i > 0 && parts[i-1] >= part {
			return false
		}
	}
	return true
}

// maxTTL is the longest TTL that ZooKeeper accepts (EphemeralType.TTL).
const maxTTL = 0x00ffffffffff * time.Millisecond

func (l nodeLine) data(missing bool) ([]byte, error) {
	given := 0
	for _, is := range []bool{l.Data != nil, l.Base64 != nil, l.Null, missing} {
		if is {
			given++
		}
	}
	switch {
	case given != 1:
		return nil, errors.New("not one data")
	case l.Data != nil:
		return []byte(*l.Data), nil
	case l.Base64 != nil:
		data, err := base64.StdEncoding.DecodeString(*l.Base64)
		return append([]byte{}, data...), err
	}
	return nil, nil
}

func parseHex(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	digits, ok := strings.CutPrefix(text, "0x")
	n, err := strconv.ParseUint(digits, 16, 64)
	if !ok || err != nil {
		return 0, errors.New("a number that is not hexadecimal")
	}
	return int64(n), nil
}

// order checks that znodes come in the order of a walk, each after its parent.
type order struct {
	begun bool
	above []znode.Path // the last znode and its ancestors, topmost first
}

func (o *order) take(path znode.Path) error {
	if !o.begun {
		o.begun, o.above = true, []znode.Path{path}
		if path != znode.Root {
			return errors.New("the root is not the first")
		}
		return nil
	}
	if !o.above[len(o.above)-1].Before(path) {
		return errors.New("out of order")
	}
	for o.above[len(o.above)-1] != path.Parent() {
		if o.above = o.above[:len(o.above)-1]; len(o.above) == 0 {
			return errors.New("its parent is missing")
		}
	}
	o.above = append(o.above, path)
	return nil
}
