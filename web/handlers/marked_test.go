package handlers

import (
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	dom "golang.org/x/net/html"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// marked is a language whose texts are all in brackets. Text outside of brackets does not come from
// web/words.
var marked = newMarked()

func newMarked() *words.Words {
	w := mark(reflect.ValueOf(*words.English)).Interface().(words.Words)
	w.Lang = "en-x-marked"
	words.Languages = append(words.Languages, &w)
	return &w
}

// mark returns a copy of a value whose texts are in brackets.
func mark(value reflect.Value) reflect.Value {
	copied := reflect.New(value.Type()).Elem()
	switch value.Kind() {
	case reflect.String:
		copied.SetString("⟦" + value.String() + "⟧")
	case reflect.Struct:
		for i := range value.NumField() {
			copied.Field(i).Set(mark(value.Field(i)))
		}
	case reflect.Map:
		copied.Set(reflect.MakeMap(value.Type()))
		for _, key := range value.MapKeys() {
			copied.SetMapIndex(key, mark(value.MapIndex(key)))
		}
	case reflect.Func:
		copied.Set(reflect.MakeFunc(value.Type(), func(in []reflect.Value) []reflect.Value {
			return []reflect.Value{mark(value.Call(in)[0])}
		}))
	}
	return copied
}

// TestWhatIsSaidComesFromWords checks every page that a person can reach.
func TestWhatIsSaidComesFromWords(t *testing.T) {
	t.Parallel()
	c := runRecorded(t, func(config *Config) { config.Rules.AllowWrites = true })
	c.add(t, "anna", people.Admin, "/")
	c.add(t, "vera", people.Auditor, "/team/x")
	secret := parsePath(t, "/team/password")
	if _, err := znode.Create(c.context, c.boss, secret, []byte("hunter2"), open, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	anna, vera, stranger := c.member(t, "anna"), c.member(t, "vera"), c.visitor(t)
	asMarked := []string{"Cookie", "zkweb-language=" + marked.Lang}
	looked := 0
	look := func(who *visitor, method, address string, form url.Values) {
		t.Helper()
		got := who.do(t, method, address, form.Encode(), append(asMarked, "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")...)
		if !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
			return
		}
		looked++
		if said := unmarked(t, got.body); len(said) > 0 {
			t.Errorf("%s %s (%d) says %q", method, address, got.status, said)
		}
	}
	for _, route := range c.table() {
		if route.Method != http.MethodGet || route.Answers == site.Stream {
			continue
		}
		for _, path := range []string{"team/x", "team/password", "team/absent", "lonely", ""} {
			address := strings.NewReplacer(":cluster", "main", "*", path).Replace(route.Pattern)
			for _, who := range []*visitor{stranger, vera, anna} {
				look(who, http.MethodGet, address, nil)
			}
		}
	}
	for _, address := range []string{
		"/c/main/find/?name=x", "/c/main/find/?data=data", "/c/main/find/?name=[&match=regexp", "/c/main/find/?name=x&max_znodes=1", "/c/main/find/?since=x",
		"/c/main/acls/?max_znodes=2", "/c/main/acls/?format=xml", "/c/main/largest/?by=family", "/c/main/recent/?max_seconds=0", "/c/main/complete?path=/te", "/c/main/go?path=/tea",
		"/c/main/tree/team?tab=children", "/c/main/tree/team?tab=acl", "/c/main/tree/team?tab=activity",
		"/c/main/tree/team?q=no", "/c/main/tree/team?sort=-bytes", "/c/main/tree/team?view=hex", "/c/main/tree/team/..", "/c/other/tree/", "/none",
		"/audit?user=nobody", "/audit?from=x", "/audit?event=node.read", "/sessions/x/end",
	} {
		look(anna, http.MethodGet, address, nil)
	}
	stale := url.Values{"version": {"7"}, "data": {"new"}, "name": {"new"}}
	for _, address := range []string{"/c/main/set/team/x", "/c/main/delete/team/x", "/c/main/delete/team", "/c/main/create/none", "/c/main/set/team/password", "/c/main/reveal/team/password", "/sessions/x/end", "/language"} {
		look(anna, http.MethodPost, address, stale)
		look(vera, http.MethodPost, address, stale)
		look(stranger, http.MethodPost, address, stale)
	}
	look(stranger, http.MethodPost, "/login", credentialsForm("anna", "wrong"))
	if looked < 100 {
		t.Errorf("%d pages were looked at", looked)
	}
}

// Elements with names, data and values, and elements without text.
var (
	namesAndData = []string{"bdi", "code", "pre", "kbd", "textarea", "time", "script", "style"}
	aSentence    = regexp.MustCompile(`\b[A-Z][a-z]+([ :.,]|$)|[a-z]{2,} [a-z]{2,}`) // a capitalized word, or two words
	aMark        = regexp.MustCompile(`⟦[^⟦⟧]*⟧`)
)

// unmarked returns the words of a page that are neither marked nor names or data.
func unmarked(t *testing.T, page string) []string {
	t.Helper()
	root, err := dom.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	check := func(text string) {
		for marks := ""; marks != text; { // removes the marks from the innermost outward
			marks, text = text, aMark.ReplaceAllString(text, "")
		}
		if aSentence.MatchString(text) {
			found = append(found, strings.Join(strings.Fields(text), " "))
		}
	}
	for node := range root.Descendants() {
		switch {
		case node.Type == dom.TextNode && node.Parent.Type == dom.ElementNode && !isNameOrData(node):
			check(node.Data)
		case node.Type == dom.ElementNode:
			for _, attribute := range node.Attr {
				if slices.Contains([]string{"title", "alt", "placeholder", "aria-label"}, attribute.Key) {
					check(attribute.Val)
				}
			}
		}
	}
	return found
}

func isNameOrData(node *dom.Node) bool {
	for above := range node.Ancestors() {
		inAnotherLanguage := above.Data != "html" && slices.ContainsFunc(above.Attr, func(a dom.Attribute) bool { return a.Key == "lang" })
		if inAnotherLanguage || slices.Contains(namesAndData, above.Data) {
			return true
		}
	}
	return false
}

func TestUnmarkedWordsAreFound(t *testing.T) {
	for page, want := range map[string]int{
		"<p>⟦Said⟧ <b>Not said</b></p>":                   1,
		"<p title='Not said'>⟦Said ⟦within⟧ another⟧</p>": 1,
		"<p><code>name</code> <bdi>name</bdi></p>":        0,
		"<p>⟦a⟧ is not ⟦b⟧</p>":                           1,
		"<button lang=en>English</button>":                0,
	} {
		if got := unmarked(t, page); len(got) != want {
			t.Errorf("in %s %q was found", page, got)
		}
	}
}
