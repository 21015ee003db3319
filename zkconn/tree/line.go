package tree

import (
	"context"
	"strings"
	"unicode/utf8"
)

const (
	// maxShown is the maximum length of the part of a line that is kept around a match, in bytes.
	maxShown = 200
	// maxLine is the length of the pieces in which a longer line is matched, in bytes. A match
	// across two pieces is not found.
	maxLine = 64 << 10
)

// line is a line of data with a match.
type line struct {
	number   int // from 1
	text     string
	from, to int // start and end of the match in text
}

// find returns the first line that the pattern matches.
func (p *pattern) find(ctx context.Context, text string) (line, bool) {
	if p.expression == nil {
		from, to, found := p.in(text)
		if !found {
			return line{}, false
		}
		return lineAt(text, from, to), true
	}
	number := 0
	for whole := range strings.Lines(text) {
		number++
		for rest := strings.TrimRight(whole, "\r\n"); ; rest = rest[maxLine:] {
			if ctx.Err() != nil {
				return line{}, false
			}
			if from, to, found := p.in(rest[:min(len(rest), maxLine)]); found {
				found := shown(rest, from, to)
				found.number = number
				return found, true
			}
			if len(rest) <= maxLine {
				break
			}
		}
	}
	return line{}, false
}

// lineAt returns the line of a match in a text.
func lineAt(text string, from, to int) line {
	start := strings.LastIndexByte(text[:from], '\n') + 1
	end := len(text)
	if at := strings.IndexByte(text[from:], '\n'); at >= 0 {
		end = from + at
	}
	found := shown(strings.TrimSuffix(text[start:end], "\r"), from-start, min(to, end)-start)
	found.number = strings.Count(text[:start], "\n") + 1
	return found
}

// shown returns the part of a line around the match.
func shown(text string, from, to int) line {
	from, to = min(from, len(text)), min(to, len(text))
	start := 0
	if to > maxShown {
		start = max(0, from-maxShown/4)
	}
	end := min(len(text), start+maxShown)
	for start > 0 && !utf8.RuneStart(text[start]) {
		start--
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end--
	}
	end = max(end, start)
	return line{text: strings.Clone(text[start:end]), from: min(from, end) - start, to: min(to, end) - start}
}
