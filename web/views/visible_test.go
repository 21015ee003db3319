package views

import "testing"

func TestVisible(t *testing.T) {
	for _, test := range []struct{ name, text, plain, html string }{
		{"plain", "orders-1.0_x", "orders-1.0_x", "orders-1.0_x"},
		{"empty", "", "", ""},
		{"Chinese", "配置中心", "配置中心", "配置中心"},
		{"Arabic", "عربي", "عربي", "عربي"},
		{"emoji", "a🦊b", "a🦊b", "a🦊b"},
		{"markup", `<b a="1">&'`, `<b a="1">&'`, "&lt;b a=&#34;1&#34;&gt;&amp;&#39;"},
		{"bidi override", "a\u202egnp", "a⟨U+202E⟩gnp", `a<span class="odd">⟨U+202E⟩</span>gnp`},
		{"bidi isolate", "\u2066a", "⟨U+2066⟩a", `<span class="odd">⟨U+2066⟩</span>a`},
		{"zero width", "a\u200bb\u200d\ufeff", "a⟨U+200B⟩b⟨U+200D⟩⟨U+FEFF⟩", `a<span class="odd">⟨U+200B⟩</span>b<span class="odd">⟨U+200D⟩</span><span class="odd">⟨U+FEFF⟩</span>`},
		{"no-break space", "a\u00a0b", "a⟨U+00A0⟩b", `a<span class="odd">⟨U+00A0⟩</span>b`},
		{"ideographic space", "\u3000", "⟨U+3000⟩", `<span class="odd">⟨U+3000⟩</span>`},
		{"line separator", "a\u2028", "a⟨U+2028⟩", `a<span class="odd">⟨U+2028⟩</span>`},
		{"controls", "\x00\n\x1b[31m\x7f\u009b", "⟨U+0000⟩⟨U+000A⟩⟨U+001B⟩[31m⟨U+007F⟩⟨U+009B⟩", `<span class="odd">⟨U+0000⟩</span><span class="odd">⟨U+000A⟩</span><span class="odd">⟨U+001B⟩</span>[31m<span class="odd">⟨U+007F⟩</span><span class="odd">⟨U+009B⟩</span>`},
		{"fillers", "\u3164\u115f\u2800\u034f", "⟨U+3164⟩⟨U+115F⟩⟨U+2800⟩⟨U+034F⟩", `<span class="odd">⟨U+3164⟩</span><span class="odd">⟨U+115F⟩</span><span class="odd">⟨U+2800⟩</span><span class="odd">⟨U+034F⟩</span>`},
		{"tag character", "\U000e0041", "⟨U+E0041⟩", `<span class="odd">⟨U+E0041⟩</span>`},
		{"not UTF-8", "a\xff\xc3", "a⟨0xFF⟩⟨0xC3⟩", `a<span class="odd">⟨0xFF⟩</span><span class="odd">⟨0xC3⟩</span>`},
		{"a real U+FFFD", "\ufffd", "\ufffd", "\ufffd"},
	} {
		if got := Visible(test.text); got != test.plain {
			t.Errorf("%s: Visible(%q) is %q, want %q", test.name, test.text, got, test.plain)
		}
		var marked Markup
		if marked.Marked(test.text); string(marked) != test.html {
			t.Errorf("%s: %q is marked %q, want %q", test.name, test.text, marked, test.html)
		}
	}
}

func TestVisibleNameShowsSpacesThatAreOverlooked(t *testing.T) {
	const space = `<span class="odd">⟨U+0020⟩</span>`
	for _, test := range []struct{ name, want string }{
		{"a b", "a b"},
		{" a", space + "a"},
		{"a ", "a" + space},
		{" ", space},
		{"a  b", "a " + space + "b"},
		{"<\u200b ", `&lt;<span class="odd">⟨U+200B⟩</span>` + space},
		{"a\xff ", `a<span class="odd">⟨0xFF⟩</span>` + space},
	} {
		if got, want := string(Name(test.name)), `<bdi class="name">`+test.want+"</bdi>"; got != want {
			t.Errorf("Name(%q) is %q, want %q", test.name, got, want)
		}
	}
}
