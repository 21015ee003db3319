package views_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// names are what pages say in every language.
var names = []string{"UTC", "zkweb", "digest", "mzxid", "pzxid", "/", "f", "u", "e"}

// TestWhatPagesSayComesFromWords finds a word that stands in a template or in
// the Go beside it, where no translator finds it.
func TestWhatPagesSayComesFromWords(t *testing.T) {
	var seen int
	for _, pattern := range []string{"*.go", "*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "viewtest/") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, said := range wordsIn(t, file, source) {
				t.Errorf("%s says %q", file, said)
			}
			seen++
		}
	}
	if seen < 30 {
		t.Errorf("%d files were looked at: the test looks in the wrong place", seen)
	}
}

func TestWordsInTemplatesAreFound(t *testing.T) {
	for _, source := range []string{
		`templruntime.WriteString(buffer, 1, "<p>Hello</p>")`,
		`templruntime.WriteString(buffer, 1, "<p title=\"Hello\">"); templruntime.WriteString(buffer, 2, "</p>")`,
		`return "Not found"`,
		`x := "it is gone"`,
	} {
		if found := wordsIn(t, "x_templ.go", []byte("package x\nfunc f() {"+source+"}")); len(found) != 1 {
			t.Errorf("in %s %q was found", source, found)
		}
	}
}

// wordsIn returns what a file says in words of its own.
func wordsIn(t *testing.T, file string, source []byte) []string {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, decl := range parsed.Decls {
		if function, ok := decl.(*ast.FuncDecl); ok {
			found = append(found, wordsInMarkup(markup(function))...)
		}
		ast.Inspect(decl, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.CallExpr:
				if _, ok := markupIn(node); ok {
					return false
				}
			}
			if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if text, _ := strconv.Unquote(literal.Value); sentence.MatchString(text) && !strings.Contains(text, "<") {
					found = append(found, text)
				}
			}
			return true
		})
	}
	return found
}

// sentence matches what a person reads: a word with a capital, or two words.
var sentence = regexp.MustCompile(`^[A-Z][a-z]+([ :.]|$)|[a-z]{2,} [a-z]{2,}`)

// markup returns the HTML that a generated function writes, without its values.
func markup(function *ast.FuncDecl) string {
	var out strings.Builder
	ast.Inspect(function, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok {
			text, _ := markupIn(call)
			out.WriteString(text)
		}
		return true
	})
	return out.String()
}

// markupIn returns the HTML that a call of templ's runtime writes.
func markupIn(call *ast.CallExpr) (string, bool) {
	name, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) != 3 || name.Sel.Name != "WriteString" {
		return "", false
	}
	literal, ok := call.Args[2].(*ast.BasicLit)
	if !ok {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}

// wordsInMarkup returns the texts and the attributes that are read out.
func wordsInMarkup(markup string) []string {
	var found []string
	check := func(text string) {
		if text = strings.TrimSpace(text); strings.ContainsAny(strings.ToLower(text), "abcdefghijklmnopqrstuvwxyz") && !slices.Contains(names, text) {
			found = append(found, text)
		}
	}
	tokens := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return found
		case html.TextToken:
			if text := string(tokens.Text()); !strings.HasPrefix(text, "<meta ") { // within noscript
				check(text)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range tokens.Token().Attr {
				if slices.Contains([]string{"title", "alt", "placeholder", "aria-label"}, a.Key) {
					check(a.Val)
				}
			}
		}
	}
}
