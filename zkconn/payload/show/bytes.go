package show

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// showBytes shows data that is not text as text: its characters, and between them the numbers of
// the bytes that are not valid UTF-8.
func (s *Result) showBytes(r *format.Reading) {
	if !r.UTF8 {
		s.note(znode.CodeBytesInText, nil)
	}
	p := printer{masked: r.Masked}
	for i, line := range bytes.Split(r.Data[:min(len(r.Data), maxHex)], []byte("\n")) {
		if i > 0 {
			p.endLine()
		}
		p.putBytes(line)
	}
	s.Lines = append(p.lines, p.line)
	s.noteSize(r.Size, maxHex)
}

// putBytes appends bytes without line ends to the line.
func (p *printer) putBytes(line []byte) {
	for len(line) > 0 {
		end := runOf(line, true)
		p.put(format.Plain, string(line[:end]))
		line = line[end:]
		if end = runOf(line, false); end > 0 {
			p.add(Token{Control, fmt.Sprintf("⟨% x⟩", line[:end])})
		}
		line = line[end:]
	}
}

// runOf returns how many bytes at the start of line are valid UTF-8, or are not, depending on
// valid.
func runOf(line []byte, valid bool) int {
	end := 0
	for end < len(line) {
		r, size := utf8.DecodeRune(line[end:])
		if isRune := r != utf8.RuneError || size > 1; isRune != valid {
			break
		}
		end += size
	}
	return end
}
