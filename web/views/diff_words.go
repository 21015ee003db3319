package views

import (
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff/lcs"
)

const (
	leastBetween = 4         // differences with fewer common bytes between them are joined
	mostCompared = 256 << 10 // bytes of all lines; beyond that, each line has only one difference
)

// part is a part of a line.
type part struct {
	text   string
	common bool // the other line has it, too
}

// compareLines splits two lines into parts; nil if they are equal or have little in common. It
// subtracts the bytes that it compares from left.
func compareLines(a, b string, left *int) (inA, inB []part) {
	before, after := common(a, b)
	*left -= len(a) + len(b) - 2*(before+after)
	shared, atA, atB := len(a), 0, 0
	for _, d := range differences(a[before:len(a)-after], b[before:len(b)-after], *left >= 0) {
		startA, endA, startB, endB := before+d.Start, before+d.End, before+d.ReplStart, before+d.ReplEnd
		inA = append(inA, part{a[atA:startA], true}, part{a[startA:endA], false})
		inB = append(inB, part{b[atB:startB], true}, part{b[startB:endB], false})
		shared, atA, atB = shared-(endA-startA), endA, endB
	}
	if a == b || shared < leastCommon {
		return nil, nil
	}
	return append(inA, part{a[atA:], true}), append(inB, part{b[atB:], true})
}

// differences returns the differences of two texts, in bytes but by whole words. Unless byWords is
// true, it returns one difference that covers all.
func differences(a, b string, byWords bool) []lcs.Diff {
	if !byWords {
		return []lcs.Diff{{End: len(a), ReplEnd: len(b)}}
	}
	wordsA, startsA := wordsOf(a)
	wordsB, startsB := wordsOf(b)
	var all []lcs.Diff
	for _, d := range lcs.DiffLines(wordsA, wordsB) {
		d.Start, d.End, d.ReplStart, d.ReplEnd = startsA[d.Start], startsA[d.End], startsB[d.ReplStart], startsB[d.ReplEnd]
		if last := len(all) - 1; last >= 0 && d.Start-all[last].End < leastBetween {
			all[last].End, all[last].ReplEnd = d.End, d.ReplEnd
		} else {
			all = append(all, d)
		}
	}
	return all
}

// wordsOf splits a text into words, numbers and single other characters. It returns them with their
// offsets, followed by the length of the text.
func wordsOf(text string) (all []string, starts []int) {
	for at := 0; at < len(text); {
		_, size := utf8.DecodeRuneInString(text[at:])
		end := at + size
		for isWord(text[at]) && end < len(text) && isWord(text[end]) {
			end++
		}
		all, starts = append(all, text[at:end]), append(starts, at)
		at = end
	}
	return all, append(starts, len(text))
}
