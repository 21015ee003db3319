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
// a slash at its end), has no control character and names no host. Anything
// else gives false.
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
	if !strings.HasPrefix(parsed.Path, basePath+"/") {
		return "", false
	}
	return parsed.String(), true
}
