package audit

import (
	"bufio"
	"strings"
	"unicode"
)

// WriteCSVRow writes a row of CSV (RFC 4180), each cell in quotes: some spreadsheets
// part cells at other signs than commas. A cell that a spreadsheet might run as a
// formula has an apostrophe before it, as OWASP advises. An error is left for w's next
// Write and Flush.
func WriteCSVRow(w *bufio.Writer, cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = w.WriteByte(',')
		}
		_, _ = w.WriteString(`"` + strings.ReplaceAll(harmless(cell), `"`, `""`) + `"`)
	}
	_, _ = w.WriteString("\r\n")
}

// harmless keeps a spreadsheet from running a cell. Spaces and what does not print
// before a sign do not stop one, and some take the full-width signs as well.
func harmless(cell string) string {
	start := strings.TrimLeftFunc(cell, func(r rune) bool {
		return r == ' ' || r == '\u00a0' || r == '\u3000' || unicode.Is(unicode.Cf, r)
	})
	if start != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(start)[0]) {
		return "'" + cell
	}
	return cell
}
