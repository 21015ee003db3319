package export

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// maxZkuiLine is the maximum length of a line of zkui in bytes. It has room for data of ZooKeeper's
// default limit.
const maxZkuiLine = 4 << 20

// Files of lines for other tools tell in comments whether they are whole. Otherwise nobody would
// notice that such a file is cut off after a line.
const (
	tellsEnd = `# The last line is "# whole", or says why it is not.`
	wholeEnd = "# whole"
	notWhole = "# not whole: "
)

// endOf returns the last line of a file.
func endOf(stopped walk.Stopped) string {
	if stopped != walk.AtEnd {
		return notWhole + string(stopped) + "\n"
	}
	return wholeEnd + "\n"
}

// ofAPart returns the error for a file that says that it is not whole.
func ofAPart() error { return &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportStopped} }

// zkuiWriter writes lines in zkui's format: /path=name=value for each znode without children, with
// \n for line ends. Znodes that a line cannot hold are named in comments.
type zkuiWriter struct {
	out  *plain
	root znode.Path
	last *Node // written once it is known whether it has children
}

func newZkui(out io.Writer, h Header) (Writer, error) {
	w := &zkuiWriter{out: &plain{to: out}, root: h.Path}
	w.out.text("# " + h.Cluster + ":" + inComment(h.Path) + " " + h.Taken.UTC().Format("2006-01-02T15:04:05Z") + "\n" + tellsEnd + "\n")
	return w, w.out.err
}

func (w *zkuiWriter) Write(n Node) error {
	if w.last != nil {
		_, isAbove := n.Path.Below(w.last.Path)
		w.line(*w.last, isAbove)
	}
	w.last = &n
	return w.out.err
}

func (w *zkuiWriter) line(n Node, isParent bool) {
	path, err := w.root.Join(n.Path)
	text := string(n.Data)
	switch {
	case isParent && len(n.Data) == 0 && n.Masked == 0, isOwn(path):
	case err != nil, path.IsRoot(), isParent, n.Masked > 0, n.Lacks(Data), n.Lacks(Children), !utf8.ValidString(text), strings.Contains(text, `\n`), strings.ContainsAny(text+path.String(), "\r"+lineEnds),
		n.Kind == znode.Ephemeral, path.Parent().IsRoot(), // zkui rejects a file with a line for a child of the root
		strings.Contains(path.Parent().String(), "="), strings.Contains(path.Name(), "="):
		w.out.text("# left out: " + inComment(path) + "\n")
	default:
		w.out.text(path.Parent().String() + "=" + path.Name() + "=" + strings.ReplaceAll(text, "\n", `\n`) + "\n")
	}
}

func (w *zkuiWriter) Close(stopped walk.Stopped) error {
	if w.last != nil {
		w.line(*w.last, false)
	}
	w.out.text(endOf(stopped))
	return w.out.err
}

// zkuiReader reads such lines. It returns parents without a line as empty znodes that are Implied.
type zkuiReader struct {
	in     *bufio.Scanner
	number int
	seen   map[znode.Path]bool
	queue  []Node
	tells  bool // whether the last line must be one of endOf
	end    bool // whether the last line that was read is one

	stopped bool // whether that line says that the file is not whole
}

func readZkui(in io.Reader) Reader {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, maxZkuiLine)
	return &zkuiReader{in: scanner, seen: map[znode.Path]bool{znode.Root: true}}
}

// Next implements Reader.
func (r *zkuiReader) Next() (Node, error) {
	for len(r.queue) == 0 {
		if !r.in.Scan() {
			return Node{}, r.ended()
		}
		r.number++
		line := r.in.Text()
		r.stopped = strings.HasPrefix(line, notWhole)
		r.end = line == wholeEnd || r.stopped
		if trimmed := strings.TrimSpace(line); trimmed == "" || trimmed[0] == '#' {
			r.tells = r.tells || line == tellsEnd
			continue
		}
		if err := r.take(line); err != nil {
			return Node{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportLine, Args: znode.Args{"line": strconv.Itoa(r.number)}, Cause: err}
		}
	}
	n := r.queue[0]
	r.queue = r.queue[1:]
	return n, nil
}

func (r *zkuiReader) ended() error {
	switch err := r.in.Err(); {
	case err == nil && r.stopped:
		return ofAPart()
	case err == nil && r.tells && !r.end:
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeExportCut}
	case err == nil:
		return io.EOF
	case errors.Is(err, bufio.ErrTooLong):
		return &znode.Error{Kind: znode.TooLarge, Code: znode.CodeExportLong, Args: znode.Args{"line": strconv.Itoa(r.number + 1), "mib": strconv.Itoa(maxZkuiLine >> 20)}}
	default:
		return foreignOr(err)
	}
}

// take parses a line. It refuses the lines that delete znodes, which zkui runs too, because an
// import only adds and replaces.
func (r *zkuiReader) take(line string) error {
	folder, rest, ok := strings.Cut(line, "=")
	name, value, ok2 := strings.Cut(rest, "=")
	if !ok || !ok2 {
		return errors.New("not /path=name=value")
	}
	parent, err := znode.ParsePath(folder)
	if err != nil {
		return err
	}
	path, err := parent.Child(name)
	if err != nil {
		return err
	}
	if r.seen[path] {
		return errors.New("it comes twice, or behind what is below it")
	}
	for _, above := range path.Ancestors() {
		if !r.seen[above] {
			r.seen[above] = true
			r.queue = append(r.queue, Node{Path: above, Data: []byte{}, Kind: znode.Persistent, Implied: true})
		}
	}
	r.seen[path] = true
	r.queue = append(r.queue, Node{Path: path, Data: []byte(strings.ReplaceAll(value, `\n`, "\n")), Kind: znode.Persistent})
	return nil
}
