package znode

import (
	"math"
	"strconv"
)

// Sequence is the number that a server appends to the name of a sequential znode.
type Sequence int32

// sequenceDigits is the least number of characters that a server writes, including a sign: it
// formats with "%010d".
const sequenceDigits = 10

// SequenceOf returns the number at the end of a name and what precedes it, or false if no server
// appended one. Prefixes that clients add, such as Curator's "_c_GUID-lock-" and kazoo's
// "HEX__lock__", make no difference.
//
// The servers' counter is an int32: after 2147483647 comes -2147483648. "lock-2147483648" can only
// be a negative number. "lock-1999999999" could be one, too, but counts as positive unless another
// "-", "_" or "." precedes the sign.
func SequenceOf(name string) (number Sequence, prefix string, ok bool) {
	at := len(name)
	for at > 0 && isDigit(name[at-1]) {
		at--
	}
	written := name[at:]
	if len(written) != sequenceDigits && len(written) != sequenceDigits-1 {
		return 0, name, false
	}
	n, err := strconv.ParseInt(written, 10, 64)
	if err != nil {
		return 0, name, false
	}
	if signed := at > 0 && name[at-1] == '-'; signed && isNegative(written, n, name[:at-1]) {
		return Sequence(-n), name[:at-1], true
	}
	if len(written) != sequenceDigits || n > math.MaxInt32 {
		return 0, name, false
	}
	return Sequence(n), name[:at], true
}

// isNegative reports whether the "-" between before and the digits in written, whose value is n, is
// a sign. A server writes at least ten characters, including a sign.
func isNegative(written string, n int64, before string) bool {
	switch {
	case len(written) == sequenceDigits && written[0] == '0', n == 0, n > -math.MinInt32:
		return false
	case n == -math.MinInt32:
		return true
	case before == "":
		return len(written) == sequenceDigits-1
	}
	last := before[len(before)-1]
	return last == '-' || last == '_' || last == '.'
}

// Overflowed reports whether the counter has passed its maximum.
func (s Sequence) Overflowed() bool { return s < 0 }

// Rank returns a number that orders sequences: those after the overflow follow those before it.
func (s Sequence) Rank() int64 { return int64(uint32(s)) }
