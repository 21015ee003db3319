package show

import (
	"encoding/hex"
	"fmt"
	"strings"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

const hexRow = 16 // bytes in a line, in two groups

// showHex is laid out as hexdump -C does: offset, pairs, characters.
func (s *Result) showHex(r *format.Reading) {
	switch {
	case !r.UTF8:
		s.note(znode.CodeNotUTF8, nil)
	case !r.Readable():
		s.note(znode.CodeControls, nil)
	}
	rest := r.Data[:min(len(r.Data), maxHex)]
	s.Lines = make([]Line, 0, (len(rest)+hexRow-1)/hexRow)
	for offset := 0; len(rest) > 0; offset += hexRow {
		row := rest[:min(hexRow, len(rest))]
		rest = rest[len(row):]
		s.Lines = append(s.Lines, Line{
			{Offset, fmt.Sprintf("%08x", offset)},
			{format.Plain, "  "},
			{Bytes, hexPairs(row)},
			{format.Plain, "  "},
			{ASCII, asciiOf(row)},
		})
	}
	s.noteSize(maxHex)
}

// hexPairs is always as wide as that of a full row.
func hexPairs(row []byte) string {
	var pairs strings.Builder
	for i := range hexRow {
		switch {
		case i == hexRow/2:
			pairs.WriteString("  ")
		case i > 0:
			pairs.WriteByte(' ')
		}
		if i < len(row) {
			pairs.WriteString(hex.EncodeToString(row[i : i+1]))
		} else {
			pairs.WriteString("  ")
		}
	}
	return pairs.String()
}

func asciiOf(row []byte) string {
	characters := make([]byte, len(row))
	for i, b := range row {
		characters[i] = '.'
		if b >= ' ' && b <= '~' {
			characters[i] = b
		}
	}
	return string(characters)
}
