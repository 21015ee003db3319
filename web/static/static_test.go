package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"path"
	"regexp"
	"strings"
	"testing"
)

func TestEveryFileIsServedUnderItsHash(t *testing.T) {
	for name, contentType := range map[string]string{
		"console.css": "text/css; charset=utf-8",
		"console.js":  "text/javascript; charset=utf-8",
		"live.js":     "text/javascript; charset=utf-8",
		"goto.js":     "text/javascript; charset=utf-8",
		"icon.svg":    "image/svg+xml",
		"icons.svg":   "image/svg+xml",
	} {
		url := URL(name)
		base, ext, _ := strings.Cut(name, ".")
		if !regexp.MustCompile(`^/static/` + base + `\.[0-9a-f]{12}\.` + ext + `$`).MatchString(url) {
			t.Errorf("%s is at %q", name, url)
		}
		file, ok := Lookup(strings.TrimPrefix(url, "/static/"))
		if !ok {
			t.Errorf("%s is not found at %q", name, url)
			continue
		}
		embeddedContent, err := embedded.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		embeddedContent = withoutComments(embeddedContent)
		if ext == "css" {
			embeddedContent = withoutLayout(embeddedContent)
		}
		if !bytes.Equal(file.Content, embeddedContent) || file.ContentType != contentType {
			t.Errorf("%s: %d bytes of %q, want %d of %q", name, len(file.Content), file.ContentType, len(embeddedContent), contentType)
		}
		reader, err := gzip.NewReader(bytes.NewReader(file.Gzip()))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if unpacked, err := io.ReadAll(reader); err != nil || !bytes.Equal(unpacked, embeddedContent) {
			t.Errorf("%s unpacks to %d bytes (%v), want %d", name, len(unpacked), err, len(embeddedContent))
		}
	}
}

func TestCommentsAreNotServed(t *testing.T) {
	const source = "// what\na = 1; // stays\n  // why\n/* A. */\n.b { c: d } /* stays */\nurl = `\n  https://x\n`\n"
	const want = "a = 1; // stays\n.b { c: d } /* stays */\nurl = `\n  https://x\n`\n"
	if got := string(withoutComments([]byte(source))); got != want {
		t.Errorf("served is %q, want %q", got, want)
	}
}

func TestLayoutIsNotServed(t *testing.T) {
	const source = "a,\nb {\n  c: d\n    e;\n  f: g\n}\nh { i: j }\n"
	const want = "a,b{c: d\ne;f: g}h{i: j}"
	if got := string(withoutLayout([]byte(source))); got != want {
		t.Errorf("served is %q, want %q", got, want)
	}
}

func TestHashFollowsContent(t *testing.T) {
	if one, other := hashedName("a.css", []byte("1")), hashedName("a.css", []byte("2")); one == other {
		t.Errorf("two contents share the name %q", one)
	}
}

func TestLookupKnowsNoOtherName(t *testing.T) {
	for _, name := range []string{"", "console.css", "console.000000000000.css", "../static.go", "static.go"} {
		if _, ok := Lookup(name); ok {
			t.Errorf("there is a file %q", name)
		}
	}
}

// TestFilesAreSmall limits the compressed size of what every first visit loads, without files that
// are loaded on demand.
func TestFilesAreSmall(t *testing.T) {
	const limit = 16 << 10
	total := 0
	for name, url := range urls {
		if file, _ := Lookup(path.Base(url)); name != "live.js" && name != "goto.js" && name != "stop.js" && name != "edit.js" && name != "find.css" && name != "servers.css" && !strings.HasPrefix(name, "icon-") {
			total += len(file.Brotli())
		}
	}
	if total > limit {
		t.Errorf("all files are %d bytes compressed, want at most %d", total, limit)
	}
}

// TestIconsHaveNoStyleSheet checks that icons have no styles of their own, since the pages' policy
// allows none and Firefox applies it to used parts of other documents. console.css styles them.
func TestIconsHaveNoStyleSheet(t *testing.T) {
	file, _ := Lookup(path.Base(URL("icons.svg")))
	if bytes.Contains(file.Content, []byte("<style")) || bytes.Contains(file.Content, []byte("style=")) {
		t.Error("the icons have a style sheet of their own")
	}
}

// TestMarkedClustersHaveIconsOfTheirOwn checks that their icons differ, by which people distinguish
// tabs.
func TestMarkedClustersHaveIconsOfTheirOwn(t *testing.T) {
	seen := map[string]bool{URL("icon.svg"): true}
	for name := range iconColors {
		file, ok := Lookup(strings.TrimPrefix(URL("icon-"+name+".svg"), "/static/"))
		if !ok || file.ContentType != "image/svg+xml" || bytes.Contains(file.Content, []byte(iconColor)) {
			t.Errorf("the icon that is %s is %q", name, file.Content)
		}
		if seen[string(file.Content)] {
			t.Errorf("%s has the icon of another", name)
		}
		seen[string(file.Content)] = true
	}
}
