package show_test

import (
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// The notes do not tell the size of what was masked.
func TestNotesOnMaskedLayers(t *testing.T) {
	masker, err := mask.New(mask.DefaultPatterns())
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		data  string
		notes []string
	}{
		"cut off":  {packed(t, strings.Repeat("a text\n", 20))[:30], []string{"read_as", "unwrapped_damaged"}},
		"too long": {packed(t, strings.Repeat("a text\n", 400_000)), []string{"read_as", "read_in_part", "first_shown"}},
		"in two":   {packed(t, packed(t, strings.Repeat("a text\n", 400_000))), []string{"read_as", "read_in_part", "first_shown"}},
		"whole":    {packed(t, "a text\n"), []string{"read_as", "unwrapped"}},
	} {
		var codes []string
		for _, note := range show.Decode(masker.Mask(znode.Root, []byte(test.data)).Reading(), show.Best).Notes {
			codes = append(codes, string(note.Code))
		}
		if !slices.Equal(codes, test.notes) {
			t.Errorf("%s: the notes are %v, want %v", name, codes, test.notes)
		}
	}
}
