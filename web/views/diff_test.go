package views

import (
	"strings"
	"testing"
	"unicode/utf8"

	"zkweb/web/words"
)

// TestLongLinesShowWhereTheyDiffer: a review of JSON in one line would else show the same twice.
func TestLongLinesShowWhereTheyDiffer(t *testing.T) {
	long := strings.Repeat("中文 ", 40)
	const gap = `<span class="t-note">⋯</span>`
	tail := long[:shownCommon] // whole characters
	for name, test := range map[string]struct{ before, after, wantBefore, wantAfter string }{
		"a value":         {long + "port=8080", long + "port=8081", "port=<mark>8080</mark>\n", "port=<mark>8081</mark>\n"},
		"two":             {"a=1, " + tail + "b=1", "a=2, " + tail + "b=2", "- a=<mark>1</mark>, " + tail + "b=<mark>1</mark>\n", "+ a=<mark>2</mark>, " + tail + "b=<mark>2</mark>\n"},
		"far apart":       {"port=8080 " + long + "x", "port=8081 " + long, "<mark>8080</mark> " + tail + gap + "文 " + tail[:77] + "<mark>x</mark>\n", "<mark>8081</mark> " + tail + gap + "文 " + tail[:77] + "\n"},
		"more":            {long + "!", long + "x, y!", "!\n", "<mark>x, y</mark>!\n"},
		"what is between": {"a" + long, "b" + long, "- <mark>a</mark>" + tail + gap, "+ <mark>b</mark>" + tail + gap},
		"wide signs":      {"a" + strings.Repeat("中", 40), "b" + strings.Repeat("中", 40), "</mark>" + strings.Repeat("中", 27) + gap, "</mark>" + strings.Repeat("中", 27) + gap},
		"and before":      {strings.Repeat("中", 40) + "a", strings.Repeat("中", 40) + "b", gap + strings.Repeat("中", 27) + "<mark>", gap + strings.Repeat("中", 27) + "<mark>"},
		"short":           {"port=8080", "port=8081", "- port=8080\n", "+ port=8081\n"},
		"a secret":        {long, long, "- " + long, "+ " + long}, // masked in both
		"broken":          {long + "\xe4\xb8\xad", long + "\xe4\xb8\xae", "<mark>中</mark>", "<mark>丮</mark>"},
	} {
		got := string(DiffMarkup(words.English, []DiffLine{{Kind: DiffSame, Text: "x"}, {Kind: DiffRemoved, Text: test.before}, {Kind: DiffAdded, Text: test.after}, {Kind: DiffAdded, Text: long}}))
		if !strings.Contains(got, test.wantBefore) || !strings.Contains(got, test.wantAfter) || !utf8.ValidString(got) || !strings.Contains(got, "+ "+long) {
			t.Errorf("%s: %s", name, got)
		}
	}
}
