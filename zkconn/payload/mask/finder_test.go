package mask

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Texts of few different characters, so that pieces are frequent, begin anywhere, extend into the
// next quarter of a text, and contain separators.
func TestFinderFindsPieces(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"pw", "abcab", "bcd", "密码", "kely", "token.a"}
	characters := []string{"a", "b", "c", "d", "A", "p", "W", "k", "e", "l", "y", "t", "o", "n", "x", "x", "x", "-", "_", ".", " ", "\n", "密", "码", "\u200b", "\u212a", "\xff", "\xe5", "\xe5\xaf", "\x86", "é", "中", "\ufffd", "\U0001f600", ":", "@", "%", "\x00"}
	for _, fold := range []bool{true, false} {
		finder, other := newFinder(pieces, fold), newFinder([]string{"d-a", "bx", "..", "中"}, !fold)
		both := either(finder, other)
		found := 0
		for range 20_000 {
			var out strings.Builder
			for range random.IntN(60) {
				out.WriteString(characters[random.IntN(len(characters))])
			}
			if random.IntN(2) == 0 {
				piece := pieces[random.IntN(len(pieces))]
				cut := random.IntN(len(piece))
				out.WriteString(piece[:cut] + "___" + piece[cut:])
			}
			text, folded := out.String(), asciiLower(out.String())
			if fold {
				folded = foldName(text)
			}
			want := false
			for _, piece := range pieces {
				want = want || strings.Contains(folded, piece)
			}
			if got := finder.in(text); got != want {
				t.Fatalf("with fold %v, in %q: %v", fold, text, got)
			}
			mayBe := finder.mayBeIn(text) || other.mayBeIn(text)
			if has, got := both.look(text); got != mayBe || has != traitsOf(text) {
				t.Fatalf("with fold %v, look in %q: %v, with the traits %b", fold, text, got, has)
			}
			if want {
				found++
			}
		}
		if found < 1000 || found > 19_000 {
			t.Fatalf("with fold %v, %d texts had a piece", fold, found)
		}
	}
}

func asciiLower(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// Every mark, in a text of its own, is found by the first pass over the bytes.
func TestHintsSeeMarks(t *testing.T) {
	for _, mark := range inlineMarks[1:] {
		for _, text := range []string{mark.mark, strings.ToUpper(mark.mark), strings.Repeat("z ", 50) + mark.mark + strings.Repeat(" z", 37)} {
			if !hintMarks.mayBeIn(text) {
				t.Errorf("there is no hint in %q", text)
			}
		}
	}
	if inlineMarks[0].mark != urlMark {
		t.Errorf("the first mark is %q", inlineMarks[0].mark)
	}
}
