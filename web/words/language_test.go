package words

import (
	"strings"
	"testing"
)

func TestPreferred(t *testing.T) {
	for _, test := range []struct {
		languages string
		want      *Words
	}{
		{"en", English}, {"en-GB,en;q=0.9", English}, {"EN", English},
		{"zh-CN", Chinese}, {"zh", Chinese}, {"zh-Hans", Chinese}, {"zh-Hans-SG", Chinese}, {"zh-CN,zh;q=0.9,en;q=0.8", Chinese},
		{"en-US,zh-CN;q=0.9", English}, {"en;q=0.5, zh;q=0.9", Chinese}, {"fr, zh;q=0.1", Chinese},
		{"fr-FR,fr;q=0.9", nil}, {"zh;q=0", nil}, {"", nil}, {" ", nil}, {"*", nil}, {"!", nil}, {"zh;q=x", nil},
		{strings.Repeat("zh,", 1000), nil},
	} {
		if got := Preferred(test.languages); got != test.want {
			t.Errorf("for %.40q got %v", test.languages, got)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, w := range Languages {
		if Language(w.Lang) != w {
			t.Errorf("%s is not found", w.Lang)
		}
	}
	if Language("zh") != nil || Language("") != nil {
		t.Error("what is no language is one")
	}
}

func BenchmarkPreferred(b *testing.B) {
	for b.Loop() {
		Preferred("zh-CN,zh;q=0.9,en;q=0.8,en-GB;q=0.7,en-US;q=0.6")
	}
}
