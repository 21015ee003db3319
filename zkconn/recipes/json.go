package recipes

import "encoding/json"

// maxJSON is the size in bytes up to which data is parsed.
const maxJSON = 64 << 10

// parseJSON decodes data into value if it is a JSON object, and reports whether it is one.
func parseJSON(data []byte, value any) bool {
	return len(data) > 1 && len(data) <= maxJSON && data[0] == '{' && json.Unmarshal(data, value) == nil
}
