package listing

import (
	"context"
	"strings"
	"unicode/utf8"
)

// filterNames returns the names that contain filter, ignoring case, in the same order. It returns
// names itself if all do. It stops early if ctx ends.
func filterNames(ctx context.Context, names []string, filter string) []string {
	if filter == "" {
		return names
	}
	contains := containsFold(filter)
	passed, count := make([]bool, len(names)), 0
	for i, name := range names {
		if i%minHeavy == 0 && ctx.Err() != nil {
			return nil
		}
		if passed[i] = contains(name); passed[i] {
			count++
		}
	}
	if count == len(names) {
		return names
	}
	matched := make([]string, 0, count)
	for i, name := range names {
		if passed[i] {
			matched = append(matched, name)
		}
	}
	return matched
}

// containsFold returns a function that reports whether a name contains filter, ignoring case. For
// an ASCII filter it allocates nothing for each name, of which there may be a million.
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
