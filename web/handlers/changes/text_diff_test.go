package changes

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zkweb/web/views/changes"
	"zkweb/zkconn/zktest"
)

func TestTextDiff(t *testing.T) {
	same, removed, added := changes.DiffSame, changes.DiffRemoved, changes.DiffAdded
	for _, test := range []struct {
		name, before, after string
		want                []changes.DiffLine
	}{
		{"the same", "a\nb\n", "a\nb\n", nil},
		{"from nothing", "", "a\n", []changes.DiffLine{{Kind: added, Text: "a"}}},
		{"to nothing", "a\n", "", []changes.DiffLine{{Kind: removed, Text: "a"}}},
		{"a line end", "a", "a\n", []changes.DiffLine{{Kind: removed, Text: "a", Unended: true}, {Kind: added, Text: "a"}}},
		{"the middle", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", []changes.DiffLine{
			{Kind: same, Text: "2"}, {Kind: same, Text: "3"}, {Kind: same, Text: "4"}, {Kind: removed, Text: "5"}, {Kind: added, Text: "five"},
			{Kind: same, Text: "6"}, {Kind: same, Text: "7"}, {Kind: same, Text: "8"},
		}},
		{"both ends", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "one\n2\n3\n4\n5\n6\n7\n8\nnine\n", []changes.DiffLine{
			{Kind: removed, Text: "1"}, {Kind: added, Text: "one"}, {Kind: same, Text: "2"}, {Kind: same, Text: "3"}, {Kind: same, Text: "4"},
			{Kind: changes.DiffGap},
			{Kind: same, Text: "6"}, {Kind: same, Text: "7"}, {Kind: same, Text: "8"}, {Kind: removed, Text: "9"}, {Kind: added, Text: "nine"},
		}},
	} {
		if got, err := textDiff(test.before, test.after); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %v\n got %+v\nwant %+v", test.name, err, got, test.want)
		}
	}
}

// TestTextDiffIsBounded compares what has as many lines as a text box holds and
// little in common.
func TestTextDiffIsBounded(t *testing.T) {
	numbered := func(step int) string {
		var text strings.Builder
		for i := 0; text.Len() < MaxTextBox-8; i += step {
			text.WriteString(strconv.Itoa(i) + "\n")
		}
		return text.String()
	}
	for name, texts := range map[string][2]string{
		"numbers":     {numbered(2), numbered(3)},
		"line ends":   {strings.Repeat("\n", MaxTextBox), strings.Repeat("a\n", MaxTextBox/2)},
		"every other": {strings.Repeat("a\nb\n", MaxTextBox/4), strings.Repeat("b\nc\na\n", MaxTextBox/6)},
	} {
		var err error
		took := zktest.ProcessorTime(t, func() { _, err = textDiff(texts[0], texts[1]) })
		if err != nil || took > 5*time.Second { // under the race detector
			t.Errorf("%s: %v after %v", name, err, took)
		}
	}
}
