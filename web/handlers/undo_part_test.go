package handlers

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/views"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// waysToATransaction is every way to ask about the transaction ZXID.
var waysToATransaction = []string{
	"undo/ZXID", "undo/ZXID?below=%2Fapp", "changes/?from=ZXID&to=ZXID", "changes/app?from=ZXID&to=ZXID", "changes/?from=ZXID&to=ZXID&format=jsonl",
	"changes/?from=ZXID&to=ZXID&format=atom", "changes/?from=ZXID&to=ZXID&limit=1", "changes/?from=ZXID&to=ZXID&by=session", "changes/?from=ZXID&to=ZXID&op=delete",
}

var entryNumber = regexp.MustCompile(`"entry":\d+`)

// waysToItsMoment is every way to ask about the znode NAME at the moment of the transaction ZXID.
var waysToItsMoment = []string{
	"tree/app/NAME?at=ZXID", "branch/app/NAME?at=ZXID", "find/app/NAME?at=ZXID&name=*&format=jsonl", "compare/app/NAME?at=ZXID&with=/app/c&format=jsonl",
	"versions/app/NAME?at=ZXID", "versions/app/NAME?before=ZXID", "versions/app/NAME/b?before=ZXID", "changes/app/NAME?from=ZXID", "changes/app/NAME?from=ZXID&format=atom",
	"changes/app/NAME?to=ZXID", "changes/app/NAME?after=ZXID.0", "bring-back/app/NAME/a?deleted=ZXID",
}

// about returns the answers to all of them, and to undoing the transaction: status, headers and
// body, without times and places.
func (v *visitor) about(t *testing.T, name string, zxid int64, names *strings.Replacer) map[string]string {
	t.Helper()
	told := func(got answer) string {
		header := got.header.Clone()
		for _, name := range []string{"Date", "X-Request-Id", "Content-Length"} { // the length depends on times in words
			header.Del(name)
		}
		text := names.Replace(fmt.Sprint(got.status, header, got.body))
		text = entryNumber.ReplaceAllString(varying.ReplaceAllString(text, ""), "")
		return moments.ReplaceAllString(text, "THEN")
	}
	all := map[string]string{}
	for _, way := range waysToATransaction {
		target := "/c/main/" + strings.ReplaceAll(way, "ZXID", views.Hex(zxid))
		for _, accept := range []string{"application/json", "text/html"} {
			all[way+" "+accept] = told(v.get(t, target, "Accept", accept))
		}
	}
	for _, way := range waysToItsMoment {
		target := "/c/main/" + strings.NewReplacer("ZXID", views.Hex(zxid), "NAME", name).Replace(way)
		all[way] = told(v.get(t, target, "Accept", "application/json"))
	}
	all["POST"] = told(v.post(t, "/c/main/undo/"+views.Hex(zxid), nil, "Accept", "application/json"))
	return all
}

// TestATransactionIsTakenBackAsFarAsOneMaySee checks that for people who may not see a part of a
// transaction, every answer is the same as for a transaction without that part, and that they undo
// no more. If they may see none of it, it does not exist.
func TestATransactionIsTakenBackAsFarAsOneMaySee(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	h.add(t, "outsider", people.Editor, "/")
	h.add(t, "confined", people.Editor, "/app")
	shut := []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	apply := func(ops ...znode.Op) int64 {
		t.Helper()
		results, err := h.boss.Apply(h.context, ops...)
		if err != nil {
			t.Fatal(err)
		}
		h.recording.Until(t, results[0].Zxid)
		return results[0].Zxid
	}
	create := func(path string) znode.Op {
		return znode.Op{Kind: znode.OpCreate, Path: parsePath(t, path), Data: []byte("x"), ACL: open}
	}
	set := func(path string) znode.Op {
		return znode.Op{Kind: znode.OpSet, Path: parsePath(t, path), Data: []byte("y"), Version: znode.AnyVersion}
	}
	gone := func(path string) znode.Op {
		return znode.Op{Kind: znode.OpDelete, Path: parsePath(t, path), Version: znode.AnyVersion}
	}
	apply(znode.Op{Kind: znode.OpCreate, Path: parsePath(t, "/shut"), ACL: shut})
	apply(create("/shut/n"), create("/shut/o"), create("/app/mixed"), create("/app/mixed/a"))
	apply(create("/app/plain"), create("/app/plain/a"))
	const mixed, plain = "/app/mixed", "/app/plain"
	for _, who := range []string{"outsider", "confined", "viewer"} {
		v := h.member(t, who)
		same := func(name string, hidden, never int64) {
			t.Helper()
			names := strings.NewReplacer("mixed", "NAME", "plain", "NAME")
			told, of := v.about(t, "mixed", hidden, names), v.about(t, name, never, names)
			for way, answer := range told {
				if answer != of[way] {
					t.Errorf("%s, by %s: told %s", who, way, firstDiffers(answer, of[way]))
				}
			}
		}
		for _, ops := range []func(string) []znode.Op{
			func(at string) []znode.Op { return []znode.Op{set(at), gone(at + "/a"), create(at + "/b")} },
			func(at string) []znode.Op { return []znode.Op{set(at)} },
			func(at string) []znode.Op { return []znode.Op{create(at + "/c"), set(at + "/c")} },
		} {
			hidden := append(append([]znode.Op{set("/shut/n"), gone("/shut/o")}, ops(mixed)...), create("/shut/p"))
			never := apply(ops(plain)...)
			same("plain", apply(hidden...), never)
			if data, _, err := h.boss.Get(h.context, parsePath(t, "/shut/p")); err != nil || string(data) != "x" {
				t.Fatalf("%s has taken back what they may not see: %q, %v", who, data, err)
			}
			apply(gone("/shut/p"), create("/shut/o"))
			if who == "viewer" {
				break
			}
		}
		hidden := apply(set("/shut/n"))
		if _, err := h.boss.Apply(h.context, create("/app")); znode.KindOf(err) != znode.Conflict {
			t.Fatalf("creating an existing znode: %v", err)
		}
		apply(set("/shut/n"))
		same("mixed", hidden, hidden+1) // it has changed nothing
		if who == "viewer" {
			continue
		}
		if data, _, err := h.boss.Get(h.context, parsePath(t, mixed)); err != nil || string(data) != "x" {
			t.Errorf("%s has not taken back what they may see: %q, %v", who, data, err)
		}
		if _, err := h.boss.Exists(h.context, parsePath(t, mixed+"/a")); err != nil {
			t.Errorf("what %s has brought back is not there: %v", who, err)
		}
		for _, at := range []string{mixed, plain} {
			apply(gone(at + "/c"))
		}
	}
}
