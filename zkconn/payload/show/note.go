package show

import (
	"strconv"
	"strings"

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

// noteContent says what a layer of so many bytes holds.
func (s *Result) noteContent(content *format.Content, size int) {
	layer := content.Layer
	view := znode.Args{"view": string(layer.Name)}
	bytes := strconv.Itoa(len(content.Reading.Data))
	switch {
	case content.More:
		s.note(znode.CodeUnwrappedCut, znode.Args{"view": string(layer.Name), "from": strconv.Itoa(size), "bytes": bytes})
	case layer.Wrap != nil && !layer.Charset:
		s.note(znode.CodeUnwrapped, znode.Args{"view": string(layer.Name), "from": strconv.Itoa(size), "bytes": bytes})
	}
	if content.Damaged {
		s.note(znode.CodeUnwrappedDamaged, view)
	}
	if content.Guessed {
		s.note(znode.CodeGuessed, view)
	}
}

const maxNamed = 64 // characters of a name in a note

// named returns a name of the data as a note can have it.
func named(name string) string {
	var out strings.Builder
	count := 0
	for _, r := range name {
		if count++; count > maxNamed {
			return out.String() + "…"
		}
		if unseen(r) {
			out.WriteString(symbols(string(r)))
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}
