package mask

import (
	"cmp"
	"slices"
	"strings"

	"zkweb/zkconn/payload/format"
)

type edit struct {
	format.Range
	text string
}

// walk masks a document.
type walk struct {
	masker  *Masker
	source  string
	depth   int
	limit   int // wanted size of the result in bytes; 0 for all
	skipped int // offset from which on the source was not examined
	keys    map[string]key
	changed map[*format.Item]string // the new texts of items in which something is masked
	edits   []edit
	grown   int // how many bytes the edits add to the text
	count   int
	lost    bool // there is a secret that cannot be masked in part
}

func (w *walk) visitChildren(parent *format.Item) {
	naming := w.namingChild(parent)
	beside := w.secretsBeside(parent)
	ofNames := w.isListOfNames(parent)
	announced := "" // the name that the previous child gives to this one
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
		secret := announced != "" && !isAttribute && !w.isHarmless(child, announced, w.masker.nameKind(announced)) || beside[i] || naming >= 0 && i != naming && !w.isHarmless(child, leafText(parent.Children[naming]), secretName)
		secret = secret || key.kind != noSecret && !(areCalledAfterOthers(parent.Name) && isMapping(child)) && !w.isHarmless(child, child.Name, key.kind) || isWeak(child.Name, leafText(child))
		announced = ""
		if parent.List && !ofNames && w.endsInName(child) && (!listsNames(parent.Name) || strings.HasPrefix(child.Text, "-")) {
			announced = leafText(child)
		}
		if secret {
			w.hide(child)
		} else {
			w.visit(child)
		}
	}
}

// leafText returns the text of a leaf, or of an element that contains nothing but a leaf.
func leafText(it *format.Item) string {
	if !it.Leaf && len(it.Children) == 1 {
		it = it.Children[0]
	}
	return it.Text
}

// skip reports whether an item is beyond the wanted size of the result. The key of the first such
// item is before it, and is examined.
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

// key caches what is known about a key, as most documents repeat their keys.
type key struct {
	kind    nameKind
	holding bool // the key itself contains a secret, which cannot be masked
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
	if (isPath(leaf.Text) || isFileOf(leaf.Name, leaf.Text)) && len(findInline(leaf.Text)) == 0 {
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

// parted reports whether there is a secret in the remaining texts of an item when they are joined,
// as in "pass<!-- -->word=…".
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

// hide masks an item as a whole, unless it is masked already.
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

// holds reports whether a key contains a secret. A name alone is none.
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

// endsInName reports whether an item is a text, or contains a single one, that ends with the name
// of a secret: "DB_PASSWORD", "--password", "run --token=". Sentences that end with such a name do
// not count.
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
			return false // part of a path or a URL
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

// result returns the source with the edits made, which may be in any order, and how much of the
// result was examined. Of overlapping edits, the outer one wins.
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
