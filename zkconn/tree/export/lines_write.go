package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// formatVersion is the version of the console's own format.
const formatVersion = 1

// headLine is the first line of an export.
type headLine struct {
	Version int       `json:"zkweb_export"`
	Cluster string    `json:"cluster"`
	Path    string    `json:"path"`
	Taken   time.Time `json:"taken"`
	Masked  bool      `json:"masked,omitempty"`
}

// nodeLine is a line for a znode. Its data is in Data if it is text and in Base64 if it is not.
// Both are nil if the data is null or missing.
type nodeLine struct {
	Path     string          `json:"path"`
	Data     *string         `json:"data,omitempty"`
	Base64   *string         `json:"base64,omitempty"`
	Null     bool            `json:"null,omitempty"`
	ACL      *few[znode.ACL] `json:"acl,omitempty"`
	Kind     string          `json:"kind,omitempty"` // "" for persistent
	TTL      int64           `json:"ttl,omitempty"`  // in milliseconds
	Session  string          `json:"session,omitempty"`
	Version  *int32          `json:"version,omitempty"`
	Cversion *int32          `json:"cversion,omitempty"`
	Mzxid    string          `json:"mzxid,omitempty"`
	Masked   int             `json:"masked,omitempty"`
	Missing  few[Part]       `json:"missing,omitempty"`
}

// lastLine is the last line. An export without it is not whole.
type lastLine struct {
	Done    bool         `json:"done"`
	Znodes  int          `json:"znodes"`
	Bytes   int64        `json:"bytes"`   // size of the data
	Masked  int          `json:"masked"`  // number of znodes with masked secrets
	Lacking int          `json:"lacking"` // number of znodes with parts that could not be read
	Zxid    string       `json:"zxid"`    // the newest Mzxid of the znodes
	Stopped walk.Stopped `json:"stopped"`
	Sum     string       `json:"sha256"` // of all bytes before this line
}

// linesWriter writes the console's own format.
type linesWriter struct {
	out  io.Writer // writes to the file and to sum
	sum  hash.Hash
	last lastLine
	zxid int64
	text bytes.Buffer
}

// NewLines returns a writer of the console's own format. It writes the first line.
func NewLines(out io.Writer, h Header) (Writer, error) {
	w := &linesWriter{sum: sha256.New(), last: lastLine{Done: true}}
	w.out = io.MultiWriter(out, w.sum)
	return w, w.line(headLine{formatVersion, h.Cluster, h.Path.String(), h.Taken.UTC().Truncate(time.Second), h.Masked})
}

func (w *linesWriter) line(value any) error {
	w.text.Reset()
	encoder := json.NewEncoder(&w.text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	_, err := w.out.Write(w.text.Bytes())
	return err
}

func (w *linesWriter) Write(n Node) error {
	w.last.Znodes++
	w.last.Bytes += int64(len(n.Data))
	w.zxid = max(w.zxid, n.Mzxid)
	if n.Masked > 0 {
		w.last.Masked++
	}
	if len(n.Missing) > 0 {
		w.last.Lacking++
	}
	return w.line(lineOf(n))
}

func lineOf(n Node) nodeLine {
	line := nodeLine{Path: n.Path.String(), TTL: n.TTL.Milliseconds(), Masked: n.Masked, Missing: n.Missing}
	if !n.Lacks(Data) {
		line.setData(n.Data)
	}
	if !n.Lacks(ACL) {
		acl := append([]znode.ACL{}, n.ACL...)
		line.ACL = (*few[znode.ACL])(&acl)
	}
	if n.Kind != znode.Persistent {
		line.Kind = n.Kind
	}
	if n.Session != 0 {
		line.Session = hexOf(n.Session)
	}
	if n.Known {
		line.Version, line.Cversion, line.Mzxid = &n.Version, &n.Cversion, hexOf(n.Mzxid)
	}
	return line
}

func (l *nodeLine) setData(data []byte) {
	switch {
	case data == nil:
		l.Null = true
	case isText(data):
		text := string(data)
		l.Data = &text
	default:
		text := base64.StdEncoding.EncodeToString(data)
		l.Base64 = &text
	}
}

// isText reports whether data is shorter and easier to read as a JSON text than in base64: UTF-8
// without control characters other than tabs and line ends.
func isText(data []byte) bool {
	for _, b := range data {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' || b == 0x7f {
			return false
		}
	}
	return utf8.Valid(data)
}

func (w *linesWriter) Close(stopped walk.Stopped) error {
	w.last.Stopped, w.last.Zxid, w.last.Sum = stopped, hexOf(w.zxid), hex.EncodeToString(w.sum.Sum(nil))
	return w.line(w.last)
}

func hexOf(n int64) string { return "0x" + strconv.FormatUint(uint64(n), 16) }
