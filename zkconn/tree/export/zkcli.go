package export

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// zkcliWriter writes a script of commands for zkCli.sh that create each znode with its ACL. What
// zkCli cannot do is a comment, which zkCli ignores as an unknown command. The last line is a
// command, so that zkCli exits with the code of the command before it.
type zkcliWriter struct {
	out  *plain
	root znode.Path
}

func newZkcli(out io.Writer, h Header) (Writer, error) {
	w := &zkcliWriter{&plain{to: out}, h.Path}
	w.out.text(scriptBegin + " -server HOST:PORT < THIS_FILE\n" + // with another TERM it completes at tabs and expands "!"
		"# The last line is \"" + wholeScript + "\", or says why it is not.\n")
	return w, w.out.err
}

func (w *zkcliWriter) Write(n Node) error {
	path, err := w.root.Join(n.Path)
	at, atOK := quoted(path.String())
	data, dataOK := quoted(string(n.Data))
	acl, aclOK := cliACL(n.ACL)
	switch {
	case err == nil && (path.IsRoot() || isOwn(path)): // these always exist
	case err != nil, !atOK, !dataOK, !aclOK, n.Masked > 0, len(n.Missing) > 0, n.hidesDigest(), n.Kind == znode.Ephemeral, string(n.Data) == "--": // 3.5 takes "--" after "--" for the end of options again
		w.out.text("# left out: " + inComment(path) + "\n")
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
		w.out.text(notWhole + string(stopped) + "\n")
	} else {
		w.out.text(wholeScript + "\n")
	}
	return w.out.err
}

// scriptBegin begins every script.
const scriptBegin = "# TERM=dumb zkCli.sh"

// wholeScript ends a script that is whole. quit takes no arguments and ignores them.
const wholeScript = "quit # whole"

const worldACL = "world:anyone:cdrwa"

// cliMode returns the options of a create command. If the data begins with "-", they end in "--",
// which zkCli knows from 3.5 on.
func cliMode(n Node) (options string) {
	switch n.Kind {
	case znode.Container:
		options = "-c "
	case TTL:
		options = "-t " + strconv.FormatInt(n.TTL.Milliseconds(), 10) + " "
	}
	if strings.HasPrefix(string(n.Data), "-") {
		options += "-- "
	}
	return options
}

// quoted quotes text as a word for zkCli, which knows quotes but no escapes. It returns false if
// that is not possible.
func quoted(text string) (string, bool) {
	switch {
	case !utf8.ValidString(text), strings.ContainsAny(text, "\n\r\x00"+lineEnds):
		return "", false
	case !strings.Contains(text, `"`):
		return `"` + text + `"`, true
	case !strings.Contains(text, "'"):
		return "'" + text + "'", true
	}
	return "", false
}

// cliACL returns an ACL in zkCli's notation. It returns false if zkCli cannot read it.
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
