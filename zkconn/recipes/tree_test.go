package recipes_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/recipes"
	"zkweb/zkconn/znode"
)

// tree has znodes by path.
type tree map[string]entry

type entry struct {
	data []byte
	stat znode.Stat
}

// record reads a recorded tree, taken while the system that wrote it was running.
func record(t *testing.T, file string) tree {
	t.Helper()
	lines, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return readTree(t, string(lines))
}

// readTree parses a tree with one JSON line for each znode.
func readTree(t *testing.T, lines string) tree {
	t.Helper()
	all := tree{}
	for text := range strings.Lines(lines) {
		var line struct {
			Path    string
			Session int64
			Version int32
			Text    string
			Base64  []byte
		}
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if line.Base64 == nil {
			line.Base64 = []byte(line.Text)
		}
		all[line.Path] = entry{line.Base64, znode.Stat{EphemeralOwner: line.Session, Version: line.Version}}
	}
	return all
}

// write returns a tree of lines "/path", "/path = data" and, for an ephemeral znode, "/path !" with
// the data after that. It adds missing ancestors.
func write(text string) tree {
	all := tree{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if path, data, ephemeral := strings.Cut(line, " !"); ephemeral {
			all.put(path, strings.TrimPrefix(data, " "), 1)
		} else if path, data, _ := strings.Cut(line, " = "); path != "" {
			all.put(path, strings.ReplaceAll(data, `\n`, "\n"), 0)
		}
	}
	return all
}

func (all tree) put(path, data string, session int64) {
	all[path] = entry{[]byte(data), znode.Stat{EphemeralOwner: session}}
	for at := path; strings.LastIndexByte(at, '/') > 0; {
		at = at[:strings.LastIndexByte(at, '/')]
		if _, known := all[at]; !known {
			all[at] = entry{}
		}
	}
}

// children returns the names of a znode's children, in byte order.
func (all tree) children(path znode.Path) []string {
	var names []string
	for text := range all {
		if child, err := znode.ParsePath(text); err == nil && child.Parent() == path && !child.IsRoot() {
			names = append(names, child.Name())
		}
	}
	slices.Sort(names)
	return names
}

// seen returns what a page of the znode reads.
func (all tree) seen(t *testing.T, path znode.Path) recipes.Seen {
	t.Helper()
	seen := recipes.Seen{Path: path, Data: all[path.String()].data, Stat: all.stat(path), Stats: znode.Stats{}}
	for _, level := range append(recipes.Proofs(path), path) {
		seen.Lists = append(seen.Lists, znode.List{Path: level, Names: all.children(level)})
	}
	names := all.children(path)
	for _, child := range recipes.Children(path, names) {
		seen.Stats[child] = &znode.StatResult{Stat: all.stat(child)}
	}
	for _, name := range names[:min(len(names), 100)] {
		if child, err := path.Child(name); err == nil {
			seen.Stats[child] = &znode.StatResult{Stat: all.stat(child)}
		}
	}
	return seen
}

func (all tree) stat(path znode.Path) znode.Stat {
	stat := all[path.String()].stat
	stat.DataLength = int32(len(all[path.String()].data))
	stat.NumChildren = int32(len(all.children(path)))
	return stat
}

func (all tree) recognise(t *testing.T, path string) *recipes.Recipe {
	t.Helper()
	return recipes.Recognise(all.seen(t, parse(t, path)))
}

func parse(t *testing.T, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// check compares what znodes are recognised as, in the form "system: code name=value … rel→path …".
func (all tree) check(t *testing.T, want map[string]string) {
	t.Helper()
	for _, path := range slices.Sorted(maps.Keys(want)) {
		if _, there := all[path]; !there && path != "/" {
			t.Errorf("the tree has no %s", path)
		}
		if got := describe(all.recognise(t, path)); got != want[path] {
			t.Errorf("%s is\n\t%s\nwant\n\t%s", path, got, want[path])
		}
	}
}

// checkAll fails for each znode that is not recognised, except those in nothing.
func (all tree) checkAll(t *testing.T, nothing ...string) {
	t.Helper()
	for _, path := range slices.Sorted(maps.Keys(all)) {
		found := all.recognise(t, path)
		if (found == nil) != slices.Contains(nothing, path) {
			t.Errorf("%s is %q", path, describe(found))
		}
	}
}

func describe(found *recipes.Recipe) string {
	if found == nil {
		return ""
	}
	said := found.Of + ": " + found.Code
	for _, name := range slices.Sorted(maps.Keys(found.Args)) {
		said += fmt.Sprintf(" %s=%s", name, found.Args[name])
	}
	for _, link := range found.Links {
		said += fmt.Sprintf(" %s→%s", link.Rel, link.Path)
	}
	return said
}

// lineWords returns one text for each contender of a line, with its name cut to the part that
// differs.
func lineWords(line *recipes.Line) []string {
	if line == nil {
		return nil
	}
	var said []string
	for _, contender := range line.Contenders {
		text := tail(contender.Name)
		if contender.Mode != "" {
			text += " " + string(contender.Mode) + "s"
		}
		if contender.Holds {
			text += " holds"
		}
		if contender.WaitsFor != "" {
			text += " waits for " + tail(contender.WaitsFor)
		}
		said = append(said, text)
	}
	return said
}

func tail(name string) string { return name[max(0, len(name)-4):] }
