package format

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// Syntax says whether a text is valid in a format with a strict syntax, and where it is not.
type Syntax struct {
	Format Name
	Valid  bool
	Line   int // line of the first fault, from 1; 0 if not known
	Column int // column of the fault in characters, from 1; 0 if not known
}

// checked maps the formats with a strict syntax to functions that find the first fault.
var checked = map[Name]func(text string) (line, column int){
	JSON: brokenJSON, JSONLines: brokenJSONLines, XML: brokenXML, YAML: brokenYAML, TOML: brokenTOML,
}

// Checked returns the most specific format with a strict syntax that a text is in, or "" if there
// is none.
func (r *Reading) Checked() Name {
	for _, document := range r.Viewed() {
		if checked[document.Format] != nil {
			return document.Format
		}
	}
	return ""
}

// Check checks whether a text is valid in a format with a strict syntax.
func (r *Reading) Check(name Name) Syntax {
	for _, document := range r.Viewed() {
		if document.Format == name {
			return Syntax{Format: name, Valid: true}
		}
	}
	syntax := Syntax{Format: name}
	if find := checked[name]; find != nil {
		syntax.Line, syntax.Column = find(r.Text)
	}
	return syntax
}

func brokenJSON(text string) (line, column int) {
	var document json.RawMessage
	err := json.Unmarshal([]byte(text), &document)
	if broken, ok := errors.AsType[*json.SyntaxError](err); ok {
		return Place(text, int(broken.Offset)-1)
	}
	return 0, 0
}

func brokenJSONLines(text string) (line, column int) {
	for part := range strings.Lines(text) {
		line++
		if strings.Trim(part, jsonSpace) != "" && !json.Valid([]byte(part)) {
			_, column = brokenJSON(part)
			return line, column
		}
	}
	return 0, 0
}

func brokenXML(text string) (line, column int) {
	decoder := newXMLDecoder(text)
	for {
		_, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF):
			return 0, 0
		case err != nil && strings.Contains(text, "<!DOCTYPE") && strings.Contains(err.Error(), "entity"):
			return 0, 0 // the document type may declare the entity
		case err != nil:
			return Place(text, int(decoder.InputOffset())-1)
		}
	}
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+):`)

func brokenYAML(text string) (line, column int) {
	if len(text) > MaxShown {
		return 0, 0
	}
	_, err := parseYAML(text)
	if err == nil {
		return 0, 0
	}
	if found := yamlLine.FindStringSubmatch(err.Error()); found != nil {
		line, _ = strconv.Atoi(found[1])
	}
	return line, 0
}

func brokenTOML(text string) (line, column int) {
	if isNested(text) {
		return 0, 0
	}
	var values map[string]any
	_, err := toml.Decode(text, &values)
	if broken, ok := errors.AsType[toml.ParseError](err); ok {
		return Place(text, broken.Position.Start)
	}
	return 0, 0
}

// Place returns the line and the column in characters of an offset in a text, both from 1.
func Place(text string, at int) (line, column int) {
	before := text[:min(max(at, 0), len(text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}
