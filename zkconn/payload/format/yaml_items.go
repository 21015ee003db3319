package format

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// yamlItems returns nil when a place is not in the text. A collection in flow
// style is one item without places within, as the parser does not tell where its
// parts end.
func yamlItems(text string, documents []*yaml.Node) *Item {
	r := newYAMLReader(text)
	root := &Item{}
	for _, document := range documents {
		r.findTied(document)
		for _, content := range document.Content {
			root.Children = append(root.Children, r.item("", content, 0, len(text), 0))
		}
	}
	root.Children = append(root.Children, yamlComments(text)...)
	if r.lost {
		return nil
	}
	return root
}

type yamlReader struct {
	text  string
	lines []int // where each line starts
	tied  map[*yaml.Node]bool
	names map[*yaml.Node]string // of keys that are collections, which aliases can repeat
	flow  bool                  // in a collection in flow style, whose parts are not masked one by one
	lost  bool                  // a place is not in the text
}

func newYAMLReader(text string) *yamlReader {
	r := &yamlReader{text: text, lines: []int{0}, tied: map[*yaml.Node]bool{}, names: map[*yaml.Node]string{}}
	for i := range len(text) {
		if text[i] == '\n' {
			r.lines = append(r.lines, i+1)
		}
	}
	return r
}

// item makes an item of a node that ends before until. keyColumn is the column of
// the key or the sequence that the node belongs to.
func (r *yamlReader) item(name string, node *yaml.Node, keyColumn, until, depth int) *Item {
	it := &Item{Name: name, Spell: spellYAML}
	if !r.flow && !r.tied[node] && !isYAMLNull(node) {
		it.Places = []Range{r.region(node, keyColumn, until)}
	}
	r.lost = r.lost || depth > maxItemDepth
	switch {
	case r.lost:
		it.Leaf = true
	case node.Kind == yaml.SequenceNode, node.Kind == yaml.MappingNode:
		outside := r.flow
		it.Sealed = node.Style&yaml.FlowStyle != 0
		r.flow = r.flow || it.Sealed
		r.addChildren(it, node, until, depth+1)
		r.flow = outside
	default:
		it.Leaf = true
		it.Empty = isYAMLNull(node)
		if node.Kind == yaml.ScalarNode {
			it.Text = node.Value
		}
	}
	return it
}

func (r *yamlReader) addChildren(it *Item, node *yaml.Node, until, depth int) {
	if node.Kind == yaml.SequenceNode {
		it.List = true
		for i, element := range node.Content {
			it.Children = append(it.Children, r.item("", element, node.Column, r.before(node, i+1, until), depth))
		}
		return
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		column := min(key.Column, r.indent(key)+1)
		aliased := key.Kind == yaml.AliasNode
		if aliased {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode {
			it.Sealed = true
			if !aliased { // its parts are items where the anchor is: aliases of aliases would be without end
				it.Children = append(it.Children, r.item("", key, column, until, depth))
			}
		}
		it.Children = append(it.Children, r.item(r.keyName(key), value, column, r.before(node, i+2, until), depth))
	}
}

// keyName returns a key, or all the words of a key that is a collection.
func (r *yamlReader) keyName(key *yaml.Node) string {
	if len(key.Content) == 0 {
		return key.Value
	}
	name, known := r.names[key]
	if !known {
		var words strings.Builder
		addWords(&words, key)
		name = words.String()
		r.names[key] = name
	}
	return name
}

// addWords adds a node's words and those of the nodes in it, which the parser bounds in
// depth, each behind a line end.
func addWords(to *strings.Builder, node *yaml.Node) {
	to.WriteString(node.Value)
	for _, part := range node.Content {
		to.WriteByte('\n')
		addWords(to, part)
	}
}

// isYAMLNull reports whether a value is not written at all.
func isYAMLNull(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && node.Value == "" && node.Style == 0
}

// indent returns how far the line of a node is indented.
func (r *yamlReader) indent(node *yaml.Node) int {
	line := r.text[r.lineStart(node.Line):]
	return len(line) - len(strings.TrimLeft(line, " "))
}

// before returns where the line of a node's next child starts, or until.
func (r *yamlReader) before(node *yaml.Node, next, until int) int {
	if next < len(node.Content) {
		return min(until, r.lineStart(node.Content[next].Line))
	}
	return until
}

func (r *yamlReader) lineStart(line int) int {
	if line < 1 || line > len(r.lines) {
		r.lost = true
		return 0
	}
	return r.lines[line-1]
}

// region returns the place of a node: up to its end if that is found on its line,
// else up to what comes next, without the comments before that.
func (r *yamlReader) region(node *yaml.Node, keyColumn, until int) Range {
	start := r.lineStart(node.Line)
	for range node.Column - 1 {
		_, size := utf8.DecodeRuneInString(r.text[start:])
		start += size
	}
	end := r.documentEnd(start, until)
	if node.Kind == yaml.ScalarNode {
		if known := yamlScalarEnd(r.text, node, start); known > start && node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
			end = min(end, known+IndexByteOr(r.text[known:], '\n'))
		}
	}
	r.lost = r.lost || end < start
	if r.lost {
		return Range{}
	}
	return Range{start, start + len(withoutLastComments(r.text[start:end], keyColumn))}
}

