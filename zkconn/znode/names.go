package znode

import (
	"cmp"
	"slices"
	"strings"
)

// CompareNames orders names as people count: "part-2" before "part-10". A run of
// digits is compared as one number, however long, and every other byte as itself;
// names that are alike but for leading zeros are in byte order.
func CompareNames(a, b string) int {
	return cmp.Or(compareNumbers(a, b), strings.Compare(a, b))
}

// compareNumbers is CompareNames but for leading zeros.
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

// NaturalOrder returns names in the order of CompareNames: names themselves where
// they stand in it already, as most do.
func NaturalOrder(names []string) []string {
	if slices.IsSortedFunc(names, CompareNames) {
		return names
	}
	names = slices.Clone(names)
	slices.SortFunc(names, CompareNames)
	return names
}

// differing is where two texts begin to differ.
func differing(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// digits is how many digits text begins with.
func digits(text string) int {
	for i := range len(text) {
		if !isDigit(text[i]) {
			return i
		}
	}
	return len(text)
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
