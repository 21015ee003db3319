package format

import (
	"encoding/json"
	"strings"
)

// readJSONLines reads text with one JSON object or array per line, which is shown unchanged. Its
// names and values come from readJSON.
func readJSONLines(r *Reading) *Document {
	text := r.Text
	if start := strings.TrimLeft(text, jsonSpace); start == "" || start[0] != '{' && start[0] != '[' || len(text) > MaxShown {
		return nil
	}
	lines := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Trim(line, jsonSpace)
		if line == "" {
			continue
		}
		if line[0] != '{' && line[0] != '[' || !json.Valid([]byte(line)) {
			return nil
		}
		lines++
	}
	if lines < 2 {
		return nil
	}
	return &Document{Viewed: true, spans: jsonSpans}
}
