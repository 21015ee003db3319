package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Span is a range of sequences, inclusive.
type Span struct{ First, Last int64 }

// Spans converts ascending sequences to spans.
func Spans(seqs []int64) []Span {
	var spans []Span
	for _, seq := range seqs {
		if last := len(spans) - 1; last >= 0 && spans[last].Last == seq-1 {
			spans[last].Last = seq
		} else {
			spans = append(spans, Span{seq, seq})
		}
	}
	return spans
}

// printSpans formats spans as "3,7-12".
func printSpans(spans []Span) string {
	texts := make([]string, len(spans))
	for i, s := range spans {
		texts[i] = strconv.FormatInt(s.First, 10)
		if s.Last > s.First {
			texts[i] += "-" + strconv.FormatInt(s.Last, 10)
		}
	}
	return strings.Join(texts, ",")
}

// parseSpans parses what printSpans returns.
func parseSpans(text string) ([]Span, error) {
	if text == "" {
		return nil, nil
	}
	var spans []Span
	for part := range strings.SplitSeq(text, ",") {
		first, last, ranged := strings.Cut(part, "-")
		if !ranged {
			last = first
		}
		var s Span
		var err error
		if s.First, err = strconv.ParseInt(first, 10, 64); err == nil {
			s.Last, err = strconv.ParseInt(last, 10, 64)
		}
		if err != nil || s.First < 1 || s.Last < s.First {
			return nil, fmt.Errorf("%q is no range of entries", part)
		}
		spans = append(spans, s)
	}
	return spans, nil
}

// union returns the spans in ascending order, and joins those that meet or overlap.
func union(spans []Span) []Span {
	sorted := slices.SortedFunc(slices.Values(spans), func(a, b Span) int { return cmp.Compare(a.First, b.First) })
	var all []Span
	for _, s := range sorted {
		if last := len(all) - 1; last >= 0 && s.First <= all[last].Last+1 {
			all[last].Last = max(all[last].Last, s.Last)
		} else {
			all = append(all, s)
		}
	}
	return all
}

// SetZxids records the transactions of the changes.
func (b *Batch) SetZxids(zxids []int64) {
	b.Zxids = printSpans(Spans(slices.Sorted(slices.Values(zxids))))
}

// Transactions returns the zxids of changes that were made one by one, as spans. There are none if
// no answer came, and in entries of earlier versions.
func (b *Batch) Transactions() []Span {
	if b == nil {
		return nil
	}
	spans, _ := parseSpans(b.Zxids) // none if they cannot be parsed
	return spans
}

// Holds reports whether one of ascending spans contains a number.
func Holds(spans []Span, n int64) bool {
	at, _ := slices.BinarySearchFunc(spans, n, func(s Span, n int64) int { return cmp.Compare(s.Last, n) })
	return at < len(spans) && spans[at].First <= n
}
