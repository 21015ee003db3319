package recipes

import (
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// parseSequence parses the number that ZooKeeper appends to the name of a sequential znode: an
// int32 in the form %010d. Its callers know the text before the number, so a "-" is a sign here,
// which znode.SequenceOf cannot decide.
func parseSequence(text string) (znode.Sequence, bool) {
	digits, negative := strings.CutPrefix(text, "-")
	if len(text) != 10 && !(negative && len(text) == 11) || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	number, err := strconv.ParseInt(text, 10, 32)
	return znode.Sequence(number), err == nil
}

// cutProtection removes the prefix by which Curator finds its znode again after a lost connection:
// "_c_", a UUID and "-". Other clients do the same with a UUID of 32 digits.
func cutProtection(name string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(name, "_c_")
	if !ok {
		return name, false
	}
	for _, length := range []int{36, 32} {
		if len(rest) > length && rest[length] == '-' && isUUID(rest[:length]) {
			return rest[length+1:], true
		}
	}
	return name, false
}

// cutHex removes the UUID of 32 digits with which names of kazoo's recipes begin.
func cutHex(name string) (rest string, ok bool) {
	if len(name) < 32 || !isUUID(name[:32]) {
		return name, false
	}
	return name[32:], true
}

// isUUID reports whether text is a UUID in lower case, with or without dashes.
func isUUID(text string) bool {
	if len(text) != 32 && len(text) != 36 {
		return false
	}
	for i := range len(text) {
		switch b := text[i]; {
		case len(text) == 36 && (i == 8 || i == 13 || i == 18 || i == 23):
			if b != '-' {
				return false
			}
		case b < '0' || b > 'f' || b > '9' && b < 'a':
			return false
		}
	}
	return true
}
