package site

// PageStart returns where the page after so many rows begins. If the list has become shorter, that
// is its last page.
func PageStart(after, rows, limit int) int {
	if after < rows {
		return after
	}
	return max(rows-1, 0) / limit * limit
}
