package views

import (
	"strings"
	"testing"
)

// Whatever byte stands wherever in a text, it is looked at.
func TestPlainLooksAtEveryByte(t *testing.T) {
	for size := range 20 {
		text := []byte(strings.Repeat("a~ ", 8))[:size]
		if !plain(string(text)) {
			t.Errorf("%q is not plain", text)
		}
		for at := range text {
			before := text[at]
			for b := range 256 {
				text[at] = byte(b)
				want := b >= ' ' && b <= '~' && !strings.ContainsRune(`&<>"'`, rune(b))
				if got := plain(string(text)); got != want {
					t.Fatalf("%q is plain: %v, want %v", text, got, want)
				}
			}
			text[at] = before
		}
	}
}
