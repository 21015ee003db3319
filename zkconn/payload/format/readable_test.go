package format_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
)

// A control character is found in any position and among any other characters.
func TestReadableSeesEachByte(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	allowed := []byte("\a\b\t\n\v\f\r\x1b")
	for control := range byte(' ') {
		for range 200 {
			text := make([]byte, 1+random.IntN(40))
			for i := range text {
				text[i] = byte(' ' + random.IntN(256-' '))
				if random.IntN(8) == 0 {
					text[i] = allowed[random.IntN(len(allowed))]
				}
			}
			if !format.Readable(text) {
				t.Fatalf("%q is not readable", text)
			}
			text[random.IntN(len(text))] = control
			if want := slices.Contains(allowed, control); format.Readable(text) != want || format.Readable(string(text)) != want {
				t.Fatalf("%q is readable: %v", text, !want)
			}
		}
	}
	if !format.Readable("") || !format.Readable(strings.Repeat("x", 7)) {
		t.Error("text is not readable")
	}
}
