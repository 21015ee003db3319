package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	namedTest = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w*`)
	madeTest  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	namedFile = regexp.MustCompile("`([a-z0-9_/]+\\.(?:go|templ|js))`")
)

// TestSecurityNamesWhatExists holds docs/security.md, and what else names some, to the
// tests and files that it takes as its proof.
func TestSecurityNamesWhatExists(t *testing.T) {
	document := readDocument(t, "docs/security.md")
	made := map[string]bool{}
	must(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, found := range madeTest.FindAllSubmatch(source, -1) {
			made[string(found[1])] = true
		}
		return err
	}))
	named := namedTest.FindAllString(document, -1)
	if len(named) < 100 {
		t.Errorf("only %d tests are named", len(named))
	}
	for _, other := range []string{"docs/architecture.md", "docs/record.md", "docs/recorder.md", "docs/versions.md"} {
		named = append(named, namedTest.FindAllString(readDocument(t, other), -1)...)
	}
	for _, name := range named {
		if !made[name] {
			t.Errorf("there is no %s", name)
		}
	}
	for _, found := range namedFile.FindAllStringSubmatch(document, -1) {
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(found[1]))); err != nil {
			t.Error(err)
		}
	}
}
