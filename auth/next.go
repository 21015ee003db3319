package auth

import (
	"net/url"
	"strings"
	"unicode"
)

// maxNextBytes is more than the length of any URL of the console.
const maxNextBytes = 16 << 10

// Next validates where a sign-in is asked to lead to: a path of this console, with its query. It
// must have one leading slash, be below basePath ("" or a path without a slash at its end) and not
// lead out of it by "..", have no control character, and name no host. For anything else Next
// returns false.
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
	// String may write "%2F" as a slash, so the decoded path counts.
	if strings.HasPrefix(parsed.Path, "//") || strings.HasPrefix(parsed.Path, "/\\") {
		return "", false
	}
	if !strings.HasPrefix(parsed.Path, basePath+"/") || hasDotSegment(parsed.Path) {
		return "", false
	}
	return parsed.String(), true
}

// hasDotSegment reports whether a browser would change this path. No znode's path has such a
// segment. A backslash is no slash here: String writes it as %5C, and a znode may be named "a\..".
func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}
