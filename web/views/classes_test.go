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
	for _, text := range []string{readAll(t, "../static", ".css"), readAll(t, "../static", ".js"), readAll(t, "../e2e", "_test.go"), readAll(t, ".", "_test.go")} {
		for _, match := range regexp.MustCompile(`[."\s]([a-z][\w-]*)`).FindAllStringSubmatch(text, -1) {
			known[match[1]] = true
		}
	}
	for _, match := range regexp.MustCompile(`class="([^"{]*)"`).FindAllStringSubmatch(readAll(t, ".", ".templ"), -1) {
		for class := range strings.FieldsSeq(match[1]) {
			if !known[class] {
				t.Errorf("nothing goes by the class %q", class)
			}
		}
	}
}

// readAll is the text of the files in a folder and below it whose names end so.
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
