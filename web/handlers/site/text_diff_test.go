package site

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zkweb/web/views"
	"zkweb/zkconn/zktest"
)

func TestTextDiff(t *testing.T) {
	same, removed, added := views.DiffSame, views.DiffRemoved, views.DiffAdded
	for _, test := range []struct {
		name, before, after string
		want                []views.DiffLine
	}{
		{"the same", "a\nb\n", "a\nb\n", nil},
		{"from nothing", "", "a\n", []views.DiffLine{{Kind: added, Text: "a"}}},
		{"to nothing", "a\n", "", []views.DiffLine{{Kind: removed, Text: "a"}}},
		{"a line end", "a", "a\n", []views.DiffLine{{Kind: removed, Text: "a", Unended: true}, {Kind: added, Text: "a"}}},
		{"the middle", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", []views.DiffLine{
			{Kind: same, Text: "2"}, {Kind: same, Text: "3"}, {Kind: same, Text: "4"}, {Kind: removed, Text: "5"}, {Kind: added, Text: "five"},
			{Kind: same, Text: "6"}, {Kind: same, Text: "7"}, {Kind: same, Text: "8"},
		}},
		{"both ends", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "one\n2\n3\n4\n5\n6\n7\n8\nnine\n", []views.DiffLine{
			{Kind: removed, Text: "1"}, {Kind: added, Text: "one"}, {Kind: same, Text: "2"}, {Kind: same, Text: "3"}, {Kind: same, Text: "4"},
			{Kind: views.DiffGap},
			{Kind: same, Text: "6"}, {Kind: same, Text: "7"}, {Kind: same, Text: "8"}, {Kind: removed, Text: "9"}, {Kind: added, Text: "nine"},
		}},
	} {
		if got, err := TextDiff(test.before, test.after); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %v\n got %+v\nwant %+v", test.name, err, got, test.want)
		}
	}
}

// diffed is the length of a full text box.
const diffed = 64 << 10

// TestTextDiffIsBounded compares texts with as many lines as a text box holds and little in common.
func TestTextDiffIsBounded(t *testing.T) {
	numbered := func(step int) string {
		var text strings.Builder
		for i := 0; text.Len() < diffed-8; i += step {
			text.WriteString(strconv.Itoa(i) + "\n")
		}
		return text.String()
	}
	for name, texts := range map[string][2]string{
		"numbers":     {numbered(2), numbered(3)},
		"line ends":   {strings.Repeat("\n", diffed), strings.Repeat("a\n", diffed/2)},
		"every other": {strings.Repeat("a\nb\n", diffed/4), strings.Repeat("b\nc\na\n", diffed/6)},
	} {
		var err error
		took := zktest.ProcessorTime(t, func() { _, err = TextDiff(texts[0], texts[1]) })
		if err != nil || took > 5*time.Second { // also under the race detector
			t.Errorf("%s: %v after %v", name, err, took)
		}
	}
}
