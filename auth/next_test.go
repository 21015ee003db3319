package auth

import (
	"net/url"
	"strings"
	"testing"
	"unicode"
)

func TestNext(t *testing.T) {
	for _, test := range []struct {
		next, basePath string
		want           string
		ok             bool
	}{
		{"/", "", "/", true},
		{"/c/main/tree/a%2520b?q=x&sort=-name", "", "/c/main/tree/a%2520b?q=x&sort=-name", true},
		{"/c/main/tree/a%2Fb", "", "/c/main/tree/a%2Fb", true},
		{"/c/main/tree/中文", "", "/c/main/tree/%E4%B8%AD%E6%96%87", true},
		{"/c/main/tree/https://evil.example/", "", "/c/main/tree/https://evil.example/", true},
		{"/zk/c/main/tree/", "/zk", "/zk/c/main/tree/", true},
		{"/zk/", "/zk", "/zk/", true},
		{"/zkx/", "/zk", "", false},
		{"/zk/../other/", "/zk", "", false},
		{"/zk/%2e%2E/other/", "/zk", "", false},
		{"/zk/..%2fother/", "/zk", "", false},
		{"/zk/a/..\\../other/", "/zk", "/zk/a/..%5C../other/", true},
		{"/c/main/tree/a%5C..", "", "/c/main/tree/a%5C..", true},
		{"/c/main/tree/a\\..", "", "/c/main/tree/a%5C..", true},
		{"/zk/..", "/zk", "", false},
		{"/.//evil.example", "", "", false},
		{"/c/main/tree/...", "", "/c/main/tree/...", true},
		{"/c/main/tree/a?q=..", "", "/c/main/tree/a?q=..", true},
		{"/zk", "/zk", "", false},
		{"/c/main/tree/", "/zk", "", false},
		{"", "", "", false},
		{"c/main", "", "", false},
		{"//evil.example", "", "", false},
		{"/\\evil.example", "", "", false},
		{"/\t/evil.example", "", "", false},
		{"\t//evil.example", "", "", false},
		{" //evil.example", "", "", false},
		{"/%2fevil.example/ ", "", "", false},
		{"/%2Fevil.example/中", "", "", false},
		{"/%5cevil.example/ ", "", "", false},
		{"/a\nSet-Cookie: x=y", "", "", false},
		{"/a\x7f", "", "", false},
		{"/a\u0085", "", "", false},
		{"https://evil.example/", "", "", false},
		{"javascript:alert(1)", "", "", false},
		{"/%zz", "", "", false},
		{"/" + strings.Repeat("a", maxNextBytes), "", "", false},
	} {
		got, ok := Next(test.next, test.basePath)
		if got != test.want || ok != test.ok {
			t.Errorf("Next(%.60q, %q) = %q, %t; want %q, %t", test.next, test.basePath, got, ok, test.want, test.ok)
		}
	}
}

func FuzzNext(f *testing.F) {
	for _, next := range []string{
		"/", "/c/main/tree/a%2520b?q=x#y", "//evil.example", "/\\evil.example", "/%5cevil.example", "/%2fevil.example", "/\t/evil.example",
		"/%09/evil.example", "javascript:alert(1)", "https:evil.example", "//a@evil.example", "/%2f ", "/%2fevil.example/\u4e2d", "/zk/../x", "/zk/%2e./x", "/zk/\u202e?\u202e", "/zk/;//x", "/zk?x",
	} {
		f.Add(next, "")
		f.Add(next, "/zk")
	}
	f.Fuzz(func(t *testing.T, next, basePath string) {
		if basePath != "" && basePath != "/zk" {
			return
		}
		checked, ok := Next(next, basePath)
		if !ok {
			if checked != "" {
				t.Fatalf("Next(%q) refuses, and gives %q", next, checked)
			}
			return
		}
		if again, ok := Next(checked, basePath); !ok || again != checked {
			t.Errorf("Next(%q) = %q, of which Next makes %q, %t", next, checked, again, ok)
		}
		// As a browser reads it: backslashes are slashes, tabs and line ends are nothing.
		seen := strings.NewReplacer("\\", "/", "\t", "", "\r", "", "\n", "").Replace(checked)
		if seen[0] != '/' || strings.HasPrefix(seen, "//") || strings.ContainsFunc(checked, unicode.IsControl) {
			t.Fatalf("Next(%q) = %q, which is no path", next, checked)
		}
		here, err := url.Parse("https://console.example/login")
		if err != nil {
			t.Fatal(err)
		}
		led, err := here.Parse(seen)
		if err != nil {
			t.Fatalf("Next(%q) = %q: %v", next, checked, err)
		}
		if led.Scheme != "https" || led.Host != "console.example" || led.User != nil || !strings.HasPrefix(led.Path, basePath+"/") {
			t.Errorf("Next(%q) = %q leads to %s", next, checked, led)
		}
	})
}
