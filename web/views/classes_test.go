package views_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryClassMeansSomething: a rule of the stylesheets is for it, or a script or a test of
// pages goes by it. What has another name than the rule that was meant looks like all else.
func TestEveryClassMeansSomething(t *testing.T) {
	known := map[string]bool{}
	for text, names := range map[string]string{
		readAll(t, "../static", ".css"): `\.([a-z][\w-]*)`,
		readAll(t, "../static", ".js") + readAll(t, "../e2e", "_test.go") + readAll(t, ".", "_test.go"): "[.\"`]([a-z][\\w-]*)",
	} {
		for _, match := range regexp.MustCompile(names).FindAllStringSubmatch(text, -1) {
			known[match[1]] = true
		}
	}
	pages := readAll(t, ".", ".templ")
	given := regexp.MustCompile(`class="[^"{]*"`).FindAllString(pages, -1)
	for _, expression := range regexp.MustCompile(`class=\{[^}]*\}`).FindAllString(pages, -1) {
		given = append(given, regexp.MustCompile(`"[^"]*"`).FindAllString(expression, -1)...)
	}
	for _, classes := range given {
		for class := range strings.FieldsSeq(strings.Trim(strings.TrimPrefix(classes, "class="), `"`)) {
			if !known[class] && !strings.HasSuffix(class, "-") { // what a state is put behind
				t.Errorf("nothing goes by the class %q", class)
			}
		}
	}
}

// readAll returns the text of the files in a folder and below it whose names end so.
func readAll(t *testing.T, folder, suffix string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, suffix) {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
