package mask

import (
	"cmp"
	"slices"
	"strings"

	"zkweb/zkconn/payload/format"
)

const (
	maxTextsInTexts = 4       // a string in a document can be a document
	maxItems        = 1 << 17 // values of a document; one of more is masked by lines
	maxItemDepth    = 1000
)

// item is a value of a document: a leaf with a text or what has children.
type item struct {
	name     string // the key, or that of an element or attribute; "" for others
	text     string // of a leaf, as a reader of the format reads it; "" for what is no text
	leaf     bool
	list     bool // the order of the children counts: a name can be followed by its value
	sealed   bool // the children cannot be masked one by one
	empty    bool // there is nothing that could be masked
	aside    bool // a comment, which names nothing beside it
	spans    []span
	spell    func(text string) string // how a text is written in place of a span
	children []*item
	texts    []*item // those of the children that a reader may take for one text
}

// span is a part of a document's text; what masks all of an item replaces each
// of its spans, what masks a part of a leaf its first.
type span struct{ start, end int }

type edit struct {
	span
	text string
}

// maskText masks UTF-8 text in the most telling format it has. depth is how
// many texts it is in.
func (m *Masker) maskText(text string, depth int) (masked string, count int, ok bool) {
	if strings.Contains(text, "<!ENTITY") {
		return "", 0, false // names and values can be put together of entities
	}
	if !m.mayHold(text) {
		return text, 0, true
	}
	if depth > maxTextsInTexts {
		return Text, 1, true
	}
	body, marked := strings.CutPrefix(text, format.ByteOrderMark)
	masked, count, ok = m.maskBody(body, depth)
	if marked {
		masked = format.ByteOrderMark + masked
	}
	return masked, count, ok
}

func (m *Masker) maskBody(text string, depth int) (masked string, count int, ok bool) {
	for _, read := range []func(string) (*item, bool){jsonItems, xmlItems, yamlItems} {
		if root, fits := read(text); fits {
			w := walk{masker: m, source: text, depth: depth, keys: map[string]key{}}
			w.visit(root)
			masked = w.result()
			if w.count > 0 {
				_, fits = read(masked)
			}
			return masked, w.count, fits && !w.lost
		}
	}
	return m.maskLines(text)
}

// walk decides what of a document is masked.
type walk struct {
	masker *Masker
	source string
	depth  int
	keys   map[string]key
	edits  []edit
	count  int
	lost   bool // there is a secret that cannot be masked in part
}

func (w *walk) visitChildren(parent *item) {
	naming := slices.IndexFunc(parent.children, func(child *item) bool { return w.key(child.name).naming && w.endsInName(child) })
	kubernetes := isKubernetesSecret(parent)
	announced := false // by the child before, that this one is a secret
	for i, child := range parent.children {
		key := w.key(child.name)
		w.lost = w.lost || key.holding
		if child.aside {
			w.visit(child)
			continue
		}
		secret := announced || key.secret || naming >= 0 && i != naming
		secret = secret || kubernetes && (child.name == "data" || child.name == "stringData")
		announced = parent.list && w.endsInName(child)
		if secret {
			w.hide(child)
		} else {
			w.visit(child)
		}
	}
}

// isKubernetesSecret tells an object whose data are secrets under any name.
func isKubernetesSecret(parent *item) bool {
	return slices.ContainsFunc(parent.children, func(child *item) bool { return child.name == "kind" && child.text == "Secret" })
}

// key is what there is to know of a key; in most documents, keys come often.
type key struct {
	secret  bool // the name of one
	naming  bool // its value can be the name of what stands beside it
	holding bool // there is a secret in the key itself, which is not masked
}

func (w *walk) key(name string) key {
	if name == "" {
		return key{}
	}
	known, seen := w.keys[name]
	if !seen {
		known = key{w.masker.secretKey(name), namesAnother(name), w.holds(name)}
		w.keys[name] = known
	}
	return known
}

func (w *walk) visit(it *item) {
	if it.leaf {
		w.visitLeaf(it)
		return
	}
	before := *w
	w.visitChildren(it)
	if it.sealed && (w.lost || w.count > before.count) || w.parted(it) {
		*w = before
		w.hide(it)
	}
}

func (w *walk) visitLeaf(leaf *item) {
	masked, count, ok := w.masker.maskText(leaf.text, w.depth+1)
	if !ok || count > 0 && len(leaf.spans) == 0 {
		w.lost = true
	}
	if count > 0 && !w.lost {
		w.edits = append(w.edits, edit{leaf.spans[0], leaf.spell(masked)})
		w.count += count
		leaf.text = masked
	}
}

// parted tells whether there is a secret in what is left of an item's texts
// when they are put together, as of "pass<!-- -->word=…".
func (w *walk) parted(it *item) bool {
	if len(it.texts) < 2 {
		return false
	}
	var joined strings.Builder
	for _, part := range it.texts {
		joined.WriteString(part.text)
	}
	_, count, ok := w.masker.maskText(joined.String(), w.depth+1)
	return count > 0 || !ok
}

// hide masks all of an item, if it is not masked already.
func (w *walk) hide(it *item) {
	if it.empty || it.leaf && it.text == Text {
		return
	}
	if len(it.spans) == 0 {
		w.lost = true
		return
	}
	before := len(w.edits)
	for _, part := range it.spans {
		if text := it.spell(Text); w.source[part.start:part.end] != text {
			w.edits = append(w.edits, edit{part, text})
		}
	}
	if len(w.edits) > before {
		w.count++
	}
	it.text = Text
}

// holds looks for a secret in a key: a name alone is none.
func (w *walk) holds(name string) bool {
	if !w.masker.mayHold(name) {
		return false
	}
	if _, count := maskInline(name); count > 0 {
		return true
	}
	if !strings.ContainsAny(name, "=:") {
		return false
	}
	_, count, ok := w.masker.maskText(name, w.depth+1)
	return count > 0 || !ok
}

// endsInName tells whether an item is a text, or has one alone, that ends in a
// secret's name: "DB_PASSWORD", "--password", "run --token=".
func (w *walk) endsInName(it *item) bool {
	if !it.leaf && len(it.children) == 1 && it.children[0].name == "" {
		it = it.children[0]
	}
	if !it.leaf || it.text == "" || !w.masker.mayHold(it.text) {
		return false
	}
	text := strings.TrimRightFunc(it.text, func(r rune) bool { return !isNameRune(r) })
	for range 2 { // words, as in "private key"
		text = strings.TrimRightFunc(text, isNameRune)
		name := it.text[len(text):]
		if isCommon(name) && text != "" {
			return false // as in "all tests pass"
		}
		if w.masker.secretKey(name) {
			return true
		}
		text = strings.TrimRight(text, " \t")
	}
	return false
}

// result is the source with the edits made, in whatever order they came; of
// two in one place the outer one holds.
func (w *walk) result() string {
	slices.SortStableFunc(w.edits, func(a, b edit) int { return cmp.Or(a.start-b.start, b.end-a.end) })
	var out strings.Builder
	at := 0
	for _, e := range w.edits {
		if e.end <= at && e.start < at {
			continue
		}
		if e.start < at {
			w.lost = true // the format was misread
			return ""
		}
		out.WriteString(w.source[at:e.start])
		out.WriteString(e.text)
		at = e.end
	}
	out.WriteString(w.source[at:])
	return out.String()
}
