// Package show turns a reading of a znode's data into something a person can
// look at: lines of tokens in one of several views, within bounds whatever the
// bytes are, and never anything but what the bytes say.
package show

import (
	"time"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// maxHex is how many bytes the hex view shows, and the text view of what is no text,
// at some 12 bytes of HTML each.
const maxHex = 16 << 10

// Result is data made readable.
type Result struct {
	Size      int    // of all the data, in bytes; 0 is its own case, with nothing but Notes set
	Views     []View // that the data can be shown in, in the order of tabs; Hex is the last
	Current   View   // the one that Lines show; one of Views
	Lines     []Line // joined by line ends they are the text; a last empty line is a line end at the end
	Truncated bool   // Lines are not all of it
	Notes     []Note // what a person should know

	until time.Time // when what is shown ends; zero for what does not
}

// Line is one line without its end; an empty line has no tokens.
type Line []Token

// Token is a piece of a line. Text has no line end in it and is not escaped
// for HTML.
type Token struct {
	Class format.Class
	Text  string
}

// The classes of tokens beside those of documents. Each but Mask, Offset and
// Note stands for data, whatever its looks.
const (
	Control format.Class = "control" // "␛" or "⟨U+202E⟩" in place of a character that has no looks, "⟨c3 28⟩" in place of bytes that are no UTF-8
	Mask    format.Class = "mask"    // format.MaskText in place of a secret
	Offset  format.Class = "offset"  // in a hex view: eight hex digits
	Bytes   format.Class = "bytes"   // in a hex view: up to 16 pairs of hex digits
	ASCII   format.Class = "ascii"   // in a hex view: the same bytes as characters
	Remark  format.Class = "note"    // said by the console about the line, at its end: not data
)

// Decode shows data in the view asked for. Data that cannot be shown so is
// shown as Best would, and a note says it. Best is the first of Result.Views,
// except that text with control characters that no text has is shown as Hex.
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

// showUnread shows data in layers of which nothing can be read: its bytes, or the mask
// in their place.
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

// shownEnd returns how much of a reading's text is shown: at most MaxShown bytes
// of its data, and no character that this would cut.
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
