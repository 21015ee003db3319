package mask

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"slices"
	"strings"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

const maxTextsInTexts = 4 // a string in a document can be a document

type edit struct {
	format.Range
	text string
}

// maskText masks a text that is in another one, depth texts deep.
func (m *Masker) maskText(text string, depth int) (masked string, count int, ok bool) {
	if !m.mayHold(text) && !hasEntities(text) {
		return text, 0, true
	}
	if depth > maxTextsInTexts {
		return Text, 1, true
	}
	r := format.ReadText(znode.Root, text)
	result := m.maskBody(r, depth, 0)
	if result.count > 0 && result.format != "" && formatOf(format.ReadText(znode.Root, result.text)) != result.format {
		return "", 0, false
	}
	if r.Marked {
		result.text = format.ByteOrderMark + result.text
	}
	return result.text, result.count, result.ok
}

// hasEntities reports whether names and values of a text can be put together of
// entities.
func hasEntities(text string) bool { return strings.Contains(text, "<!ENTITY") }

// maskedText is a text with what is masked in it.
type maskedText struct {
	text    string
	count   int
	ok      bool        // else there is a secret that cannot be masked in part
	format  format.Name // that the text was read in; "" for lines
	checked int         // bytes of text that were looked at: what is behind may hold secrets
}

// maskBody masks text in the most telling format it has, in a document the
// first limit bytes of what comes out, or a little more; all for limit 0.
func (m *Masker) maskBody(r *format.Reading, depth, limit int) maskedText {
	if hasEntities(r.Text) {
		return maskedText{}
	}
	document, root := r.Values()
	if document == nil {
		text, count, ok := m.maskLines(r.Text)
		return maskedText{text, count, ok, "", len(text)}
	}
	w := walk{masker: m, source: r.Text, depth: depth, limit: limit, skipped: len(r.Text), keys: map[string]key{}, changed: map[*format.Item]string{}}
	w.visit(root)
	text, checked := w.result()
	return maskedText{text, w.count, !w.lost, document.Format, checked}
}

func formatOf(r *format.Reading) format.Name {
	if document, _ := r.Values(); document != nil {
		return document.Format
	}
	return ""
}

// walk decides what of a document is masked.
type walk struct {
	masker  *Masker
	source  string
	depth   int
	limit   int // bytes of the result that are wanted; 0 for all
	skipped int // from here on the source was not looked at
	keys    map[string]key
	changed map[*format.Item]string // the texts of items that are masked, or have something masked in them
	edits   []edit
	grown   int // by so many bytes the edits make the text longer
	count   int
	lost    bool // there is a secret that cannot be masked in part
}

func (w *walk) visitChildren(parent *format.Item) {
	naming := w.namingChild(parent)
	beside := w.secretsBeside(parent)
	ofNames := w.isListOfNames(parent)
	announced := false // by the child before, that this one is a secret
	for i, child := range parent.Children {
		if w.skip(child) {
			continue
		}
		key := w.key(child.Name)
		w.lost = w.lost || key.holding || w.masker.spent()
		if w.lost {
			return
		}
		if child.Aside {
			w.visit(child)
			continue
		}
		isAttribute := child.Leaf && child.Name != ""
		secret := announced && !isAttribute || beside[i] || naming >= 0 && i != naming && !w.isHarmless(child, parent.Children[naming].Text, secretName)
		secret = secret || key.kind != noSecret && !w.isHarmless(child, child.Name, key.kind)
		announced = parent.List && !ofNames && w.endsInName(child) && (!listsNames(parent.Name) || strings.HasPrefix(child.Text, "-"))
		if secret {
			w.hide(child)
		} else {
			w.visit(child)
		}
	}
}

// skip reports whether an item comes behind what is wanted of the result. The
// key of the first one stands before it, and is looked at.
func (w *walk) skip(it *format.Item) bool {
	if w.limit == 0 || len(it.Places) == 0 || it.Places[0].Start+w.grown < w.limit {
		return false
	}
	if start := it.Places[0].Start; start < w.skipped {
		w.skipped = start
		w.lost = w.lost || w.key(it.Name).holding
	}
	return true
}

// secretsBeside returns which children of an item are secrets under any name, by
// what stands beside them.
func (w *walk) secretsBeside(parent *format.Item) []bool {
	beside := make([]bool, len(parent.Children))
	kubernetes, webKey, input := isKubernetesSecret(parent), isWebKey(parent), isPasswordInput(parent)
	for i, child := range parent.Children {
		switch child.Name {
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
	if parent.List && len(parent.Children) > 1 && parent.Children[0].Leaf {
		words := make([]string, len(parent.Children))
		for i, child := range parent.Children {
			words[i] = child.Text
		}
		for _, found := range commandSecrets(words) {
			beside[found.word] = true
		}
	}
	return beside
}

// isWebKey reports whether an item is a JSON web key.
func isWebKey(parent *format.Item) bool {
	return slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "kty" })
}

