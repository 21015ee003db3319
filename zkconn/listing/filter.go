package listing

import (
	"strings"
	"unicode/utf8"
)

// filterNames gives the names that contain filter in whatever case, in the
// same order; names itself when the filter is empty.
func filterNames(names []string, filter string) []string {
	if filter == "" {
		return names
	}
	contains := containsFold(filter)
	var matched []string
	for _, name := range names {
		if contains(name) {
			matched = append(matched, name)
		}
	}
	return matched
}

// containsFold gives a test for names. For a filter in ASCII it allocates
// nothing per name, as there may be a million.
func containsFold(filter string) func(name string) bool {
	lower := strings.ToLower(filter)
	if !isASCII(lower) {
		return func(name string) bool { return strings.Contains(strings.ToLower(name), lower) }
	}
	return func(name string) bool {
		for i := 0; i+len(lower) <= len(name); i++ {
			if hasPrefixFold(name[i:], lower) {
				return true
			}
		}
		return false
	}
}

func hasPrefixFold(name, lower string) bool {
	for i := range len(lower) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
