package znode

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"strings"
)

// CompareNames orders names as people count: "part-2" before "part-10". It compares runs of digits
// as numbers of any length, and other bytes as they are. Names that differ only in leading zeros
// are in byte order.
func CompareNames(a, b string) int {
	return cmp.Or(compareNumbers(a, b), strings.Compare(a, b))
}

// compareNumbers is like CompareNames, but ignores leading zeros.
func compareNumbers(a, b string) int {
	for {
		i := differing(a, b)
		for i > 0 && isDigit(a[i-1]) {
			i--
		}
		a, b = a[i:], b[i:]
		x, y := digits(a), digits(b)
		if x == 0 || y == 0 {
			return strings.Compare(a, b)
		}
		m, n := strings.TrimLeft(a[:x], "0"), strings.TrimLeft(b[:y], "0")
		if order := cmp.Or(cmp.Compare(len(m), len(n)), strings.Compare(m, n)); order != 0 {
			return order
		}
		a, b = a[x:], b[y:]
		if a == "" || b == "" {
			return cmp.Compare(len(a), len(b))
		}
	}
}

// NaturalOrder returns names in the order of CompareNames. It returns names itself if it is sorted
// already, as is usual.
func NaturalOrder(names []string) []string {
	if slices.IsSortedFunc(names, CompareNames) {
		return names
	}
	runs := byLength(names)
	for _, run := range runs {
		if !slices.IsSortedFunc(run, CompareNames) {
			slices.SortFunc(run, CompareNames)
		}
	}
	return merged(runs)
}

// byLength groups names by their length, the shortest first. If names in byte order differ only in
// a number, each group is in natural order. Sorting a million of them would take too long for a
// page.
func byLength(names []string) [][]string {
	counts := map[int]int{}
	for _, name := range names {
		counts[len(name)]++
	}
	all, start := make([]string, len(names)), 0
	places := map[int]int{} // of lengths, in runs
	var runs [][]string
	for _, length := range slices.Sorted(maps.Keys(counts)) {
		places[length] = len(runs)
		runs = append(runs, all[start:start:start+counts[length]])
		start += counts[length]
	}
	for _, name := range names {
		run := &runs[places[len(name)]]
		*run = append(*run, name)
	}
	return runs
}

// merged merges runs, each of which is in natural order, into one slice in that order.
func merged(runs [][]string) []string {
	for len(runs) > 1 {
		var next [][]string
		for pair := range slices.Chunk(runs, 2) {
			if len(pair) == 2 {
				pair[0] = merge(pair[0], pair[1])
			}
			next = append(next, pair[0])
		}
		runs = next
	}
	return runs[0]
}

func merge(a, b []string) []string {
	all := make([]string, 0, len(a)+len(b))
	if CompareNames(a[len(a)-1], b[0]) > 0 {
		for len(a) > 0 && len(b) > 0 {
			from := &a
			if CompareNames(a[0], b[0]) > 0 {
				from = &b
			}
			all = append(all, (*from)[0])
			*from = (*from)[1:]
		}
	}
	return append(append(all, a...), b...)
}

// differing returns the offset at which two texts begin to differ.
func differing(a, b string) int {
	i, n := 0, min(len(a), len(b))
	for i+8 <= n {
		if x := eight(a[i:]) ^ eight(b[i:]); x != 0 {
			return i + bits.TrailingZeros64(x)/8
		}
		i += 8
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

// eight returns the first eight bytes of s. The compiler turns it into a single load.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// digits returns the number of digits at the start of text.
func digits(text string) int {
	for i := range len(text) {
		if !isDigit(text[i]) {
			return i
		}
	}
	return len(text)
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
