package format

import (
	"strings"
	"testing"
)

// What mayBeYAML refuses, the parser would not have read as a mapping or a
// sequence in block style, unless it starts with a bracket.
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
			t.Errorf("%q is YAML", text)
		}
	})
}
