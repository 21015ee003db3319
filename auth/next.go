package auth

import (
	"net/url"
	"strings"
	"unicode"
)

// maxNextBytes is more than any address of the console has.
const maxNextBytes = 16 << 10

// Next checks where a sign-in is asked to lead: a path of this console, with
// its query. It has one leading slash, is below basePath ("" or a path without
// a slash at its end) and does not lead out of it by "..", has no control
// character and names no host. For anything else it returns false.
func Next(next, basePath string) (string, bool) {
	if len(next) > maxNextBytes || !strings.HasPrefix(next, "/") || len(next) > 1 && (next[1] == '/' || next[1] == '\\') {
		return "", false
	}
	if strings.ContainsFunc(next, unicode.IsControl) {
		return "", false
	}
	parsed, err := url.Parse(next)
	if err != nil || parsed.IsAbs() || parsed.Host != "" || parsed.User != nil {
		return "", false
	}
	// String may write "%2F" as a slash: what counts is the decoded path.
	if strings.HasPrefix(parsed.Path, "//") || strings.HasPrefix(parsed.Path, "/\\") {
		return "", false
	}
	if !strings.HasPrefix(parsed.Path, basePath+"/") || hasDotSegment(parsed.Path) {
		return "", false
	}
	return parsed.String(), true
}

// hasDotSegment reports whether a browser would make another path of this one. No
// znode's path has such a segment. A backslash is no slash here: String writes it
// as %5C, and a znode may be named "a\..".
func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}
