// Package quota reads and sets ZooKeeper's quotas: limits for a znode and all below it,
// which ZooKeeper keeps, beside what is used, in znodes below /zookeeper/quota. What
// zkCli's setquota, listquota and delquota do.
package quota

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// Limits are the limits of a quota, or what is used of it; None where there is none.
type Limits struct {
	Count, Bytes         int64 // of znodes, itself among them, and of data: beyond them a server logs a warning
	HardCount, HardBytes int64 // beyond them a server refuses, from 3.7 on with zookeeper.enforceQuota
}

// None is no limit.
const None = -1

// NoLimits is no limit at all.
var NoLimits = Limits{None, None, None, None}

// fields returns the names of the limits as ZooKeeper writes them
// (org.apache.zookeeper.StatsTrack).
func (l *Limits) fields() map[string]*int64 {
	return map[string]*int64{"count": &l.Count, "bytes": &l.Bytes, "countHardLimit": &l.HardCount, "byteHardLimit": &l.HardBytes}
}

// Parse reads what ZooKeeper keeps: "count=4,bytes=9" or, with hard limits,
// "count=4,bytes=9=;byteHardLimit=15;countHardLimit=4".
func Parse(data []byte) (Limits, error) {
	limits := NoLimits
	fields := limits.fields()
	for _, pair := range strings.FieldsFunc(string(data), func(r rune) bool { return r == ',' || r == ';' }) {
		name, value, _ := strings.Cut(pair, "=")
		field := fields[name]
		if field == nil {
			continue // of a newer version
		}
		n, err := strconv.ParseInt(cmp.Or(strings.TrimSuffix(value, "="), "-1"), 10, 64)
		if err != nil {
			return NoLimits, &znode.Error{Kind: znode.Internal, Code: znode.CodeGarbled, Cause: fmt.Errorf("a quota's %s", name)}
		}
		*field = max(n, None)
	}
	return limits, nil
}

// String returns the limits as ZooKeeper keeps them. Servers before 3.7 read the first two.
func (l Limits) String() string {
	text := fmt.Sprintf("count=%d,bytes=%d", l.Count, l.Bytes)
	if l.HardCount == None && l.HardBytes == None {
		return text
	}
	text += "="
	if l.HardBytes != None {
		text += fmt.Sprintf(";byteHardLimit=%d", l.HardBytes)
	}
	if l.HardCount != None {
		text += fmt.Sprintf(";countHardLimit=%d", l.HardCount)
	}
	return text
}

// Max returns the highest limit: of counts an int32, as servers before 3.7 read them.
func Max(name string) int64 {
	if strings.HasSuffix(name, "count") {
		return math.MaxInt32
	}
	return math.MaxInt64
}
