package show

import (
	"encoding/hex"
	"fmt"
	"strings"

	"zkweb/zkconn/payload/format"
)

const hexRow = 16 // bytes in a line, in two groups

// showHex is laid out as hexdump -C does: offset, pairs, characters.
func showHex(data []byte) shown {
	rest := cutBytes(data)
	lines := make([]Line, 0, (len(rest)+hexRow-1)/hexRow)
	for offset := 0; len(rest) > 0; offset += hexRow {
		row := rest[:min(hexRow, len(rest))]
		rest = rest[len(row):]
		lines = append(lines, Line{
			{Class: format.Offset, Text: fmt.Sprintf("%08x", offset)},
			{Class: format.Plain, Text: "  "},
			{Class: format.Bytes, Text: hexPairs(row)},
			{Class: format.Plain, Text: "  "},
			{Class: format.ASCII, Text: asciiOf(row)},
		})
	}
	return shown{
		lines:     lines,
		truncated: len(data) > format.MaxShown,
		notes:     append(textNotes(data), sizeNotes(len(data))...),
	}
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
