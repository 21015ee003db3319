package show

import (
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// Note is something that a person should know about what is shown.
type Note struct {
	Code znode.Code // one of those of notes
	Args znode.Args
}

func (s *Result) note(code znode.Code, args znode.Args) { s.Notes = append(s.Notes, Note{code, args}) }

// noteSize says that only the first bytes of size are shown, if so.
func (s *Result) noteSize(size, bytes int) {
	if size > bytes {
		s.Truncated = true
		s.note(znode.CodeFirstShown, znode.Args{"bytes": strconv.Itoa(bytes), "of": strconv.Itoa(size)})
	}
}

// noteContent says what a layer of so many bytes holds; 0 where that is not known.
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
	if content.Guessed {
		s.note(znode.CodeGuessed, view)
	}
}

// isUnread reports whether a layer is damaged so that nothing in it can be read.
func isUnread(content *format.Content) bool {
	return content.Damaged && len(content.Reading.Data) == 0
}

// noteBroken says where a text breaks the rules of the format that it seems to be in.
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

// NoteEnd says that a certificate among what is shown has ended by now, or does so
// soon.
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

// epochTime returns what a text that is a number says when it is taken for seconds
// or milliseconds since 1970.
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

const maxNamed = 64 // characters of a name in a note

// named returns a name of the data as a note can have it.
func named(name string) string {
	if runes := []rune(name); len(runes) > maxNamed {
		name = string(runes[:maxNamed]) + "…"
	}
	return seen(name)
}
