package format

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readYAML reads mappings and sequences in block style, of at most MaxShown bytes: braces that are
// not JSON are more often a template or a log line than YAML. Aliases are nodes that point to their
// anchors, so nothing expands.
func readYAML(r *Reading) *Document {
	text := r.Text
	if len(text) > MaxShown || !mayBeYAML(text) {
		return nil
	}
	documents, err := parseYAML(text)
	if err != nil || !isBlockYAML(documents) {
		return nil
	}
	if oddLineEnds(text) {
		return &Document{Viewed: true, spans: readPlain(r).spans}
	}
	return &Document{
		Viewed: true, parsed: true,
		spans: func(end string) []Span { return cutSpans(yamlSpans(text, documents), len(end)) },
		items: func() *Item { return yamlItems(text, documents) },
	}
}

// isBlockYAML reports whether the first document is a mapping or a sequence in block style.
func isBlockYAML(documents []*yaml.Node) bool {
	if len(documents) == 0 || len(documents[0].Content) == 0 {
		return false
	}
	root := documents[0].Content[0]
	return (root.Kind == yaml.MappingNode || root.Kind == yaml.SequenceNode) && root.Style&yaml.FlowStyle == 0
}

// mayBeYAML returns false only for text without a mapping or sequence in block style. Those require
// one of : - ? followed by white space, with - and ? first on their line. The check is worth it, as
// the parser costs more than the rest of a page.
func mayBeYAML(text string) bool {
	start := strings.TrimLeft(text, " \t\r\n")
	if start == "" || start[0] == '{' || start[0] == '[' {
		return false
	}
	if strings.ContainsAny(text, yamlLineEnds) {
		return true
	}
	first := true
	for at := range len(text) {
		switch text[at] {
		case '\n', '\r':
			first = true
			continue
		case ' ', '\t':
			continue
		case '-', '?':
			if first && isYAMLBlank(text, at+1) {
				return true
			}
		case ':':
			if isYAMLBlank(text, at+1) {
				return true
			}
		}
		first = false
	}
	return false
}

// isYAMLBlank reports whether at is the offset of white space or the end of text.
func isYAMLBlank(text string, at int) bool {
	return at == len(text) || strings.IndexByte(" \t\r\n\x00", text[at]) >= 0
}

const yamlLineEnds = "\u0085\u2028\u2029" // line ends in YAML only

// oddLineEnds reports whether a text has characters that only the parser counts as line ends.
func oddLineEnds(text string) bool {
	return strings.ContainsAny(text, yamlLineEnds) || strings.Count(text, "\r") != strings.Count(text, "\r\n")
}

func parseYAML(text string) (documents []*yaml.Node, err error) {
	// yaml.v3 panics on some malformed input.
	defer func() {
		if fault := recover(); fault != nil {
			documents, err = nil, fmt.Errorf("yaml: %v", fault)
		}
	}()
	decoder := yaml.NewDecoder(strings.NewReader(text))
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		documents = append(documents, &document)
	}
}
