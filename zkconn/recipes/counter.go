package recipes

import (
	"encoding/binary"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// recogniseCounter: kazoo's Counter, as text, and Curator's SharedCount and atomic
// numbers, four or eight bytes. A number alone is no counter: it must be called one,
// too, and a text have changed.
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

// noCounts takes out words that have "count" in them and count nothing.
var noCounts = strings.NewReplacer("account", "", "discount", "", "country", "", "countries", "", "county", "")

// isText reports whether all of data is printable ASCII.
func isText(data []byte) bool {
	for _, b := range data {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}
