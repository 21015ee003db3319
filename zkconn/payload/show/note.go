package show

import (
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// Note is a remark on what is shown.
type Note struct {
	Code znode.Code // one of the remarks on data in package znode
	Args znode.Args
}

func (s *Result) note(code znode.Code, args znode.Args) { s.Notes = append(s.Notes, Note{code, args}) }

// noteSize adds a note if only the first bytes of size are shown.
func (s *Result) noteSize(size, bytes int) {
	if size > bytes {
		s.Truncated = true
		s.note(znode.CodeFirstShown, znode.Args{"bytes": strconv.Itoa(bytes), "of": strconv.Itoa(size)})
	}
}

// noteContent says what a layer of size bytes holds. A size of 0 means that it is not known.
func (s *Result) noteContent(content *format.Content, size int) {
	layer := content.Layer
	view := znode.Args{"view": string(layer.Name)}
	bytes := strconv.Itoa(len(content.Reading.Data))
	switch {
	case isUnread(content):
		s.note(znode.CodeUnwrappedNothing, view)
	case content.More && (!layer.Holds() || size == 0):
		s.note(znode.CodeReadInPart, view)
	case content.More:
		s.note(znode.CodeUnwrappedCut, znode.Args{"view": string(layer.Name), "from": strconv.Itoa(size), "bytes": bytes})
	case layer.Holds() && !layer.Charset && layer.Name != format.Base64 && size > 0:
		s.note(znode.CodeUnwrapped, znode.Args{"view": string(layer.Name), "from": strconv.Itoa(size), "bytes": bytes})
	}
	switch {
	case content.Unknown:
		s.note(znode.CodeUnwrappedUnknown, view)
	case content.Damaged && !isUnread(content):
		s.note(znode.CodeUnwrappedDamaged, view)
	}
	if content.Invalid > 0 {
		s.note(znode.CodeNotInCharset, znode.Args{"view": string(layer.Name), "count": strconv.Itoa(content.Invalid)})
	}
	if content.Guessed {
		s.note(znode.CodeGuessed, view)
	}
}

// isUnread reports whether a layer is so damaged that nothing in it can be read.
func isUnread(content *format.Content) bool {
	return content.Damaged && len(content.Reading.Data) == 0
}

// noteBroken says where a text violates the syntax of the format that it seems to be in.
func (s *Result) noteBroken(r *format.Reading) {
	broken := r.Broken()
	if broken.Format == "" {
		return
	}
	args := znode.Args{"view": string(broken.Format), "line": strconv.Itoa(broken.Line)}
	if broken.Column > 0 {
		args["column"] = strconv.Itoa(broken.Column)
	}
	s.note(znode.CodeBrokenText, args)
}

const endsSoon = 30 * 24 * time.Hour

// NoteEnd adds a note if a certificate among what is shown has expired or soon will.
func (s *Result) NoteEnd(now time.Time) {
	if s.until.IsZero() || s.until.Sub(now) > endsSoon {
		return
	}
	code := znode.CodeCertificateEnds
	if !s.until.After(now) {
		code = znode.CodeCertificateEnded
	}
	days := int(s.until.Sub(now).Abs().Hours() / 24)
	s.note(code, znode.Args{"at": s.until.UTC().Format(time.RFC3339), "days": strconv.Itoa(days)})
}

// epochTime returns the time that a number stands for if it is a usual timestamp in seconds or
// milliseconds since 1970.
func epochTime(text string) (string, bool) {
	const longest = 16
	if len(text) > longest {
		return "", false
	}
	number, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return "", false
	}
	for _, unit := range []time.Duration{time.Second, time.Millisecond} {
		if at, ok := format.EpochTime(number, unit); ok {
			return at.Format(time.RFC3339Nano), true
		}
	}
	return "", false
}

const maxNamed = 64 // maximum characters of a name in a note

// named returns a name in the data in the form that notes use.
func named(name string) string {
	if runes := []rune(name); len(runes) > maxNamed {
		name = string(runes[:maxNamed]) + "…"
	}
	return seen(name)
}
