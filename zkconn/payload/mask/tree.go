package mask

import (
	"bytes"
	"cmp"
	"encoding/base64"
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
	naming := w.namingChild(parent)
	beside := w.secretsBeside(parent)
	announced := false // by the child before, that this one is a secret
	for i, child := range parent.children {
		key := w.key(child.name)
		w.lost = w.lost || key.holding
		if child.aside {
			w.visit(child)
			continue
		}
		isAttribute := child.leaf && child.name != ""
		secret := announced && !isAttribute || beside[i] || naming >= 0 && i != naming && !w.isHarmless(child, parent.children[naming].text, secretName)
		secret = secret || key.kind != noSecret && !w.isHarmless(child, child.name, key.kind)
		announced = parent.list && w.endsInName(child) && !listsNames(parent.name)
		if secret {
			w.hide(child)
		} else {
			w.visit(child)
		}
	}
}

// secretsBeside returns which children of an item are secrets under any name, by
// what stands beside them.
func (w *walk) secretsBeside(parent *item) []bool {
	beside := make([]bool, len(parent.children))
	kubernetes, webKey, input := isKubernetesSecret(parent), isWebKey(parent), isPasswordInput(parent)
	for i, child := range parent.children {
		switch child.name {
		case "data", "stringData":
			beside[i] = kubernetes
		case "d", "k", "p", "q", "dp", "dq", "qi", "oth":
			beside[i] = webKey
		case "value", "default":
			beside[i] = input
		case "auth":
			beside[i] = isLogin(child)
		}
	}
	if parent.list && len(parent.children) > 1 && parent.children[0].leaf {
		words := make([]string, len(parent.children))
		for i, child := range parent.children {
			words[i] = child.text
		}
		for _, found := range commandSecrets(words) {
			beside[found.word] = true
		}
	}
	return beside
}

// isWebKey reports whether an item is a JSON web key.
func isWebKey(parent *item) bool {
	return slices.ContainsFunc(parent.children, func(child *item) bool { return child.name == "kty" })
}

// isPasswordInput reports whether an item is a field of a form for a password.
func isPasswordInput(parent *item) bool {
	return slices.ContainsFunc(parent.children, func(child *item) bool { return child.name == "type" && child.text == "password" })
}

// isLogin reports whether a leaf is user:password in base64, as Docker writes it.
func isLogin(leaf *item) bool {
	login, err := base64.StdEncoding.DecodeString(leaf.text)
	return err == nil && bytes.IndexByte(login, ':') >= 0 && format.Readable(login)
}

// namingChild returns which child of an item says that the others are secrets,
// as in {"name": "DB_PASSWORD", "value": "…"}; -1 if none.
func (w *walk) namingChild(parent *item) int {
	naming := slices.IndexFunc(parent.children, func(child *item) bool { return w.key(child.name).naming && w.endsInName(child) })
	if naming >= 0 && (isSchema(parent) && w.isHarmlessSchema(parent) || isService(parent) || isReference(parent.name)) {
		return -1
	}
	return naming
}

// isService reports whether an item is the record of an instance of a service,
// which is called after what it serves.
func isService(parent *item) bool {
	place, value := false, false
	for _, child := range parent.children {
		switch foldName(child.name) {
		case "address", "host", "hostname", "ip", "port", "servicetype", "registrationtimeutc":
			place = true
		case "value", "val", "v", "data", "content", "text", "default":
			value = true
		}
	}
	return place && !value
}

// isReference reports whether a key's value is where a secret is found.
func isReference(name string) bool {
	words := nameWords(name)
	return len(words) > 1 && slices.Contains([]string{"ref", "refs", "reference"}, words[len(words)-1])
}

// listsNames reports whether the elements of a list under a key are names, of
// which none says that the next is a secret.
func listsNames(key string) bool {
	switch foldName(key) {
	case "required", "fields", "columns", "names", "keys", "includes", "excludes", "properties", "methods", "scopes", "services", "topics", "features":
		return true
	}
	return false
}

