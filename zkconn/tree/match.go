package tree

import (
	"fmt"
	"path"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"zkweb/zkconn/znode"
)

// Match is how a pattern is written.
type Match string

// The ways to write a pattern.
const (
	Text   Match = "text"   // a text to find, in any case
	Glob   Match = "glob"   // a glob for a whole name, with "*", "?", "[…]" and "[!…]"; for data the same as Text
	Regexp Match = "regexp" // an RE2 expression that matches any part
	// Fragments are parts of names, in any case. The last is part of the znode's own name, and
	// those before it are parts of the path above, in this order. For data it is the same as Text.
	Fragments Match = "fragments"
)

const (
	// MaxPattern is the maximum length of a pattern in bytes.
	MaxPattern = 1000
	// maxProgram limits the program of a regular expression, in instructions. The time for a match
	// is the product of that and the length of the text.
	maxProgram = 2000
)

// pattern matches a name or a line. The zero value matches everything.
type pattern struct {
	folded     string // the text in lower case
	ascii      bool   // whether folded is all ASCII
	glob       string
	expression *regexp.Regexp
}

func parsePattern(text string, match Match) (pattern, error) {
	switch {
	case text == "":
		return pattern{}, nil
	case len(text) > MaxPattern || !utf8.ValidString(text):
		return pattern{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFindPattern, Args: znode.Args{"max": fmt.Sprint(MaxPattern)}}
	case match == Glob:
		glob := withoutBang(text)
		if _, err := path.Match(glob, ""); err != nil {
			return pattern{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFindGlob, Cause: err}
		}
		return pattern{glob: glob}, nil
	case match == Regexp:
		expression, err := compile(text)
		return pattern{expression: expression}, err
	}
	folded := strings.ToLower(text)
	return pattern{folded: folded, ascii: isASCII(folded)}, nil
}

// withoutBang converts a glob for path.Match, which writes "[^a]" for what shells write "[!a]".
func withoutBang(glob string) string {
	text := []byte(glob)
	class := false
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case class:
			class = text[i] != ']'
		case text[i] == '[':
			class = true
			if i+1 < len(text) && text[i+1] == '!' {
				text[i+1] = '^'
			}
		}
	}
	return string(text)
}

// parseFragments splits a text at white space into the pattern for the name and the fragments of
// the path above it, in lower case.
func parseFragments(text string) (name pattern, above []string, err error) {
	fragments := strings.Fields(strings.ToLower(text))
	if len(fragments) == 0 || len(text) > MaxPattern {
		name, err = parsePattern(text, Text)
		return name, nil, err
	}
	last := len(fragments) - 1
	name, err = parsePattern(fragments[last], Text)
	return name, fragments[:last], err
}

// haveInOrder reports whether text contains all fragments, in any case, each after the one before.
func haveInOrder(text string, fragments []string) bool {
	text = strings.ToLower(text)
	for _, fragment := range fragments {
		_, behind, found := strings.Cut(text, fragment)
		if !found {
			return false
		}
		text = behind
	}
	return true
}

// compile compiles a regular expression. It refuses one with a long program, because a few
// characters can ask for a thousand copies of a part.
func compile(text string) (*regexp.Regexp, error) {
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err == nil {
		var program *syntax.Prog
		if program, err = syntax.Compile(parsed.Simplify()); err == nil && len(program.Inst) > maxProgram {
			return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFindRegexpLong}
		}
	}
	if err != nil {
		return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFindRegexp, Cause: err}
	}
	return regexp.Compile(text)
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (p *pattern) isEmpty() bool { return p.folded == "" && p.glob == "" && p.expression == nil }

// in returns the start and the end of the match in a name or a line, and whether there is one.
func (p *pattern) in(text string) (from, to int, found bool) {
	switch {
	case p.expression != nil:
		at := p.expression.FindStringIndex(text)
		if at == nil {
			return 0, 0, false
		}
		return at[0], at[1], true
	case p.glob != "":
		matched, err := path.Match(p.glob, text)
		return 0, len(text), matched && err == nil
	case p.ascii:
		at := indexFold(text, p.folded)
		return at, at + len(p.folded), at >= 0
	}
	return p.inFolded(text)
}

// inFolded matches text in any script. A character's lower case can have another length, so from
// and to are set only if all of the text keeps its length.
func (p *pattern) inFolded(text string) (from, to int, found bool) {
	folded := strings.ToLower(text)
	at := strings.Index(folded, p.folded)
	switch {
	case at < 0:
		return 0, 0, false
	case len(folded) != len(text):
		return 0, 0, true
	}
	return at, at + len(p.folded), true
}

// indexFold returns the index of folded, which is ASCII in lower case, in text in any case; -1 if
// it is absent.
func indexFold(text, folded string) int {
	first := folded[0]
	upper := first
	if 'a' <= first && first <= 'z' {
		upper -= 'a' - 'A'
	}
	for at := 0; at+len(folded) <= len(text); at++ {
		next := indexEither(text[at:len(text)-len(folded)+1], first, upper)
		if next < 0 {
			return -1
		}
		if at += next; hasFoldedPrefix(text[at:], folded) {
			return at
		}
	}
	return -1
}

func indexEither(text string, a, b byte) int {
	at := strings.IndexByte(text, a)
	if a == b {
		return at
	}
	if at >= 0 {
		text = text[:at]
	}
	if other := strings.IndexByte(text, b); other >= 0 {
		return other
	}
	return at
}

func hasFoldedPrefix(text, folded string) bool {
	for i := range len(folded) {
		b := text[i]
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		if b != folded[i] {
			return false
		}
	}
	return true
}