// isPasswordInput reports whether an item is a field of a form for a password.
func isPasswordInput(parent *format.Item) bool {
	return slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "type" && child.Text == "password" })
}

// isLogin reports whether a leaf is user:password in base64, as Docker writes it.
func isLogin(leaf *format.Item) bool {
	login, err := base64.StdEncoding.DecodeString(leaf.Text)
	return err == nil && bytes.IndexByte(login, ':') >= 0 && format.Readable(login)
}

// namingChild returns which child of an item says that the others are secrets,
// as in {"name": "DB_PASSWORD", "value": "…"}; -1 if none.
func (w *walk) namingChild(parent *format.Item) int {
	naming := slices.IndexFunc(parent.Children, func(child *format.Item) bool { return namesAnother(child.Name) && w.endsInName(child) })
	if naming >= 0 && (isSchema(parent) && w.isHarmlessSchema(parent) || isService(parent) || isReference(parent.Name)) {
		return -1
	}
	return naming
}

// isService reports whether an item is the record of an instance of a service,
// which is called after what it serves.
func isService(parent *format.Item) bool {
	has := map[string]bool{}
	for _, child := range parent.Children {
		has[foldName(child.Name)] = true
	}
	place := has["address"] || has["host"] || has["hostname"] || has["ip"]
	return place && (has["port"] || has["servicetype"]) && !has["value"] && !has["val"] && !has["data"] && !has["content"] && !has["default"]
}

// isReference reports whether a key's value is where a secret is found.
func isReference(name string) bool {
	words := nameWords(name)
	return len(words) > 1 && slices.Contains([]string{"ref", "refs", "reference"}, words[len(words)-1])
}

// isListOfNames reports whether all elements of a list are secrets' names, as of
// fields to leave out: none of them is a secret.
func (w *walk) isListOfNames(parent *format.Item) bool {
	return parent.List && len(parent.Children) > 1 && !slices.ContainsFunc(parent.Children, func(child *format.Item) bool {
		return !child.Leaf || child.Name != "" || strings.HasPrefix(child.Text, "-") || strings.ContainsAny(child.Text, " /:=") || !w.masker.isSecret(child.Text)
	})
}

// listsNames reports whether the elements of a list under a key are names, of
// which none says that the next is a secret.
func listsNames(key string) bool {
	switch foldName(key) {
	case "required", "fields", "columns", "includes", "excludes", "properties", "scopes", "services", "topics":
		return true
	}
	return false
}

// isHarmless reports whether what stands under a secret's name is none.
func (w *walk) isHarmless(it *format.Item, name string, kind nameKind) bool {
	if len(it.Children) == 1 && it.Children[0].Leaf && it.Children[0].Name == "" && !it.Sealed && it.List {
		it = it.Children[0] // <password>true</password>
	}
	switch {
	case kind == ownName:
		return false
	case it.Leaf:
		return harmlessValue(name, kind, w.said(it))
	case foldName(name) == "authorization" && !it.List && saysHow(it):
		return true // its parts have names of their own
	case isSchema(it):
		return w.isHarmlessSchema(it)
	}
	return len(it.Children) > 0 && !slices.ContainsFunc(it.Children, func(child *format.Item) bool { return !partsOfReference[child.Name] })
}

// saysHow reports whether an item says how something is done, as
// authorization: {type: simple}.
func saysHow(it *format.Item) bool {
	return slices.ContainsFunc(it.Children, func(child *format.Item) bool {
		return child.Name == "type" || child.Name == "enabled" || child.Name == "mode"
	})
}

// partsOfReference are what a Kubernetes volume says of the secret it shows.
var partsOfReference = set("secretName defaultMode optional items")

// said is what a leaf says, also when it is no text.
func (w *walk) said(leaf *format.Item) string {
	if leaf.Text == "" && len(leaf.Places) == 1 {
		if text := w.source[leaf.Places[0].Start:leaf.Places[0].End]; !strings.HasPrefix(text, `"`) {
			return text
		}
	}
	return leaf.Text
}

// isSchema reports whether an item says of what type something is.
func isSchema(it *format.Item) bool {
	return slices.ContainsFunc(it.Children, func(child *format.Item) bool {
		if foldName(child.Name) != "type" {
			return false
		}
		if child.Leaf {
			return isType(child.Text)
		}
		return child.List && len(child.Children) > 0 && !slices.ContainsFunc(child.Children, func(one *format.Item) bool { return !isType(one.Text) && one.Text != "null" })
	})
}

