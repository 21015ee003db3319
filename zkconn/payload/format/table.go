package format

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// Limits of tables. A text that exceeds them is not a table.
const (
	minRows    = 2
	maxColumns = 200
)

// readCSV reads a table with commas, semicolons or bars between cells, and readTSV one with tabs.
func readCSV(r *Reading) *Document { return readTable(r, ",;|") }

func readTSV(r *Reading) *Document { return readTable(r, "\t") }

// readTable reads text of at most MaxShown bytes with the same number of cells in each row. There
// must be at least three, or two if they are separated by tabs or the name of the znode is that of
// a table.
func readTable(r *Reading, delimiters string) *Document {
	text := r.Text
	if len(text) > MaxShown || !Readable(text) {
		return nil
	}
	first, rest, found := strings.Cut(text, "\n")
	if !found || strings.TrimSpace(rest) == "" || first == "" || strings.IndexByte("#<{[/-", first[0]) >= 0 {
		return nil
	}
	columns := 3
	if name := strings.ToLower(r.Path.Name()); strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".tsv") || delimiters == "\t" {
		columns = 2
	}
	for _, delimiter := range delimiters {
		if strings.Count(first, string(delimiter)) < columns-1 {
			continue
		}
		if isTable(text, delimiter, columns) {
			return &Document{Viewed: true, Table: true, spans: func(text string) []Span { return tableSpans(text, byte(delimiter)) }}
		}
	}
	return nil
}

// isTable reports whether all rows have the same number of cells, and as many as least. Text with
// commas must not be prose, in which words follow a comma and a space.
func isTable(text string, delimiter rune, least int) bool {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.ReuseRecord = delimiter, true
	rows, blanks, cells := 0, 0, 0
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows >= minRows && (delimiter != ',' || 2*blanks < cells)
		}
		if err != nil || len(row) < least || len(row) > maxColumns {
			return false
		}
		rows++
		cells += len(row)
		for _, cell := range row {
			if strings.HasPrefix(cell, " ") && strings.Contains(strings.TrimSpace(cell), " ") {
				blanks++
			}
		}
	}
}

// tableSpans returns a span for each cell, delimiter and line end.
func tableSpans(text string, delimiter byte) []Span {
	var spans []Span
	row := 0
	for at := 0; at < len(text); {
		end := at + 1
		class := Plain
		switch text[at] {
		case delimiter:
			class = Punctuation
		case '\n':
			row++
		case '"':
			end, class = cellQuoteEnd(text, at), String
		default:
			for end < len(text) && text[end] != delimiter && text[end] != '\n' {
				end++
			}
		}
		if row == 0 && class != Punctuation && text[at] != '\n' {
			class = Key
		}
		spans = append(spans, Span{Range{at, end}, class})
		at = end
	}
	return spans
}

// Rows returns the cells of a table by rows, with their quotes and without line ends. Empty lines
// are left out.
func (d *Document) Rows() [][]Range {
	var rows [][]Range
	var row []Range
	cell, delimited := Range{}, false
	end := func(at int) {
		cell.End = at
		row = append(row, cell)
	}
	for _, span := range d.Spans(len(d.Text)) {
		switch {
		case span.Class == Punctuation:
			end(span.Start)
			delimited = true
		case d.Text[span.Start:span.End] == "\n":
			end(cell.Start + len(strings.TrimSuffix(d.Text[cell.Start:span.Start], "\r")))
			if delimited {
				rows = append(rows, row)
			}
			row, delimited = nil, false
		default:
			continue
		}
		cell.Start = span.End
	}
	if end(len(d.Text)); delimited {
		rows = append(rows, row)
	}
	return rows
}

// cellQuoteEnd returns where a quoted cell ends, in which quotes are doubled.
func cellQuoteEnd(text string, start int) int {
	for at := start + 1; at < len(text); at++ {
		if text[at] == '"' {
			if at+1 < len(text) && text[at+1] == '"' {
				at++
				continue
			}
			return at + 1
		}
	}
	return len(text)
}
