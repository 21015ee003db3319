package tree_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// kept is a walk.Reader of znodes in memory, with data by path. With "!" before its data a znode
// cannot be read, and with "?" it cannot be listed either.
type kept map[string]string

var denied = &znode.Error{Kind: znode.Denied}

func (k kept) ReadMany(_ context.Context, reads []znode.Read) []znode.ReadResult {
	results := make([]znode.ReadResult, len(reads))
	for i, read := range reads {
		results[i] = k.read(read)
	}
	return results
}

func (k kept) read(read znode.Read) znode.ReadResult {
	path := read.Path.String()
	data, there := k[path]
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	switch {
	case !there:
		return znode.ReadResult{Err: &znode.Error{Kind: znode.NotFound}}
	case strings.HasPrefix(data, "!") && read.Kind == znode.ReadData, strings.HasPrefix(data, "?") && read.Kind != znode.ReadStat:
		return znode.ReadResult{Err: denied}
	case strings.HasPrefix(data, "acl "):
		acl = []znode.ACL{{Scheme: "digest", ID: "alice:x", Perms: znode.PermRead}}
	}
	children := k.below(path)
	result := znode.ReadResult{Stat: znode.Stat{DataLength: int32(len(data)), NumChildren: int32(len(children))}}
	switch read.Kind {
	case znode.ReadData:
		result.Data = []byte(strings.TrimPrefix(data, "acl "))
	case znode.ReadACL:
		result.ACL = acl
	case znode.ReadNames:
		result.Names = znode.NamesOf(children)
	}
	return result
}

func (k kept) below(path string) []string {
	var names []string
	for each := range k {
		if parent, name := each[:max(1, strings.LastIndexByte(each, '/'))], each[strings.LastIndexByte(each, '/')+1:]; parent == path && name != "" {
			names = append(names, name)
		}
	}
	return names
}

// compare returns the differences between two trees, one per line.
func compare(t *testing.T, left, right kept, at [2]string) []string {
	t.Helper()
	roots := [2]znode.Path{parse(t, at[0]), parse(t, at[1])}
	options := walk.Options{Want: tree.WantOfCompare}
	var lines []string
	sides := [2]tree.Compared{tree.Walked(t.Context(), walk.New(left, roots[0], options), roots[0]), tree.Walked(t.Context(), walk.New(right, roots[1], options), roots[1])}
	for i := range sides {
		sides[i].Secret = func(v walk.Visited) bool { return strings.Contains(string(v.Data), "•") }
	}
	for d := range tree.Compare(sides[0], sides[1]) {
		if !d.Equal() {
			lines = append(lines, strings.TrimSpace(fmt.Sprint(d.Path, " ", d.Only, d.Denied, " ", d.Parts)))
		}
	}
	return lines
}

func TestCompare(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		left, right kept
		at          [2]string
		want        []string
	}{
		"equal": {kept{"/a": "x", "/a/b": ""}, kept{"/a": "x", "/a/b": ""}, [2]string{"/a", "/a"}, nil},
		"other places": {
			kept{"/a": "x", "/a/b": ""}, kept{"/": "x", "/b": ""}, [2]string{"/a", "/"}, nil,
		},
		"names in walk order": {
			kept{"/a": "", "/a/b": "", "/a/b/c": "", "/a/b-": "", "/a/b0": ""}, kept{"/a": "", "/a/b": "", "/a/b/d": "", "/a/b-": ""},
			[2]string{"/a", "/a"}, []string{"/b/c left []", "/b/d right []", "/b0 left []"},
		},
		"data":   {kept{"/a": "x"}, kept{"/a": "y"}, [2]string{"/a", "/a"}, []string{"/  [data]"}},
		"an ACL": {kept{"/a": "acl x"}, kept{"/a": "x"}, [2]string{"/a", "/a"}, []string{"/  [acl]"}},
		"secrets that may differ": {
			kept{"/a": "p=•", "/a/b": "x•", "/a/c": "q"}, kept{"/a": "p=•", "/a/b": "y•", "/a/c": "q"}, [2]string{"/a", "/a"}, []string{"/ left []", "/b  [data]"},
		},
		"data that may not be read": {
			kept{"/a": "", "/a/b": "!x"}, kept{"/a": "", "/a/b": "x"}, [2]string{"/a", "/a"}, []string{"/b left []"},
		},
		"children that may not be listed are not missing": {
			kept{"/a": "", "/a/b": "?", "/a/b/e": "", "/a/c": ""}, kept{"/a": "", "/a/b": "", "/a/b/d": "", "/a/c": ""}, [2]string{"/a", "/a"},
			[]string{"/b left []", "/b/d left []"},
		},
	} {
		if got := compare(t, test.left, test.right, test.at); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