// isHarmlessSchema reports whether a schema has no value in it.
func (w *walk) isHarmlessSchema(it *format.Item) bool {
	return !slices.ContainsFunc(it.Children, func(child *format.Item) bool {
		return !partsOfSchema[child.Name] && !(child.Leaf && harmlessValue("", secretName, w.said(child)))
	})
}

// partsOfSchema are the keys of JSON Schema, OpenAPI, Avro and Elasticsearch
// that have no value of what they are about.
var partsOfSchema = set("type format description title doc name minLength maxLength minimum maximum pattern items properties required additionalProperties nullable readOnly writeOnly logicalType aliases order index analyzer store")

// isKubernetesSecret reports whether the data of an object are secrets under any
// name.
func isKubernetesSecret(parent *format.Item) bool {
	return slices.ContainsFunc(parent.Children, func(child *format.Item) bool { return child.Name == "kind" && child.Text == "Secret" })
}

// key is what there is to know of a key; in most documents, keys come often.
type key struct {
	kind    nameKind
	holding bool // there is a secret in the key itself, which is not masked
}

func (w *walk) key(name string) key {
	if name == "" {
		return key{}
	}
	known, seen := w.keys[name]
	if !seen {
		known = key{w.masker.nameKind(name), w.holds(name)}
		w.keys[name] = known
	}
	return known
}

func (w *walk) visit(it *format.Item) {
	if it.Leaf {
		w.visitLeaf(it)
		return
	}
	before := *w
	w.visitChildren(it)
	if it.Sealed && (w.lost || w.count > before.count) || w.parted(it) {
		*w = before
		w.hide(it)
	}
}

func (w *walk) visitLeaf(leaf *format.Item) {
	if isPath(leaf.Text) && len(findInline(leaf.Text)) == 0 {
		return
	}
	masked, count, ok := w.masker.maskText(leaf.Text, w.depth+1)
	if !ok || count > 0 && len(leaf.Places) == 0 {
		w.lost = true
	}
	if count > 0 && !w.lost {
		w.edit(leaf.Places[0], leaf.Spell(masked))
		w.count += count
		w.changed[leaf] = masked
	}
}

// parted reports whether there is a secret in what is left of an item's texts
// when they are put together, as of "pass<!-- -->word=…".
func (w *walk) parted(it *format.Item) bool {
	var joined strings.Builder
	parts := 0
	for _, part := range it.Children {
		if !part.Part {
			continue
		}
		parts++
		if text, changed := w.changed[part]; changed {
			joined.WriteString(text)
		} else {
			joined.WriteString(part.Text)
		}
	}
	if parts < 2 {
		return false
	}
	_, count, ok := w.masker.maskText(joined.String(), w.depth+1)
	return count > 0 || !ok
}

// hide masks all of an item, if it is not masked already.
func (w *walk) hide(it *format.Item) {
	if it.Empty || it.Leaf && it.Text == Text {
		return
	}
	if len(it.Places) == 0 {
		w.lost = true
		return
	}
	before := len(w.edits)
	for _, part := range it.Places {
		if text := it.Spell(Text); w.source[part.Start:part.End] != text {
			w.edit(part, text)
		}
	}
	if len(w.edits) > before {
		w.count++
	}
	w.changed[it] = Text
}

func (w *walk) edit(place format.Range, text string) {
	w.edits = append(w.edits, edit{place, text})
	w.grown += len(text) - (place.End - place.Start)
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
func (w *walk) endsInName(it *format.Item) bool {
	const maxWords = 2 // as in "private key"
	if !it.Leaf && len(it.Children) == 1 && it.Children[0].Name == "" {
		it = it.Children[0]
	}
	if !it.Leaf || it.Text == "" {
		return false
	}
	if reference.MatchString(it.Text) {
		return false
	}
	text := strings.TrimRightFunc(it.Text, func(r rune) bool { return !isNameRune(r) })
	end := len(text)
	assigned := strings.ContainsAny(it.Text[end:], "=:")
	for range maxWords {
		text = strings.TrimRightFunc(text, isNameRune)
		name := it.Text[len(text):end]
		if strings.HasSuffix(text, "/") && len(text) > 1 {
			return false // of a path or a URL
		}
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

// result returns the source with the edits made, in whatever order they came,
// and how much of that was looked at; of two edits in one place the outer one
// holds.
func (w *walk) result() (text string, checked int) {
	slices.SortStableFunc(w.edits, func(a, b edit) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	var out strings.Builder
	out.Grow(max(0, len(w.source)+w.grown))
	at := 0
	for _, e := range w.edits {
		if e.End <= at && e.Start < at {
			continue
		}
		if e.Start < at {
			w.lost = true // the format was misread
			return "", 0
		}
		out.WriteString(w.source[at:e.Start])
		out.WriteString(e.text)
		at = e.End
	}
	checked = out.Len() + max(0, w.skipped-at)
	out.WriteString(w.source[at:])
	return out.String(), checked
}
