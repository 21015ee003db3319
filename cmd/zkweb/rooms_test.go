package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	roomLine = regexp.MustCompile(`(?m)^(?:floor \d|beside)? +([a-z][a-z0-9]+(?:/[a-z0-9…]+)*)  +(.*(?:\n {30,}.*)*)`)
	roomList = regexp.MustCompile(`[a-z]+`)
)

// TestDocumentsNameEachRoom holds docs/architecture.md to the packages that there are, and
// each of these to one package comment.
func TestDocumentsNameEachRoom(t *testing.T) {
	plan, _, _ := strings.Cut(strings.SplitN(readDocument(t, "docs/architecture.md"), "```", 3)[1], "```")
	var named []string
	for _, row := range roomLine.FindAllStringSubmatch(plan, -1) {
		parent, family := strings.CutSuffix(row[1], "/…")
		if !family {
			named = append(named, row[1])
			continue
		}
		_, families, _ := strings.Cut(row[2], ":")
		for _, name := range roomList.FindAllString(families, -1) {
			named = append(named, parent+"/"+name)
		}
	}
	there := packageComments(t)
	for _, room := range named {
		if _, is := there[room]; !is {
			t.Errorf("docs/architecture.md names %s, which has no Go files", room)
		}
	}
	for room, comments := range there {
		if !slices.Contains(named, room) {
			t.Errorf("docs/architecture.md does not name %s", room)
		}
		if comments != 1 {
			t.Errorf("%s has %d package comments", room, comments)
		}
	}
}

// packageComments returns how many package comments each folder with Go files has.
func packageComments(t *testing.T) map[string]int {
	t.Helper()
	comments := map[string]int{}
	must(t, fs.WalkDir(os.DirFS(root), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(file) != ".go" || strings.HasPrefix(file, ".") {
			return err
		}
		source, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		room := filepath.ToSlash(filepath.Dir(file))
		comments[room] += 0
		if text := parsed.Doc.Text(); strings.HasPrefix(text, "Package ") || strings.HasPrefix(text, "Command ") {
			comments[room]++
		}
		return nil
	}))
	return comments
}
