package site

import (
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// JSONStat is a stat as JSON has it: with the numbers that a reader may take for
// a double, which would lose their last digits, in hexadecimal as well.
type JSONStat struct {
	znode.Stat
	Hex JSONHex `json:"hex"`
}

// JSONHex is the zxids and the session of a stat, as "0x10000000a".
type JSONHex struct {
	Czxid          string `json:"czxid"`
	Mzxid          string `json:"mzxid"`
	Pzxid          string `json:"pzxid"`
	EphemeralOwner string `json:"ephemeralOwner"`
}

// StatJSON returns a stat as JSON has it.
func StatJSON(stat znode.Stat) JSONStat {
	return JSONStat{stat, JSONHex{views.Hex(stat.Czxid), views.Hex(stat.Mzxid), views.Hex(stat.Pzxid), views.Hex(stat.EphemeralOwner)}}
}
