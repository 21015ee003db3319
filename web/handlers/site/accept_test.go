package site

import (
	"testing"
)

func TestPrefersJSON(t *testing.T) {
	for _, test := range []struct {
		accept string
		want   bool
	}{
		{"", false},
		{"*/*", false},
		{"text/html", false},
		{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false},
		{"application/json", true},
		{"application/json; charset=utf-8", true},
		{"APPLICATION/JSON", true},
		{"application/json, text/plain, */*", true},
		{"text/html, application/json", false},
		{"application/json, text/html", true},
		{"text/html;q=0.5, application/json", true},
		{"application/json;q=0.5, text/html", false},
		{"application/json;q=0", false},
		{"application/json;q=0.1", true},
		{"application/json;q=x", false},
		{"application/jsonx", false},
		{";;;,,,", false},
	} {
		if got := prefersJSON(test.accept); got != test.want {
			t.Errorf("prefersJSON(%q) = %t, want %t", test.accept, got, test.want)
		}
	}
}
