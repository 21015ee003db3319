package mask

import (
	"regexp"
	"strings"
)

// delimiters separate the cells of a row. Two spaces do so in tables that are aligned.
var delimiters = []string{",", ";", "|", "\t", "  "}

// headsTable reports whether the line may be the header row of a table, judged by the row below:
// that has one of the line's delimiters, begins a cell that continues below, is cut off, or
// consists of as many other words.
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

// agree reports whether two rows have a word in common, as in "login bob password x" on each line.
func agree(names, cells []string) bool {
	for i, name := range names {
		if name == cells[i] {
			return true
		}
	}
	return false
}

// ruler matches the line below a header row.
var ruler = regexp.MustCompile(`^[-+=|: ]+$`)

// maxRemarks is how many comment lines are skipped before the first row of a table.
const maxRemarks = 8

// firstRow returns the next line that is a row, without surrounding white space.
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

// isRemark reports whether a line is a comment.
func isRemark(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//")
}
