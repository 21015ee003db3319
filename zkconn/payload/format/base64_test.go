package format

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

func TestCodedWord(t *testing.T) {
	words := regexp.MustCompile(`[-A-Za-z0-9+/_]{22,}`)
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 20_000 {
		text := make([]byte, random.IntN(100))
		for i := range text {
			if text[i] = "abXY09-_+/"[random.IntN(10)]; random.IntN(25) == 0 {
				text[i] = " =\xe2"[random.IntN(3)]
			}
		}
		from := random.IntN(len(text) + 1)
		word, ok := CodedWord(string(text), from)
		want := words.FindIndex(text[from:])
		if ok != (want != nil) || ok && word.Start != from+want[0] {
			t.Fatalf("of %q from %d: %v, %v", text, from, word, ok)
		}
		if !ok {
			continue
		}
		found++
		end := from + want[1]
		if word.End != end && (word.End > end+maxPadding || string(text[end:word.End]) != "=="[:word.End-end] || (word.End-word.Start)%4 != 0) {
			t.Fatalf("of %q from %d: %v", text, from, word)
		}
	}
	if found < 1000 {
		t.Fatalf("%d texts had a word", found)
	}
}
