package tree_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/tree"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

// acl parses entries in zkCli's notation, such as "world:anyone:r,ip:10.0.0.0/8:cdrwa".
func acl(text string) []znode.ACL {
	var all []znode.ACL
	for entry := range strings.SplitSeq(text, ",") {
		at := strings.LastIndexByte(entry, ':')
		if at < 0 {
			continue
		}
		scheme, id, _ := strings.Cut(entry[:at], ":")
		var perms znode.Perms
		for _, perm := range []znode.Perms{znode.PermRead, znode.PermWrite, znode.PermCreate, znode.PermDelete, znode.PermAdmin} {
			if strings.Contains(entry[at:], perm.String()) {
				perms |= perm
			}
		}
		all = append(all, znode.ACL{Scheme: scheme, ID: id, Perms: perms})
	}
	return all
}

func isTen(acl []znode.ACL) bool {
	return slices.ContainsFunc(acl, func(entry znode.ACL) bool { return entry.Scheme == "ip" && entry.ID == "10.0.0.1" })
}

// report makes a report visit znodes, each given as a path and an ACL, "denied" or "gone", and
// returns its entries.
func report(t *testing.T, limit int, nodes ...string) (entries []string, cut int) {
	t.Helper()
	r := tree.NewACLReport(limit, isTen)
	for _, node := range nodes {
		path, text, _ := strings.Cut(node, " ")
		v := walk.Visited{Path: parse(t, path)}
		switch text {
		case "denied":
			v.ACLErr = &znode.Error{Kind: znode.Denied}
		case "gone":
			v.Err = &znode.Error{Kind: znode.NotFound}
		default:
			v.ACL = acl(text)
		}
		r.Visit(v)
	}
	for _, e := range r.Entries() {
		var said []string
		for _, entry := range e.ACL {
			said = append(said, entry.Scheme+":"+entry.ID+":"+entry.Perms.String())
		}
		entries = append(entries, strings.TrimSpace(fmt.Sprint(e.Znodes, " ", e.Path, " ", strings.Join(said, ","), " ", e.Open)))
	}
	return entries, r.Cut()
}

func TestReportsACLs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ nodes, want []string }{
		"a subtree that agrees": {
			[]string{"/a world:anyone:r", "/a/b world:anyone:r", "/a/b/c world:anyone:r", "/a/d world:anyone:r"},
			[]string{"4 /a world:anyone:r"},
		},
		"what differs, and what comes after it": {
			[]string{"/ sasl:x:r", "/a sasl:x:r", "/a/b sasl:y:r", "/a/b/c sasl:x:r", "/a/bc sasl:x:r", "/d sasl:x:r"},
			[]string{"4 / sasl:x:r", "1 /a/b sasl:y:r", "1 /a/b/c sasl:x:r"},
		},
		"what is open comes first": {
			[]string{"/ world:anyone:r", "/a ip:10.0.0.1:r", "/b world:anyone:cr", "/c ip:10.0.0.1:cdrwa,world:anyone:w", "/d world:anyone:cdrwa", "/e ip:0.0.0.0/0:a", "/f ", "/g world:nobody:w"},
			[]string{
				"1 /b world:anyone:cr anyone", "1 /c ip:10.0.0.1:cdrwa,world:anyone:w anyone", "1 /d world:anyone:cdrwa anyone", "1 /e ip:0.0.0.0/0:a anyone", "1 /f  anyone",
				"1 /a ip:10.0.0.1:r console", "1 / world:anyone:r", "1 /g world:nobody:w",
			},
		},
		"the order of entries says nothing": {
			[]string{"/ sasl:x:r,sasl:y:w", "/a sasl:y:w,sasl:x:r", "/a/b sasl:x:r,sasl:y:w", "/c sasl:y:r,sasl:x:w"},
			[]string{"3 / sasl:x:r,sasl:y:w", "1 /c sasl:y:r,sasl:x:w"},
		},
		"an id is not parted elsewhere": {
			[]string{"/ sasl:xsasl:y:r", "/a sasl:x:r,sasl:y:r", "/b sas:l:r"},
			[]string{"1 / sasl:xsasl:y:r", "1 /a sasl:x:r,sasl:y:r", "1 /b sas:l:r"},
		},
		"what may not be read joins nothing": {
			[]string{"/ sasl:x:r", "/a denied", "/a/b sasl:x:r", "/c sasl:x:r", "/d gone"},
			[]string{"2 / sasl:x:r", "1 /a/b sasl:x:r"},
		},
	} {
		if got, cut := report(t, 100, test.nodes...); !slices.Equal(got, test.want) || cut != 0 {
			t.Errorf("%s: %d cut, %q, want %q", name, cut, got, test.want)
		}
	}
}

// TestBoundsAReport checks that open ACLs are reported, whatever came before them.
func TestBoundsAReport(t *testing.T) {
	t.Parallel()
	nodes := []string{"/ sasl:root:r"}
	for i := range 10 {
		nodes = append(nodes, fmt.Sprintf("/n%d sasl:n%d:r", i, i), fmt.Sprintf("/n%d/below sasl:n%d:r", i, i))
	}
	nodes = append(nodes, "/open world:anyone:w", "/open/below world:anyone:w", "/z sasl:root:r")
	got, cut := report(t, 3, nodes...)
	want := []string{"2 /open world:anyone:w anyone", "2 / sasl:root:r", "2 /n0 sasl:n0:r", "2 /n1 sasl:n1:r"}
	if !slices.Equal(got, want) || cut != 8 {
		t.Errorf("%d cut, %q", cut, got)
	}
}

func TestBoundsTheBytesOfAReport(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<20)
	var nodes []string
	for i := range 10 {
		nodes = append(nodes, fmt.Sprintf("/n%d sasl:%d%s:r", i, i, long), fmt.Sprintf("/n%d/below sasl:%d%s:r", i, i, long))
	}
	got, cut := report(t, 100, append(nodes, "/open world:anyone:w", "/open/again sasl:0"+long+":r")...)
	again := slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, "1 /open/again") })
	if len(got) != 4 || cut != 8 || got[0] != "1 /open world:anyone:w anyone" || again {
		t.Errorf("%d cut, %d kept", cut, len(got))
	}
}

// TestLongACLsOfAReportAreBounded checks that an ACL of many subtrees counts for each of them, as
// it is in each entry.
func TestLongACLsOfAReportAreBounded(t *testing.T) {
	t.Parallel()
	var long []string
	for i := range 1000 {
		long = append(long, fmt.Sprintf("ip:10.%d.%d.0/24:r", i/250, i%250))
	}
	nodes := []string{"/ world:anyone:r"}
	for i := range 400 {
		nodes = append(nodes, fmt.Sprintf("/n%03d %s", i, strings.Join(long, ",")))
	}
	entries, cut := report(t, 10_000, nodes...)
	told := 0
	for _, entry := range entries {
		told += len(entry)
	}
	if len(entries) < 100 || told > 8<<20 || len(entries)+cut != len(nodes) {
		t.Errorf("%d entries of %d bytes, and %d are cut", len(entries), told, cut)
	}
}
