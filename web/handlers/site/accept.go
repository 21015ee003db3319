package site

import (
	"mime"
	"strconv"
	"strings"
)

// prefersJSON is prefers for application/json.
func prefersJSON(accept string) bool { return prefers(accept, "application/json") }

// prefers reports whether an Accept header prefers a type to HTML: it gives it a higher quality, or
// the same one but names it first.
func prefers(accept, wanted string) bool {
	json, html := -1.0, -1.0
	jsonFirst := false
	for entry := range strings.SplitSeq(accept, ",") {
		mediaType, parameters, err := mime.ParseMediaType(entry)
		if err != nil {
			continue
		}
		switch mediaType {
		case wanted:
			json = quality(parameters)
			jsonFirst = html < 0
		case "text/html", "application/xhtml+xml":
			html = max(html, quality(parameters))
		}
	}
	return json > 0 && (json > html || json == html && jsonFirst)
}

func quality(parameters map[string]string) float64 {
	given, ok := parameters["q"]
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(given, 64)
	if err != nil || q < 0 || q > 1 {
		return 0
	}
	return q
}
