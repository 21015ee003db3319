package history

import (
	"fmt"
	"math/bits"
	"strings"
)

// Lives have levels, so that those which were there at a moment are found among many that
// were not: one of level l was there for less than 4^(l+1) transactions, so that it can
// only have begun so shortly before. Lives that go on have the highest.
const aliveLevel = 15

// levelOf returns the level of a life from one transaction to another.
func levelOf(born, died int64) int64 {
	if died == alive {
		return aliveLevel
	}
	return min(int64(bits.Len64(uint64(max(1, died-born)))-1)/2, aliveLevel-1)
}

// levels are all levels, as a table of SQL: most is how many transactions before a moment
// a life that was there then may have begun.
var levels = func() string {
	rows := make([]string, aliveLevel+1)
	for level := range rows {
		rows[level] = fmt.Sprintf("(%d, %d)", level, int64(4)<<(2*level))
	}
	return "levels(level, most) AS (VALUES " + strings.Join(rows, ", ") + ")"
}()

// wasThere is the condition that a life l of a level v, which is a child of the path in
// %s, was there behind transaction ?2.
const wasThere = "l.parent = %s AND l.level = v.level AND l.born > ?2 - v.most AND l.born <= ?2 AND l.died > ?2"
