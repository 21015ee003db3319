// Package quota reads and sets ZooKeeper's quotas, as setquota, listquota and delquota of zkCli do.
// A quota limits a znode with everything below it. ZooKeeper keeps the limits and the use in znodes
// below /zookeeper/quota.
package quota

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// Limits are the limits of a quota, or how much of them is used. A field is None if there is no
// such limit.
type Limits struct {
	Count, Bytes         int64 // znodes, including the root of the quota, and bytes of data; a server logs a warning if they are exceeded
	HardCount, HardBytes int64 // a server refuses to exceed them, from 3.7 on with zookeeper.enforceQuota
}

// None means that there is no limit.
const None = -1

// NoLimits has no limit at all.
var NoLimits = Limits{None, None, None, None}

// fields returns the limits by their names in ZooKeeper's data (org.apache.zookeeper.StatsTrack).
func (l *Limits) fields() map[string]*int64 {
	return map[string]*int64{"count": &l.Count, "bytes": &l.Bytes, "countHardLimit": &l.HardCount, "byteHardLimit": &l.HardBytes}
}

// Parse reads limits in ZooKeeper's form: "count=4,bytes=9" or, with hard limits,
// "count=4,bytes=9=;byteHardLimit=15;countHardLimit=4".
func Parse(data []byte) (Limits, error) {
	limits := NoLimits
	fields := limits.fields()
	for _, pair := range strings.FieldsFunc(string(data), func(r rune) bool { return r == ',' || r == ';' }) {
		name, value, _ := strings.Cut(pair, "=")
		field := fields[name]
		if field == nil {
			continue // a field of a newer version
		}
		n, err := strconv.ParseInt(cmp.Or(strings.TrimSuffix(value, "="), "-1"), 10, 64)
		if err != nil {
			return NoLimits, &znode.Error{Kind: znode.Internal, Code: znode.CodeGarbled, Cause: fmt.Errorf("a quota's %s", name)}
		}
		*field = max(n, None)
	}
	return limits, nil
}

// String returns the limits in ZooKeeper's form. Servers before 3.7 read the first two only.
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

// Max returns the largest value of the named limit. For counts it is that of an int32, which is
// what servers before 3.7 read.
func Max(name string) int64 {
	if strings.HasSuffix(name, "count") {
		return math.MaxInt32
	}
	return math.MaxInt64
}
