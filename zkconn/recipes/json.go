package recipes

import "encoding/json"

// maxJSON is the most data that is read as JSON.
const maxJSON = 64 << 10

// parseJSON reads data as a JSON object into value, and reports whether it is one.
func parseJSON(data []byte, value any) bool {
	return len(data) > 1 && len(data) <= maxJSON && data[0] == '{' && json.Unmarshal(data, value) == nil
}
