package format

import (
	"fmt"
	"net/url"
	"strings"

	"zkweb/zkconn/znode"
)

// URLParts is a decoded URL, or a decoded query string alone.
type URLParts struct {
	Base       string // everything before the query; "" for a query string alone
	Parameters []Parameter
}

// Parameter is a parameter of a query.
type Parameter struct{ Name, Value string }

const (
	maxURL        = 8 << 10 // in bytes; longer text is not a URL
	noURL         = " \t\r\n<>{}\"\\"
	minParameters = 2
)

// ParseURL decodes a URL whose query has at least two parameters, or that is percent-encoded as a
// whole, as in Dubbo's znode names. It also decodes such a query alone. It returns false for any
// other text.
func ParseURL(text string) (URLParts, bool) {
	text = strings.TrimSpace(text)
	if len(text) > maxURL || strings.ContainsAny(text, noURL) {
		return URLParts{}, false
	}
	scheme := schemeEnd(text)
	coded := scheme > 0 && len(text) >= scheme+len("%3A%2F%2F") && strings.EqualFold(text[scheme:scheme+len("%3A%2F%2F")], "%3A%2F%2F")
	if coded {
		decoded, err := url.PathUnescape(text)
		if err != nil {
			return URLParts{}, false
		}
		text = decoded
	}
	base, query, hasQuery := strings.Cut(text, "?")
	if scheme > 0 && strings.HasPrefix(text[scheme:], "://") {
		parts := URLParts{Base: base}
		var ok bool
		if parts.Parameters, ok = parseQuery(query); ok && hasQuery {
			return parts, coded || len(parts.Parameters) >= minParameters
		}
		return URLParts{Base: text}, coded
	}
	parameters, ok := parseQuery(text)
	if !ok || len(parameters) < minParameters {
		return URLParts{}, false
	}
	return URLParts{Parameters: parameters}, true
}

// schemeEnd returns the length of the scheme that a URL may have at the start of text.
func schemeEnd(text string) int {
	end := 0
	for end < len(text) && (isASCIILetter(text[end]) || end > 0 && strings.IndexByte("0123456789+-.", text[end]) >= 0) {
		end++
	}
	return end
}

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// parseQuery reads parameters. Each must have a name and a value, which may be empty.
func parseQuery(query string) ([]Parameter, bool) {
	var parameters []Parameter
	for pair := range strings.SplitSeq(query, "&") {
		name, value, found := strings.Cut(pair, "=")
		if !found || name == "" || strings.Trim(name, queryNameBytes) != "" {
			return nil, false
		}
		var err error
		if name, err = url.QueryUnescape(name); err != nil {
			return nil, false
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return nil, false
		}
		parameters = append(parameters, Parameter{name, value})
	}
	return parameters, true
}

const queryNameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-%[]$:+*~"

// unwrapURL writes a URL as properties, one parameter per line.
func unwrapURL(r *Reading) *Content {
	if !r.Readable() || !mayBeURL(r.Path, r.Text) {
		return nil
	}
	parts, ok := ParseURL(r.Text)
	if !ok {
		return nil
	}
	var out strings.Builder
	if parts.Base != "" {
		fmt.Fprintf(&out, "url = %s\n", propertyText(parts.Base))
	}
	for _, p := range parts.Parameters {
		fmt.Fprintf(&out, "%s = %s\n", strings.ReplaceAll(propertyText(p.Name), " ", `\ `), propertyText(p.Value))
	}
	return &Content{Reading: Read(r.Path, []byte(out.String()))}
}

func mayBeURL(_ znode.Path, text string) bool {
	return len(text) <= maxURL && (strings.IndexByte(text, '=') >= 0 || strings.IndexByte(text, '%') >= 0) && !strings.ContainsAny(strings.TrimSpace(text), noURL)
}

// propertyText escapes a text for use in properties, on one line.
func propertyText(text string) string {
	var out strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\ufffd") {
		switch {
		case r == '\\':
			out.WriteString(`\\`)
		case r == '\n':
			out.WriteString(`\n`)
		case r < ' ', r == 0x7f, r == 0x85, r == 0x2028, r == 0x2029:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}
