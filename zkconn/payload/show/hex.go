package show

import (
	"encoding/binary"
	"encoding/hex"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

const hexRow = 16 // bytes per line, in two groups

// showHex lays data out as hexdump -C does: offset, pairs of digits, characters.
func (s *Result) showHex(r *format.Reading) {
	switch {
	case r.Content() != nil: // whose notes say more about the data
	case !r.UTF8:
		s.note(znode.CodeNotUTF8, nil)
	case !r.Readable():
		s.note(znode.CodeControls, nil)
	}
	data := r.Data[:min(len(r.Data), maxHex)]
	s.Lines = make([]Line, 0, (len(data)+hexRow-1)/hexRow)
	var row []byte
	for offset := 0; offset < len(data); offset += hexRow {
		bytes := data[offset:min(offset+hexRow, len(data))]
		row = hex.AppendEncode(row[:0], binary.BigEndian.AppendUint32(nil, uint32(offset)))
		row = appendPairs(row, bytes)
		row = appendASCII(row, bytes)
		text := string(row)
		s.Lines = append(s.Lines, Line{
			{Offset, text[:pairsAt]},
			{format.Plain, "  "},
			{Bytes, text[pairsAt:asciiAt]},
			{format.Plain, "  "},
			{ASCII, text[asciiAt:]},
		})
	}
	s.noteSize(r.Size, maxHex)
}

// The columns at which the parts of a row begin.
const (
	pairsAt = 8
	asciiAt = pairsAt + 3*hexRow
)

// appendPairs appends the pairs of digits, padded to the width of a full row.
func appendPairs(out, row []byte) []byte {
	for i := range hexRow {
		switch {
		case i == hexRow/2:
			out = append(out, "  "...)
		case i > 0:
			out = append(out, ' ')
		}
		if i < len(row) {
			out = hex.AppendEncode(out, row[i:i+1])
		} else {
			out = append(out, "  "...)
		}
	}
	return out
}

func appendASCII(out, row []byte) []byte {
	for _, b := range row {
		if b < ' ' || b > '~' {
			b = '.'
		}
		out = append(out, b)
	}
	return out
}
