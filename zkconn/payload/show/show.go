// Package show turns a reading of a znode's data into something that a person can look at: lines of
// tokens in one of several views. The output is bounded for any data, and shows nothing but what
// the data contains.
package show

import (
	"time"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// maxHex is how many bytes the hex view shows, as does the text view of data that is not text. Each
// takes about 12 bytes of HTML.
const maxHex = 16 << 10

// Result is data prepared for display.
type Result struct {
	Size      int    // size of all the data in bytes; if it is 0, only Notes is set
	Views     []View // views that the data can be shown in, in the order of tabs; Hex is the last
	Current   View   // the view of Lines; one of Views
	Lines     []Line // lines of the text; the last one is empty if the text ends with a line end
	Truncated bool   // Lines do not cover all of the data
	Notes     []Note // remarks for the reader

	until time.Time // when the first of the certificates shown expires; zero if there is none
}

// Line is one line without its line end. An empty line has no tokens.
type Line []Token

// Token is a piece of a line. Text contains no line end and is not escaped for HTML.
type Token struct {
	Class format.Class
	Text  string
}

// The classes of tokens that documents do not have. All but Mask, Offset and Remark stand for data.
const (
	Control format.Class = "control" // "␛" or "⟨U+202E⟩" in place of an invisible character, "⟨c3 28⟩" in place of bytes that are not valid UTF-8
	Mask    format.Class = "mask"    // format.MaskText in place of a secret
	Offset  format.Class = "offset"  // in a hex view: eight hex digits
	Bytes   format.Class = "bytes"   // in a hex view: up to 16 pairs of hex digits
	ASCII   format.Class = "ascii"   // in a hex view: the same bytes as characters
	Remark  format.Class = "note"    // a remark of the console on the line, at its end; not data
)

// Decode shows data in the view asked for. If that is not possible, it uses Best and adds a note.
// Best stands for the first of Result.Views, or for Hex if the data is text with control characters
// that are unusual in text.
func Decode(r *format.Reading, asked View) Result {
	if len(r.Data) == 0 {
		return Result{Notes: []Note{{Code: znode.CodeNoData}}}
	}
	result := Result{Size: r.Size}
	all, best := choices(r, asked)
	for _, choice := range all {
		result.Views = append(result.Views, choice.view)
	}
	chosen, ok := choose(all, all[best], asked)
	if !ok {
		result.note(znode.CodeNotInView, znode.Args{"view": string(asked)})
	}
	result.Current = chosen.view
	result.noteLayers(r, chosen)
	switch {
	case chosen.document != nil:
		result.showText(chosen.reading, chosen.document)
	case chosen.view == format.Text:
		result.showBytes(chosen.reading)
	case len(chosen.reading.Data) > 0:
		result.showHex(chosen.reading)
	case isUnread(chosen.layers[len(chosen.layers)-1]):
		result.showUnread(r)
	}
	return result
}

// showUnread shows data in layers of which nothing can be read: its bytes, or the mask in their
// place.
func (s *Result) showUnread(r *format.Reading) {
	if r.Masked {
		s.Current = format.Text
		s.showBytes(r)
		return
	}
	s.Current = Hex
	s.showHex(r)
}

func (s *Result) showText(r *format.Reading, document *format.Document) {
	if r.Marked {
		s.note(znode.CodeByteOrderMark, nil)
	}
	crlf := format.EndsInCRLF(document.Text)
	if crlf {
		s.note(znode.CodeEndsInCRLF, nil)
	}
	p := printer{document: document, masked: r.Masked, crlf: crlf}
	if r.Marked {
		p.put(format.Plain, format.ByteOrderMark)
	}
	if key := document.RepeatedKey(); key != "" {
		s.note(znode.CodeKeyRepeated, znode.Args{"key": named(key)})
	}
	switch end := shownEnd(r); {
	case document.Indented:
		p.indent(end)
	case document.Table:
		p.table(end)
	default:
		p.print(end)
	}
	s.Lines = p.lines
	if document.Format == format.Text {
		s.noteBroken(r)
	}
	if at, ok := epochTime(document.Text); ok && document.Format == format.Text {
		s.note(znode.CodeEpoch, znode.Args{"at": at})
	}
	s.noteSize(r.Size, format.MaxShown)
}

// shownEnd returns how many bytes of a reading's text are shown, so that at most MaxShown bytes of
// the data are and no character is cut.
func shownEnd(r *format.Reading) int {
	mark := len(r.Data) - len(r.Text)
	if len(r.Data) <= format.MaxShown {
		return len(r.Text)
	}
	end := format.MaxShown
	for end > mark && r.Data[end]&0xc0 == 0x80 {
		end--
	}
	return end - mark
}
