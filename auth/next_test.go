package auth

import (
	"strings"
	"testing"
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
		{"/zk", "/zk", "", false},
		{"/c/main/tree/", "/zk", "", false},
		{"", "", "", false},
		{"c/main", "", "", false},
		{"//evil.example", "", "", false},
		{"/\\evil.example", "", "", false},
		{"/\t/evil.example", "", "", false},
		{"\t//evil.example", "", "", false},
		{" //evil.example", "", "", false},
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
