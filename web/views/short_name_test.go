package views

import (
	"strings"
	"testing"
)

func TestLongNamesKeepTheirTail(t *testing.T) {
	const guid = "_c_0d2e1b3c-8c0f-4f5e-9f43-0d2e1b3c4d5e"
	for name, want := range map[string]string{
		"config.json":             `<bdi class="name">config.json</bdi>`,
		strings.Repeat("x", 24):   `<bdi class="name">` + strings.Repeat("x", 24) + `</bdi>`,
		guid + "-lock-0000000012": `<bdi class="name long"><span>` + guid + `</span>-lock-0000000012</bdi>`,
		strings.Repeat("数", 25):   `<bdi class="name long"><span>` + strings.Repeat("数", 17) + `</span>` + strings.Repeat("数", 8) + `</bdi>`,
		"dubbo%3A%2F%2F10.0.0.1%3A20880%2Fcom.acme.Orders%3Fside%3Dprovider": `<bdi class="name url" title="dubbo%3A%2F%2F10.0.0.1%3A20880%2Fcom.acme.Orders%3Fside%3Dprovider">` +
			`dubbo://10.0.0.1:20880/com.acme.Orders?side=provider</bdi>`,
		"http%3A%2F%2Fa%2F%3Cb%3E%E2%80%AE": `<bdi class="name url" title="http%3A%2F%2Fa%2F%3Cb%3E%E2%80%AE">` +
			`http://a/&lt;b&gt;<span class="odd">⟨U+202E⟩</span></bdi>`,
		"a%3A%2F%2F%FF":                     `<bdi class="name">a%3A%2F%2F%FF</bdi>`,
		" " + strings.Repeat("x", 30) + " ": `<bdi class="name long"><span><span class="odd">⟨U+0020⟩</span>` + strings.Repeat("x", 15) + `</span>` + strings.Repeat("x", 15) + `<span class="odd">⟨U+0020⟩</span></bdi>`,
	} {
		var m Markup
		if m.ShortName(name); string(m) != want {
			t.Errorf("%s is shown as\n%s, want\n%s", name, m, want)
		}
	}
}
