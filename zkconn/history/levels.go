package history

import (
	"fmt"
	"math/bits"
	"strings"
)

// Lives have levels, by which the znodes that were alive at a moment are found among many that were
// not. A life of level l lasts less than 4^(l+1) transactions, so it must have begun that shortly
// before the moment. Lives that have not ended have the highest level.
const aliveLevel = 15

// levelOf returns the level of a life between two transactions.
func levelOf(born, died int64) int64 {
	if died == alive {
		return aliveLevel
	}
	return min(int64(bits.Len64(uint64(max(1, died-born)))-1)/2, aliveLevel-1)
}

// levels is a table of all levels in SQL. The column most is how many transactions before a moment
// a life that covers it may have begun.
var levels = func() string {
	rows := make([]string, aliveLevel+1)
	for level := range rows {
		rows[level] = fmt.Sprintf("(%d, %d)", level, int64(4)<<(2*level))
	}
	return "levels(level, most) AS (VALUES " + strings.Join(rows, ", ") + ")"
}()

// wasThere is the condition that a life l of level v, of a child of the path in %s, covers the
// moment after transaction ?2.
const wasThere = "l.parent = %s AND l.level = v.level AND l.born > ?2 - v.most AND l.born <= ?2 AND l.died > ?2"
