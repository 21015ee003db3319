package znode

import (
	"math"
	"strconv"
)

// Sequence is the number that a server has added to the name of a sequential znode.
type Sequence int32

// sequenceDigits is how many a server writes, a sign among them: it formats with
// "%010d".
const sequenceDigits = 10

// SequenceOf returns the number at the end of a name, and what stands before it;
// false where no server has added one. What clients put before it, such as Curator's
// "_c_GUID-lock-" and kazoo's "HEX__lock__", makes no difference.
//
// The servers' counter is an int32: after 2147483647 it goes on with -2147483648.
// "lock-2147483648" can only be such a number; "lock-1999999999" could be one too,
// and is taken for the positive number unless another "-", "_" or "." stands before
// the sign.
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

// isNegative reports whether the "-" between before and the digits written, which
// are n, is a sign: a server writes ten digits at least, a sign among them.
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

// Overflowed reports whether the counter has passed its largest number.
func (s Sequence) Overflowed() bool { return s < 0 }

// Rank returns the number's place among others: those after the overflow follow the
// largest before it.
func (s Sequence) Rank() int64 { return int64(uint32(s)) }
