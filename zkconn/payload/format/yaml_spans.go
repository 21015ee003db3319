package format

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlSpans returns the spans of the scalars that the parser found, and of the comments between
// them.
func yamlSpans(text string, documents []*yaml.Node) []Span {
	p := yamlPainter{cutter: cutter{text: text}, line: 1, column: 1}
	for _, document := range documents {
		p.paint(document, false)
	}
	p.takeGap(len(text))
	return p.rest()
}

type yamlPainter struct {
	cutter
	line, column, offset int // a position in the text, in the numbers of the parser and as an offset
}

func (p *yamlPainter) paint(node *yaml.Node, isKey bool) {
	for i, child := range node.Content {
		p.paint(child, node.Kind == yaml.MappingNode && i%2 == 0)
	}
	if node.Kind != yaml.ScalarNode && node.Kind != yaml.AliasNode {
		return
	}
	if !p.find(node.Line, node.Column) {
		return
	}
	start := p.takeMarks()
	if end := yamlScalarEnd(p.text, node, start); end > start {
		p.takeGap(start)
		p.take(yamlClass(node, isKey), end)
	}
}

// takeMarks takes anchors and tags, which the parser counts as part of the scalar after them. It
// returns where the scalar starts.
func (p *yamlPainter) takeMarks() int {
	start := p.offset
	for start < len(p.text) && (p.text[start] == '&' || p.text[start] == '!') {
		p.takeGap(start)
		word := p.text[start:]
		if end := strings.IndexAny(word, " \t\n"); end >= 0 {
			word = word[:end]
		}
		p.take(Tag, start+len(word))
		rest := p.text[p.at:]
		start = p.at + len(rest) - len(strings.TrimLeft(rest, " \t\n"))
	}
	return start
}

// find moves to a line and a column, counted in characters from 1. It returns false if that is
// before the end of the spans so far.
func (p *yamlPainter) find(line, column int) bool {
	for p.line < line {
		next := strings.IndexByte(p.text[p.offset:], '\n')
		if next < 0 {
			return false
		}
		p.line, p.column, p.offset = p.line+1, 1, p.offset+next+1
	}
	for i, r := range p.text[p.offset:] {
		if p.column == column || r == '\n' {
			p.offset += i
			break
		}
		p.column++
	}
	return p.line == line && p.column == column && p.offset >= p.at
}

// yamlScalarEnd returns the offset after the scalar that starts at start, or 0 if that is hard to
// determine.
func yamlScalarEnd(text string, node *yaml.Node, start int) int {
	here := text[start:]
	spelled := node.Value
	switch {
	case node.Kind == yaml.AliasNode:
		spelled = "*" + node.Value
	case strings.HasPrefix(here, `"`):
		return QuoteEnd(text, start)
	case strings.HasPrefix(here, "'"):
		return start + singleQuoteEnd(here)
	case strings.HasPrefix(here, "|"), strings.HasPrefix(here, ">"):
		return start + blockEnd(here)
	}
	if !strings.HasPrefix(here, spelled) {
		return 0
	}
	return start + len(spelled)
}

// singleQuoteEnd returns where a single-quoted scalar ends. Quotes in it are doubled.
func singleQuoteEnd(text string) int {
	for i := 1; i < len(text); i++ {
		if text[i] != '\'' {
			continue
		}
		if i+1 == len(text) || text[i+1] != '\'' {
			return i + 1
		}
		i++
	}
	return len(text)
}

// blockEnd returns where a block scalar ends: before the first line that is indented less than its
// first line.
func blockEnd(text string) int {
	end := min(len(text), IndexByteOr(text, '\n')+1)
	indent := 0
	for line := range strings.SplitAfterSeq(text[end:], "\n") {
		if strings.TrimSpace(line) != "" {
			deep := len(line) - len(strings.TrimLeft(line, " "))
			if deep == 0 || deep < indent {
				return end
			}
			if indent == 0 {
				indent = deep
			}
		}
		end += len(line)
	}
	return end
}

func yamlClass(node *yaml.Node, isKey bool) Class {
	switch {
	case isKey:
		return Key
	case node.Kind == yaml.AliasNode:
		return Tag
	}
	switch node.ShortTag() {
	case "!!int", "!!float", "!!timestamp":
		return Number
	case "!!bool", "!!null":
		return Literal
	}
	return String
}

// takeGap takes the spans between scalars: punctuation, white space and comments.
func (p *yamlPainter) takeGap(end int) {
	for p.at < end {
		stop := min(end, p.at+IndexByteOr(p.text[p.at:], '\n')+1)
		if comment := yamlCommentStart(p.text[p.at:stop], p.at == 0 || p.text[p.at-1] == '\n'); comment >= 0 {
			p.take(Plain, p.at+comment)
			p.take(Comment, stop)
		}
		p.take(Plain, stop)
	}
}

// yamlCommentStart returns the index of the "#" that starts a comment, at the start of the line or
// after white space, or -1 if there is none.
func yamlCommentStart(text string, lineStart bool) int {
	for i := range len(text) {
		if text[i] == '#' && (i == 0 && lineStart || i > 0 && (text[i-1] == ' ' || text[i-1] == '\t')) {
			return i
		}
	}
	return -1
}
