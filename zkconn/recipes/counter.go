package recipes

import (
	"encoding/binary"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// recogniseCounter recognises kazoo's Counter, which is text, and Curator's SharedCount and atomic
// numbers, which are four or eight bytes. A number alone does not make a counter: the name must
// tell it too, and a text must have changed at least once.
func recogniseCounter(seen Seen) *Recipe {
	name := noCounts.Replace(strings.ToLower(seen.Path.Name()))
	if seen.Stat.NumChildren != 0 || !strings.Contains(name, "count") && !strings.Contains(name, "atomic") {
		return nil
	}
	if value, err := strconv.ParseFloat(string(seen.Data), 64); err == nil && len(seen.Data) <= 20 && value == value && seen.Stat.Version > 0 {
		return &Recipe{Of: kazoo, Code: "counter", Args: znode.Args{"value": string(seen.Data)}}
	}
	var value int64
	switch len(seen.Data) {
	case 4:
		value = int64(int32(binary.BigEndian.Uint32(seen.Data)))
	case 8:
		value = int64(binary.BigEndian.Uint64(seen.Data))
	default:
		return nil
	}
	if isText(seen.Data) {
		return nil
	}
	return &Recipe{Of: curator, Code: "counter", Args: znode.Args{"value": strconv.FormatInt(value, 10)}}
}

// noCounts removes words that contain "count" but do not mean a counter.
var noCounts = strings.NewReplacer("account", "", "discount", "", "country", "", "countries", "", "county", "")

// isText reports whether data is all printable ASCII.
func isText(data []byte) bool {
	for _, b := range data {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}
