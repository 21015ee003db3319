package tree

import (
	"context"
	"strings"
	"unicode/utf8"
)

const (
	// maxShown is how much of a line is kept around what was found in it, in bytes.
	maxShown = 200
	// maxLine is the longest piece of a line that is matched as one: what stands
	// across the end of one is not found.
	maxLine = 64 << 10
)

// line is a line of data in which something was found.
type line struct {
	number   int // from 1
	text     string
	from, to int // of what was found, in text
}

// find returns the first line that the pattern is in.
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

// lineAt returns the line of what was found in a text.
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

// shown cuts a line to what stands around what was found in it.
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
