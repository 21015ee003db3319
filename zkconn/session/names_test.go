package session

import (
	"fmt"
	"testing"

	"zkweb/zkconn/znode"
)

func listOf(t *testing.T, path string, count int) (znode.Path, []string) {
	t.Helper()
	parsed, err := znode.ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("child-%06d", i)
	}
	return parsed, names
}

func TestNamesKeepToTheirBudget(t *testing.T) {
	const each = 2000*(2*16+12+4) + keptBytes
	kept, s := newMemory(2*each), &Session{}
	key := func(path znode.Path) sessionKey { return kept.keyOf(namesKind, s, path) }
	has := func(path znode.Path) bool { return kept.namesOf(key(path)) != nil }
	a, names := listOf(t, "/a", 2000)
	b, _ := listOf(t, "/b", 0)
	c, few := listOf(t, "/c", worthKeeping-1)
	d, many := listOf(t, "/d", 5000)
	kept.keepNames(key(a), newKeptNames(names, znode.Stat{}))
	kept.keepNames(key(b), newKeptNames(names, znode.Stat{}))
	kept.keepNames(key(c), newKeptNames(few, znode.Stat{}))
	kept.keepNames(key(d), newKeptNames(many, znode.Stat{}))
	if !has(b) || !has(a) || has(c) || has(d) { // a is now the most recently used
		t.Errorf("kept: a %v, b %v, few %v, over the budget %v", has(a), has(b), has(c), has(d))
	}
	kept.keepNames(key(c), newKeptNames(names, znode.Stat{}))
	if !has(a) || has(b) || !has(c) || kept.used != 2*each {
		t.Errorf("kept: a %v, b %v, c %v, %d bytes", has(a), has(b), has(c), kept.used)
	}
}

func TestNamesAreForgottenWithTheirSession(t *testing.T) {
	kept, mine, others := newMemory(memoryBudget), &Session{}, &Session{}
	a, names := listOf(t, "/a", 2000)
	late := kept.keyOf(namesKind, mine, a)
	kept.keepNames(kept.keyOf(namesKind, mine, a), newKeptNames(names, znode.Stat{}))
	kept.keepNames(kept.keyOf(namesKind, others, a), newKeptNames(names, znode.Stat{}))
	kept.forget(mine)
	if found := kept.namesOf(kept.keyOf(namesKind, others, a)); found == nil || len(kept.all) != 1 {
		t.Errorf("%d lists are kept; another session's: %v", len(kept.all), found != nil)
	}
	kept.keepNames(late, newKeptNames(names, znode.Stat{})) // read before it was forgotten
	if len(kept.all) != 1 {
		t.Error("a list was kept after its session's were forgotten")
	}
}
