package views

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestPartsMakeTheLines: none is lost, and both lines have the same in common.
func TestPartsMakeTheLines(t *testing.T) {
	words := []string{"a", "port", "8080", " ", ":", "中", "\xe4\xb8", "\"", strings.Repeat("x", 60)}
	random := rand.New(rand.NewPCG(1, 2))
	line := func() string {
		var text strings.Builder
		for range random.IntN(40) {
			text.WriteString(words[random.IntN(len(words))])
		}
		return text.String()
	}
	left, none := 1<<30, 0
	for i := range 2000 {
		a, b, c := line(), line(), line()
		for _, pair := range [][2]string{{a, b}, {a + c, b + c}, {a + c + b, b + c + a}, {c + a, c + b}} {
			inA, inB := compareLines(pair[0], pair[1], []*int{&left, &none}[i%2])
			if inA == nil {
				continue
			}
			allA, commonA := joined(inA)
			allB, commonB := joined(inB)
			if allA != pair[0] || allB != pair[1] || commonA != commonB || len(inA) != len(inB) {
				t.Fatalf("%q and %q: %v and %v", pair[0], pair[1], inA, inB)
			}
		}
	}
}

// joined returns parts as one text, and those of them that are common.
func joined(parts []part) (all, common string) {
	for _, p := range parts {
		all += p.text
		if p.common {
			common += p.text
		}
	}
	return all, common
}
