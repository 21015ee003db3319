package mask_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// TestTextsSayNoMaskedSecret checks that decoded texts contain no masked secrets.
func TestTextsSayNoMaskedSecret(t *testing.T) {
	const secret = "hunter2-of-the-shop"
	masker := defaultMasker(t)
	config := "user=shopkeeper\npassword=" + secret + "\n"
	for name, data := range map[string]string{
		"a word": "a=" + coded(config) + "\n", "a word of JSON": `{"a":"` + coded(config) + `","b":1}`,
		"all of it": coded(config), "twice": coded(coded(config)), "packed": packed(t, coded(config)), "packed within": coded(packed(t, coded(config))),
		"a word of a word": coded("a=" + coded(config) + "\n"), "a word of what is packed": packed(t, "a="+coded(config)+"\n"),
	} {
		masked := masker.Mask(znode.Root, []byte(data))
		for text := range masked.Texts() {
			if strings.Contains(text.Text, secret) {
				t.Errorf("%s: %+v", name, text)
			}
		}
		open, found := mask.Nothing(znode.Root, []byte(data)), false
		for text := range open.Texts() {
			found = found || strings.Contains(text.Text, secret)
		}
		if !found && name != "a word of a word" {
			t.Errorf("%s: without masking, no text has the secret", name)
		}
		if masked.Count == 0 {
			t.Errorf("%s: nothing is masked", name)
		}
	}
}

// TestTextsOfHarmlessData checks that masking removes no text from data without secrets.
func TestTextsOfHarmlessData(t *testing.T) {
	masker, random := defaultMasker(t), rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a=1\n", " ", "\\n", "%41", "名称", "max.connections", strings.Repeat("x", 30), "\x00", "\xff", coded("what a word says"), coded("what another word says\n"), coded("no text\x00\xff, but bytes"), coded(coded("a word of a word"))}
	for range 2000 {
		data := ""
		for range random.IntN(6) {
			data += pieces[random.IntN(len(pieces))]
		}
		masked := masker.MaskOnce(t.Context(), znode.Root, []byte(data))
		if masked.Count > 0 {
			continue
		}
		if got, want := slices.Collect(masked.Texts()), slices.Collect(mask.Nothing(znode.Root, []byte(data)).Texts()); !slices.Equal(got, want) {
			t.Fatalf("the texts of %q are %+v, want %+v", data, got, want)
		}
	}
}

// TestTextsAreBounded checks that a find searches only a few times as much text as there is data,
// in one word or in many.
func TestTextsAreBounded(t *testing.T) {
	const size = 1 << 20
	filled := func(text string) string { return strings.Repeat(text, size/len(text)) }
	nested := filled("what is said at last\n")[:size/4]
	for range 5 {
		nested = coded(nested)
	}
	deep := filled("what is packed\n")
	for range 3 {
		deep = packed(t, coded(deep))
	}
	for name, test := range map[string]struct {
		data  string
		texts int // at least
		bytes int // at most
	}{
		"one word":                 {filled("QUJD"), 2, 4 * size},
		"many words":               {filled(coded("what a word of many says") + "\n"), size / 40, 3 * size},
		"words that are of nobody": {filled(coded("what ends with bytes is no text\x00\xff") + "\n"), 1, size},
		"words without an end":     {filled(strings.Repeat("Q", 23) + " "), 1, size},
		"layers of words":          {nested, 2, 6 * size},
		"layers that are packed":   {deep, 2, 5 * 2 * format.MaxUnwrapped},
	} {
		texts, bytes := 0, 0
		for text := range mask.Nothing(znode.Root, []byte(test.data)).Texts() {
			texts++
			bytes += len(text.Text)
		}
		if texts < test.texts || bytes > test.bytes {
			t.Errorf("%s: %d texts of %d bytes in %d", name, texts, bytes, len(test.data))
		}
	}
}
