package handlers

import (
	"encoding/json"
	"strings"
	"testing"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/history"
	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/zktest"
)

// TestWhatAClientSawIsToldAsThat checks a history that a client recorded by watching. It is never
// complete, counts the versions that were not seen, lacks the data of znodes that were deleted too
// soon, and marks what was only found later.
func TestWhatAClientSawIsToldAsThat(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writer, err := history.OpenWriter(dir, history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(writer.Begin(t.Context(), 100, 1_700_000_000_000, func(yield func(history.Node, error) bool) {
		for _, path := range []string{"/", "/app", "/app/db"} {
			yield(history.Node{Path: path, Data: []byte("zero"), ACL: open}, nil)
		}
	}))
	set := func(zxid int64, op txnlog.Op) []txnlog.Transaction {
		op.Type, op.Path = txnlog.TypeSet, "/app/db"
		return []txnlog.Transaction{{Zxid: zxid, Time: 1_700_000_000_000 + zxid, Type: txnlog.TypeSet, Ops: []txnlog.Op{op}}}
	}
	must(writer.Append(t.Context(), set(110, txnlog.Op{Version: 1, Data: []byte("one")}), "watch /", txnlog.ProofWatched))
	must(writer.Append(t.Context(), set(120, txnlog.Op{Version: 2, Unseen: true}), "watch /", txnlog.ProofWatched))
	must(writer.Append(t.Context(), set(130, txnlog.Op{Version: 6, Data: []byte("six")}), "watch /", txnlog.ProofWatched))
	must(writer.Gap(t.Context(), txnlog.Gap{After: 130, Before: 140, Cause: txnlog.GapAway}))
	must(writer.Append(t.Context(), set(140, txnlog.Op{Version: 7, Data: []byte("seven")}), "watch /", txnlog.ProofFound))
	must(writer.Append(t.Context(), set(150, txnlog.Op{Version: 8, Data: []byte("eight")}), "watch /", txnlog.ProofFound))
	must(writer.Append(t.Context(), set(160, txnlog.Op{Version: 9, Data: []byte("nine")}), "watch /", txnlog.ProofWatched))
	must(writer.Close())
	r := runRecordedOn(t, zktest.Run(t), func(config *Config) {
		store, err := history.Open(dir, history.Key{})
		must(err)
		t.Cleanup(func() { _ = store.Close() })
		config.Histories = site.Histories{"main": store}
	})
	viewer := r.member(t, "viewer")
	told := viewer.history(t, "/c/main/versions/app/db")
	if len(told.Versions) != 6 || len(told.Gaps) != 1 || len(told.Complete) != 3 {
		t.Errorf("%+v", told)
	}
	page := viewer.get(t, "/c/main/versions/app/db").body
	for want, times := range map[string]int{
		"3 versions before it not seen": 1, "session not known": 6, "never complete": 1, "Nobody watched": 1, "gone before it could be read": 1,
		"The data before was not seen": 1,
	} {
		if got := strings.Count(page, want); got != times {
			t.Errorf("%q is on the page %d times, not %d", want, got, times)
		}
	}
	for _, body := range []string{page, viewer.get(t, "/c/main/changes/app").body} {
		if !strings.Contains(body, "session not known") || strings.Contains(body, "session 0x0") || strings.Contains(body, "session=0x0") {
			t.Error("a session is named that is not known")
		}
	}
	for moment, want := range map[string]string{"0x6e": "Seen by a client that watched", "0x96": "only found when a client looked again"} {
		if page := viewer.get(t, "/c/main/tree/app?at="+moment).body; !strings.Contains(page, want) {
			t.Errorf("the tree as it was at %s lacks %q", moment, want)
		}
	}
	for _, target := range []string{"tree/?", "find/?name=d&", "compare/?with=/zookeeper&", "versions/app/db?"} {
		body := viewer.getJSON(t, "/c/main/"+target+"at=0x96").body
		lines := strings.Split(strings.TrimSpace(body), "\n")
		var told toldHistory
		must(json.Unmarshal([]byte(lines[len(lines)-1]), &told))
		if len(told.Complete) != 2 || told.Complete[1].Proof != "found" || told.Complete[1].To != "0x96" || len(told.Gaps) != 1 {
			t.Errorf("%s at a moment: %s", target, body)
		}
		if now := viewer.getJSON(t, "/c/main/"+target).body; !strings.HasPrefix(target, "versions") && strings.Contains(now, `"complete"`) {
			t.Errorf("%s tells how complete the present is: %s", target, now)
		}
	}
	if at := viewer.getJSON(t, "/c/main/versions/app/db?at=0x78"); at.status != 404 || !strings.Contains(at.body, "not seen") {
		t.Errorf("unseen data: %d %s", at.status, at.body)
	}
	for target, want := range map[string]int{ // the zxid before these is not known
		"versions/app/db?before=0x0": 404, "versions/app/db?before=0x1": 404, "changes/app?to=0x0": 404, "changes/app?after=0x0.0": 400,
		"versions/app/db?before=0x2": 200, "changes/app?to=0x1": 200, "changes/app?from=0x0": 200,
	} {
		if got := viewer.getJSON(t, "/c/main/"+target); got.status != want || strings.Contains(target, "e=0x2") && strings.Contains(got.body, `"verb"`) {
			t.Errorf("%s: %d %s", target, got.status, got.body)
		}
	}
}
