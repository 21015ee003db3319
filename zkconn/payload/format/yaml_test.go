package format

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"
)

// The parser finds no mapping or sequence in block style in text that mayBeYAML rejects, unless the
// text starts with a bracket.
func FuzzMayBeYAML(f *testing.F) {
	for _, text := range []string{
		"a: b", "a:b", "a:\n  b", "a:\tb", "a:", "-", "- a", "-a", " - a", "? a", "?a", "a=b\nc=d", "a\u2028- b", "a\rb: c", `"a":b`, `"a": b`, "'a':\n- b",
		"a - b", "a ? b", "&a\n- b", "!!map\na: b", "--- a", "---\n- a", "# a: b", "%YAML 1.2\n---\n- a", "a:\u0085b", "- - a", "a\x00: b", "\ufeffa: b", "|\n a: b", "*a : b",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if start := strings.TrimLeft(text, " \t\r\n"); mayBeYAML(text) || strings.HasPrefix(start, "{") || strings.HasPrefix(start, "[") {
			return
		}
		documents, err := parseYAML(text)
		if err == nil && isBlockYAML(documents) {
			t.Errorf("%q is read as YAML", text)
		}
	})
}

// TestYAMLAliasesAreNotTakenApart checks that aliases in keys, nested in one another, do not
// multiply the items, and that the name of each such key is built only once.
func TestYAMLAliasesAreNotTakenApart(t *testing.T) {
	var text strings.Builder
	text.WriteString("b0: &b0 [" + strings.Repeat("word, ", 500) + "word]\n")
	for level := range 5 {
		fmt.Fprintf(&text, "b%d: &b%d {", level+1, level+1)
		for range 10 {
			fmt.Fprintf(&text, "? *b%d : 1, ", level)
		}
		text.WriteString("? x : 1}\n")
	}
	for i := range 1000 {
		fmt.Fprintf(&text, "? *b0\n: %d\n", i)
	}
	documents, err := parseYAML(text.String())
	if err != nil {
		t.Fatal(err)
	}
	root := yamlItems(text.String(), documents)
	if root == nil {
		t.Fatal("there are no items")
	}
	names := map[*byte]bool{}
	count := 0
	var visit func(it *Item)
	visit = func(it *Item) {
		count++
		if len(it.Name) > 100 {
			names[unsafe.StringData(it.Name)] = true
		}
		for _, child := range it.Children {
			visit(child)
		}
	}
	visit(root)
	if count > 2000 || len(names) != 1 {
		t.Errorf("%d items of %d bytes of text, and %d long names", count, text.Len(), len(names))
	}
}
