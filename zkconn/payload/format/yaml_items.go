package format

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// yamlItems returns nil if a position of the parser is not in the text. A collection in flow style
// is one item whose parts have no places, as the parser does not tell where they end.
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
	names map[*yaml.Node]string // names of keys that are collections, which aliases can repeat
	flow  bool                  // in a collection in flow style, whose parts are not masked one by one
	lost  bool                  // a position is not in the text
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

// item returns an item for a node that ends before until. keyColumn is the column of the key or the
// sequence that the node belongs to.
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
			if !aliased { // an alias has no children, as its parts are items at the anchor: following aliases of aliases would not end
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

// addWords adds the words of a node and of the nodes in it, each after a line end. The parser
// limits the depth.
func addWords(to *strings.Builder, node *yaml.Node) {
	to.WriteString(node.Value)
	for _, part := range node.Content {
		to.WriteByte('\n')
		addWords(to, part)
	}
}

// isYAMLNull reports whether a value is missing in the text.
func isYAMLNull(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && node.Value == "" && node.Style == 0
}

// indent returns the indentation of the line of a node.
func (r *yamlReader) indent(node *yaml.Node) int {
	line := r.text[r.lineStart(node.Line):]
	return len(line) - len(strings.TrimLeft(line, " "))
}

// before returns where the line of the child at next starts, or until if there is no such child.
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

// region returns the range of a node: to its end if that is known, else to what follows, without
// the comments before that.
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

// documentEnd returns the end of the document that contains start, or until.
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

// withoutLastComments removes the empty lines at the end, and the comments that are not indented
// enough to belong to a text under a key in keyColumn.
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

// findTied records the nodes that contain an anchor or an alias, as their content also counts
// elsewhere.
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

// yamlComments returns the comments. Those on consecutive lines are joined. What only looks like a
// comment belongs to a scalar, and to that item as well.
func yamlComments(text string) []*Item {
	var comments []*Item
	var block []string // the lines of the last comment if it may continue, else nil
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
