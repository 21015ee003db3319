package listing

import (
	"context"
	"strings"
	"unicode/utf8"
)

// filterNames returns the names that contain filter in whatever case, in the
// same order; names itself when all do. Once ctx has ended it stops early.
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

// containsFold returns a test for names. For a filter in ASCII it allocates
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
