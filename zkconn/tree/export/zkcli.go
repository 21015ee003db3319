package export

import (
	"io"
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// zkcliWriter writes a script of commands for zkCli.sh: create each znode, with its ACL.
// What zkCli cannot be told is a comment, which it passes over as no command.
type zkcliWriter struct {
	out  *plain
	root znode.Path
}

func newZkcli(out io.Writer, h Header) (Writer, error) {
	return &zkcliWriter{&plain{to: out}, h.Path}, nil
}

func (w *zkcliWriter) Write(n Node) error {
	path, err := w.root.Join(n.Path)
	at, atOK := quoted(path.String())
	data, dataOK := quoted(string(n.Data))
	acl, aclOK := cliACL(n.ACL)
	switch {
	case path.IsRoot() && err == nil: // it is there
	case err != nil, !atOK, !dataOK, !aclOK, n.Masked > 0, len(n.Missing) > 0, n.Kind == znode.Ephemeral:
		w.out.text("# left out: " + strings.ReplaceAll(path.String(), "\n", " ") + "\n")
	case n.Data == nil:
		w.out.text("create " + cliMode(n) + at + "\n")
		if acl != worldACL {
			w.out.text("setAcl " + at + " " + acl + "\n")
		}
	case acl == worldACL:
		w.out.text("create " + cliMode(n) + at + " " + data + "\n")
	default:
		w.out.text("create " + cliMode(n) + at + " " + data + " " + acl + "\n")
	}
	return w.out.err
}

func (w *zkcliWriter) Close(stopped walk.Stopped) error {
	if stopped != walk.AtEnd {
		w.out.text("# not whole: " + string(stopped) + "\n")
	}
	return w.out.err
}

const worldACL = "world:anyone:cdrwa"

func cliMode(n Node) string {
	if n.Kind == znode.Container {
		return "-c "
	}
	return ""
}

// quoted is a word as zkCli reads it, which knows quotes and no escapes; false where
// there is none.
func quoted(text string) (string, bool) {
	switch {
	case !utf8.ValidString(text), strings.ContainsAny(text, "\n\r\x00"):
		return "", false
	case !strings.Contains(text, `"`):
		return `"` + text + `"`, true
	case !strings.Contains(text, "'"):
		return "'" + text + "'", true
	}
	return "", false
}

// cliACL is an ACL as zkCli takes it; false where it cannot.
func cliACL(acl []znode.ACL) (string, bool) {
	var all []string
	for _, entry := range acl {
		if strings.ContainsAny(entry.ID, ", \t\"'") || entry.Perms == 0 {
			return "", false
		}
		all = append(all, entry.Scheme+":"+entry.ID+":"+entry.Perms.String())
	}
	return strings.Join(all, ","), len(all) > 0
}