// documentEnd returns where the next line that ends a document starts, or until.
func (r *yamlReader) documentEnd(start, until int) int {
	for _, mark := range []string{"\n---", "\n..."} {
		if start < until {
			if at := strings.Index(r.text[start:until], mark); at >= 0 {
				until = start + at
			}
		}
	}
	return until
}

// withoutLastComments cuts off the empty lines at the end, and the comments that
// are indented too little to be part of a text under a key in keyColumn.
func withoutLastComments(region string, keyColumn int) string {
	for {
		region = strings.TrimRight(region, " \t\r\n")
		at := strings.LastIndexByte(region, '\n') + 1
		last := strings.TrimLeft(region[at:], " ")
		if at == 0 || !strings.HasPrefix(last, "#") || len(region)-at-len(last) >= keyColumn {
			return region
		}
		region = region[:at]
	}
}

// findTied remembers the nodes with an anchor or an alias in them: what they hold
// stands elsewhere, too.
func (r *yamlReader) findTied(node *yaml.Node) bool {
	tied := node.Anchor != "" || node.Kind == yaml.AliasNode
	for _, child := range node.Content {
		tied = r.findTied(child) || tied
	}
	if tied {
		r.tied[node] = true
	}
	return tied
}

func spellYAML(text string) string {
	if text == MaskText {
		return text
	}
	return QuoteJSON(text)
}

// yamlComments returns the comments, those on consecutive lines as one. What only
// looks like a comment is part of a scalar, and of that item as well.
func yamlComments(text string) []*Item {
	var comments []*Item
	var block []string // the texts of the lines that are part of the last comment; nil when that has ended
	endBlock := func() {
		if len(block) > 1 {
			comments[len(comments)-1].Text = strings.Join(block, "\n")
		}
		block = nil
	}
	at := 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		start, end := at, at+len(strings.TrimRight(line, "\r\n"))
		at += len(line)
		mark := yamlCommentStart(text[start:end], true)
		if mark < 0 {
			endBlock()
			continue
		}
		said := text[start+mark+1 : end]
		alone := strings.TrimSpace(text[start:start+mark]) == ""
		if alone && block != nil {
			block = append(block, said)
			comments[len(comments)-1].Places[0].End = end
			continue
		}
		endBlock()
		comments = append(comments, &Item{Leaf: true, Aside: true, Text: said, Places: []Range{{start + mark, end}}, Spell: commentYAML})
		if alone {
			block = []string{said}
		}
	}
	endBlock()
	return comments
}

func commentYAML(text string) string { return "#" + strings.ReplaceAll(text, "\n", "\n#") }
