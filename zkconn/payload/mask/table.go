package mask

import (
	"regexp"
	"strings"
)

// delimiters stand between the cells of a row; two spaces do where columns
// stand one below the other.
var delimiters = []string{",", ";", "|", "\t", "  "}

// headsTable reports whether the line may be the header row of a table, by the
// row below: one that has a delimiter of the line's as well, or starts a cell
// that goes on below, or is cut off, or is as many other words.
func (l *lineMask) headsTable() bool {
	row := l.firstRow()
	if l.simple || row == "" || entry.MatchString(row) && (entry.MatchString(l.line) || isRemark(l.line)) {
		return false
	}
	header := strings.TrimSpace(l.line)
	cutOff := strings.HasSuffix(strings.TrimSpace(l.after), row) && !strings.HasSuffix(row, ".")
	for _, delimiter := range delimiters {
		if strings.Contains(header, delimiter) && (cutOff || strings.Contains(row, delimiter) || strings.Count(row, `"`)%2 == 1) {
			return true
		}
	}
	if isSentence(header) {
		return false
	}
	names, cells := strings.Fields(header), strings.Fields(row)
	return len(cells) > 1 && strings.Contains(header, "  ") || len(cells) > 2 && len(cells) == len(names) && !agree(names, cells)
}

// agree reports whether some word is the same in two rows, as in "login bob
// password x" on each line.
func agree(names, cells []string) bool {
	for i, name := range names {
		if name == cells[i] {
			return true
		}
	}
	return false
}

// ruler is what tables have below a header row.
var ruler = regexp.MustCompile(`^[-+=|: ]+$`)

// maxRemarks is how many lines can be passed over for a table's first row.
const maxRemarks = 8

// firstRow returns the next line that is a row, without the white space around it.
func (l *lineMask) firstRow() string {
	passed := 0
	for line := range strings.SplitSeq(l.after, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if passed == maxRemarks || !isRemark(line) && !ruler.MatchString(line) {
			return line
		}
		passed++
	}
	return ""
}

// isRemark reports whether a line is one that files in no format have for people.
func isRemark(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//")
}
