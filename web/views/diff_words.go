package views

import (
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff/lcs"
)

const (
	leastBetween = 4         // bytes in common between two differences, else they are one
	mostCompared = 256 << 10 // bytes of all lines; in more, each has one difference
)

// part is some of a line.
type part struct {
	text   string
	common bool // the line that it is compared with has it, too
}

// compareLines returns two lines in parts; nil for lines that are the same or have little in common.
// It takes from left what bytes it compares.
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

// differences returns where two texts differ, in bytes, by whole words; all of them is one
// difference unless byWords.
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

// wordsOf returns the words and numbers of a text and all other characters one by one, where
// each starts, and where the text ends.
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
