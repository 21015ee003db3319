package site

// PageStart returns where the page of a list begins that was asked for behind so many
// rows: at the last page, where the list has become shorter than that.
func PageStart(after, rows, limit int) int {
	if after < rows {
		return after
	}
	return max(rows-1, 0) / limit * limit
}