// isHarmless reports whether what stands under a secret's name is none.
func (w *walk) isHarmless(it *item, name string, kind nameKind) bool {
	if len(it.children) == 1 && it.children[0].leaf && it.children[0].name == "" && !it.sealed && it.list {
		it = it.children[0] // <password>true</password>
	}
	switch {
	case kind == ownName:
		return false
	case it.leaf:
		return harmlessValue(name, kind, w.said(it))
	case strings.Contains(foldName(name), "authorization") && !it.list:
		return true // its parts have names of their own
	case isSchema(it):
		return w.isHarmlessSchema(it)
	}
	return len(it.children) > 0 && !slices.ContainsFunc(it.children, func(child *item) bool { return !partsOfReference[child.name] })
}

// partsOfReference are what a Kubernetes volume says of the secret it shows.
var partsOfReference = set("secretName defaultMode optional items")

// said is what a leaf says, also when it is no text.
func (w *walk) said(leaf *item) string {
	if leaf.text == "" && len(leaf.spans) == 1 {
		if text := w.source[leaf.spans[0].start:leaf.spans[0].end]; !strings.HasPrefix(text, `"`) {
			return text
		}
	}
	return leaf.text
}

// isSchema reports whether an item says of what type something is.
func isSchema(it *item) bool {
	return slices.ContainsFunc(it.children, func(child *item) bool {
		if foldName(child.name) != "type" {
			return false
		}
		if child.leaf {
			return isType(child.text)
		}
		return child.list && len(child.children) > 0 && !slices.ContainsFunc(child.children, func(one *item) bool { return !isType(one.text) && one.text != "null" })
	})
}

// isHarmlessSchema reports whether a schema has no value in it.
func (w *walk) isHarmlessSchema(it *item) bool {
	return !slices.ContainsFunc(it.children, func(child *item) bool {
		return !partsOfSchema[child.name] && !(child.leaf && harmlessValue("", secretName, w.said(child)))
	})
}

// partsOfSchema are the keys of JSON Schema, OpenAPI, Avro and Elasticsearch
// that have no value of what they are about.
var partsOfSchema = set("type format description title doc name minLength maxLength minimum maximum pattern items properties required additionalProperties nullable readOnly writeOnly logicalType aliases order index analyzer store")

// isKubernetesSecret reports whether the data of an object are secrets under any
// name.
func isKubernetesSecret(parent *item) bool {
	return slices.ContainsFunc(parent.children, func(child *item) bool { return child.name == "kind" && child.text == "Secret" })
}

// key is what there is to know of a key; in most documents, keys come often.
type key struct {
	kind    nameKind
	naming  bool // its value can be the name of what stands beside it
	holding bool // there is a secret in the key itself, which is not masked
}

func (w *walk) key(name string) key {
	if name == "" {
		return key{}
	}
	known, seen := w.keys[name]
	if !seen {
		known = key{w.masker.nameKind(name), namesAnother(name), w.holds(name)}
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
	if place.MatchString(leaf.text) {
		return
	}
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

// parted reports whether there is a secret in what is left of an item's texts
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

// endsInName reports whether an item is a text, or has one alone, that ends in a
// secret's name: "DB_PASSWORD", "--password", "run --token=". A sentence that
// ends so names nothing.
func (w *walk) endsInName(it *item) bool {
	const maxWords = 2 // as in "private key"
	if !it.leaf && len(it.children) == 1 && it.children[0].name == "" {
		it = it.children[0]
	}
	if !it.leaf || it.text == "" || !w.masker.mayHold(it.text) {
		return false
	}
	text := strings.TrimRightFunc(it.text, func(r rune) bool { return !isNameRune(r) })
	assigned := strings.ContainsAny(it.text[len(text):], "=:")
	for range maxWords {
		text = strings.TrimRightFunc(text, isNameRune)
		name := it.text[len(text):]
		if isCommon(name) && text != "" || strings.ContainsAny(name, " ") && endsInCommon(name) {
			return false // as in "all tests pass"
		}
		if w.masker.isSecret(name) {
			return assigned || name[0] == '-' || len(strings.Fields(text)) < maxWords
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
