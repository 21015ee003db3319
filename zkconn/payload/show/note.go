package show

import (
	"strconv"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// Note is something that a person should know about what is shown.
type Note struct {
	Code znode.Code // one of those of notes
	Args znode.Args
}

func (s *Result) note(code znode.Code, args znode.Args) { s.Notes = append(s.Notes, Note{code, args}) }

// noteSize says that only the first bytes are shown, if so.
func (s *Result) noteSize(bytes int) {
	if s.Size > bytes {
		s.Truncated = true
		s.note(znode.CodeFirstShown, znode.Args{"bytes": strconv.Itoa(bytes), "of": strconv.Itoa(s.Size)})
	}
}

func (s *Result) noteContent(content *format.Content) {
	code := znode.CodeUnwrapped
	if content.More {
		code = znode.CodeUnwrappedCut
	}
	s.note(code, znode.Args{"view": string(s.Current), "from": strconv.Itoa(s.Size), "bytes": strconv.Itoa(len(content.Reading.Data))})
	if content.Damaged {
		s.note(znode.CodeUnwrappedDamaged, znode.Args{"view": string(s.Current)})
	}
}
