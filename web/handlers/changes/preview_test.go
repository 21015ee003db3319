package changes

import (
	"strings"
	"testing"
)

func TestBeginning(t *testing.T) {
	for _, test := range []struct {
		text, first string
		more        bool
	}{
		{"", "", false},
		{"one", "one", false},
		{strings.Repeat("x\n", 12), strings.Repeat("x\n", 12), false},
		{strings.Repeat("x\n", 13), strings.Repeat("x\n", 12), true},
		{strings.Repeat("x", 3000), strings.Repeat("x", 2000), true},
		{"x" + strings.Repeat("中", 1000), "x" + strings.Repeat("中", 666), true},
	} {
		if first, more := beginning(test.text); first != test.first || more != test.more {
			t.Errorf("of %.40q: %d bytes, more %t; want %d, %t", test.text, len(first), more, len(test.first), test.more)
		}
	}
}
