package site

import (
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// JSONStat is the JSON of a stat. Hex repeats in hexadecimal the numbers that lose their last
// digits if a reader parses them as doubles.
type JSONStat struct {
	znode.Stat
	Hex JSONHex `json:"hex"`
}

// JSONHex has the zxids and the session of a stat, such as "0x10000000a".
type JSONHex struct {
	Czxid          string `json:"czxid"`
	Mzxid          string `json:"mzxid"`
	Pzxid          string `json:"pzxid"`
	EphemeralOwner string `json:"ephemeralOwner"`
}

// StatJSON returns the JSON of a stat.
func StatJSON(stat znode.Stat) JSONStat {
	return JSONStat{stat, JSONHex{views.Hex(stat.Czxid), views.Hex(stat.Mzxid), views.Hex(stat.Pzxid), views.Hex(stat.EphemeralOwner)}}
}
