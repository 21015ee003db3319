package audit

import (
	"bufio"
	"strings"
	"unicode"
)

// WriteCSVRow writes a row of CSV (RFC 4180) with all cells in quotes, since some spreadsheets
// separate cells at other characters than commas. A cell that a spreadsheet might run as a formula
// is preceded by an apostrophe, as OWASP advises. An error is returned by w's next Write or Flush.
func WriteCSVRow(w *bufio.Writer, cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = w.WriteByte(',')
		}
		_, _ = w.WriteString(`"` + strings.ReplaceAll(harmless(cell), `"`, `""`) + `"`)
	}
	_, _ = w.WriteString("\r\n")
}

// harmless keeps a spreadsheet from running a cell as a formula. Spreadsheets skip spaces and
// characters that do not print, and some also accept full-width signs.
func harmless(cell string) string {
	start := strings.TrimLeftFunc(cell, func(r rune) bool {
		return r == ' ' || r == '\u00a0' || r == '\u3000' || unicode.Is(unicode.Cf, r)
	})
	if start != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(start)[0]) {
		return "'" + cell
	}
	return cell
}
