package handlers

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/changes"
	"zkweb/web/handlers/site"
	"zkweb/web/handlers/undo"
	"zkweb/zkconn/znode"
)

// multi posts a transaction.
func (v *visitor) multi(t *testing.T, ops ...string) answer {
	t.Helper()
	return v.do(t, "POST", "/c/main/multi", `{"ops":[`+strings.Join(ops, ",")+`]}`, "Content-Type", "application/json")
}

// failedOp is an error about one of several ops.
type failedOp struct {
	Error struct {
		Kind, Code, Message string
		Op                  *int
	}
}

// TestATransactionIsMadeAsAWhole makes a transaction and undoes it as one.
func TestATransactionIsMadeAsAWhole(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	v := r.member(t, "editor")
	got := v.multi(t,
		`{"op":"check","path":"/app/a","version":0}`,
		`{"op":"create","path":"/app/new","data":{"encoding":"null"},"acl":"world:anyone:cdrw"}`,
		`{"op":"create","path":"/app/new/child","data":"short"}`,
		`{"op":"set","path":"/app/b","version":0,"data":{"encoding":"base64","base64":"AP8="}}`,
		`{"op":"delete","path":"/app/a/deep","version":0}`,
	)
	made := decode[changes.MultiJSON](t, got)
	if got.status != 200 || len(made.Results) != 5 || made.Results[2].Path != "/app/new/child" || made.Results[3].Stat.Version != 1 || made.Entry == 0 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	r.holds(t, "/app/b", "\x00\xff")
	r.holds(t, "/app/new/child", "short")
	data, _, err := r.boss.Get(r.context, parsePath(t, "/app/new"))
	if err != nil || data != nil {
		t.Errorf("the data of /app/new is %q, %v, want null", data, err)
	}
	acl, _, err := r.boss.GetACLs(r.context, parsePath(t, "/app/new/child"))
	if want := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll &^ znode.PermAdmin}}; err != nil || !slices.Equal(acl, want) {
		t.Errorf("the child of a new znode has %v, %v, want its parent's %v", acl, err, want)
	}
	undone := decode[undo.JSONDone](t, v.post(t, undoOf(made.Entry), nil, "Accept", "application/json"))
	if len(undone.Results) != 4 {
		t.Errorf("%+v", undone)
	}
	r.holds(t, "/app/b", "data of /app/b")
	r.holds(t, "/app/a/deep", "data of /app/a/deep")
}

func TestATransactionThatCannotBe(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "ed", people.Editor, "/app")
	v := r.member(t, "ed")
	first := `{"op":"set","path":"/app/a","version":0,"data":{"encoding":"utf-8","text":"never"}}`
	large := fmt.Sprintf(`{"op":"set","path":"/app/b","version":0,"data":{"encoding":"utf-8","text":"%s"}}`, strings.Repeat("x", 600_000))
	for name, test := range map[string]struct {
		ops    []string
		status int
		code   string
		op     int // -1 for none
	}{
		"a version":        {[]string{first, `{"op":"delete","path":"/app/b","version":7}`}, 409, "bad_version", 1},
		"outside":          {[]string{first, `{"op":"delete","path":"/team/x","version":0}`}, 403, "outside_paths", 1},
		"create outside":   {[]string{first, `{"op":"create","path":"/team/new"}`}, 403, "outside_paths", 1},
		"any version":      {[]string{first, `{"op":"set","path":"/app/b","version":-1,"data":{"encoding":"null"}}`}, 400, "version", 1},
		"no version":       {[]string{first, `{"op":"delete","path":"/app/b"}`}, 400, "version", 1},
		"no data":          {[]string{first, `{"op":"set","path":"/app/b","version":0}`}, 400, "form_empty", 1},
		"no path":          {[]string{`{"op":"delete","path":"app","version":0}`}, 400, "path_start", 0},
		"no op":            {[]string{first, `{"op":"move","path":"/app","version":0}`}, 400, "multi_op", 1},
		"no mode":          {[]string{`{"op":"create","path":"/app/n","mode":"x"}`}, 400, "multi_mode", 0},
		"a TTL elsewhere":  {[]string{`{"op":"create","path":"/app/n","ttl":5}`}, 400, "multi_mode", 0},
		"no TTL":           {[]string{`{"op":"create","path":"/app/n","mode":"ttl"}`}, 400, "multi_mode", 0},
		"a negative TTL":   {[]string{`{"op":"create","path":"/app/n","mode":"ttl","ttl":-5}`}, 400, "ttl", 0},
		"too long a TTL":   {[]string{`{"op":"create","path":"/app/n","mode":"ttl","ttl":1099511627776}`}, 400, "ttl", 0},
		"TTL of 64 bits":   {[]string{`{"op":"create","path":"/app/n","mode":"ttl","ttl":18446744074709}`}, 400, "ttl", 0}, // a second, in nanoseconds
		"no encoding":      {[]string{`{"op":"create","path":"/app/n","data":{"text":"x"}}`}, 400, "multi_data", 0},
		"a mask":           {[]string{first, `{"op":"create","path":"/app/n","data":{"encoding":"utf-8","text":"password=•masked•"}}`}, 400, "holds_mask", 1},
		"never deleted":    {[]string{first, `{"op":"delete","path":"/zookeeper","version":0}`}, 400, "never_deleted", 1},
		"nothing":          {nil, 400, "multi_ops", -1},
		"too many":         {slices.Repeat([]string{first}, 1001), 400, "multi_ops", -1},
		"too large":        {[]string{first, large, large}, 413, "multi_too_large", -1},
		"an unknown field": {[]string{`{"op":"delete","path":"/app/b","versoin":0}`}, 400, "multi_json", -1},
		"data of no kind":  {[]string{`{"op":"create","path":"/app/n","data":7}`}, 400, "multi_json", -1},
		"a text version":   {[]string{`{"op":"delete","path":"/app/b","version":"0"}`}, 400, "multi_json", -1},
		"an ACL not meant": {[]string{`{"op":"acl","path":"/app/b","version":0,"acl":"world:anyone:cdrw"}`}, 400, "acl_warned", 0},
		"more behind":      {[]string{first + `]}{"ops":[` + first}, 400, "multi_json", -1},
		"not UTF-8":        {[]string{"{\"op\":\"create\",\"path\":\"/app/n\",\"data\":{\"encoding\":\"utf-8\",\"text\":\"\xff\"}}"}, 400, "text_not_utf8", -1},
	} {
		got := v.multi(t, test.ops...)
		failed := decode[failedOp](t, got).Error
		if got.status != test.status || failed.Code != test.code || strings.Contains(failed.Message, " Go ") || (failed.Op == nil) != (test.op < 0) || failed.Op != nil && *failed.Op != test.op {
			t.Errorf("%s: %d %.300s, want %d %s, op %d", name, got.status, got.body, test.status, test.code, test.op)
		}
	}
	meant := `{"anyway":"locks_everybody_out","ops":[{"op":"acl","path":"/app/b","version":0,"acl":"world:anyone:cdrw"}]}`
	if got := v.do(t, "POST", "/c/main/multi", meant, "Content-Type", "application/json"); got.status != 200 {
		t.Errorf("an ACL that was meant: %d %s", got.status, got.body)
	}
	if got := v.do(t, "POST", "/c/main/multi", "ops=1", "Content-Type", "application/x-www-form-urlencoded"); got.status != 400 {
		t.Errorf("a form: %d %s", got.status, got.body)
	}
	r.holds(t, "/app/a", "data of /app/a")
	r.holds(t, "/app/b", "data of /app/b")
	if got := r.member(t, "viewer").multi(t, first); got.status != 403 {
		t.Errorf("a viewer: %d %s", got.status, got.body)
	}
}

// TestWhatDoesNotComeBackIsNamedInPart checks that only some of the znodes that cannot be restored
// are listed, however many there are.
func TestWhatDoesNotComeBackIsNamedInPart(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	v := r.member(t, "editor")
	var creates []znode.Op
	deletes := []string{`{"op":"delete","path":"/app/a/deep","version":0}`}
	for i := range site.MaxSteps + 5 {
		at := fmt.Sprintf("/app/e-%d", i)
		creates = append(creates, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, at), ACL: open, Mode: znode.ModeEphemeral})
		deletes = append(deletes, `{"op":"delete","path":"`+at+`","version":0}`)
	}
	if _, err := r.boss.Apply(r.context, creates...); err != nil {
		t.Fatal(err)
	}
	made := decode[changes.MultiJSON](t, v.multi(t, deletes...))
	said := pageText(t, v.get(t, undoOf(made.Entry)).body)
	if named := strings.Count(said, "/app/e-"); named != site.MaxSteps || !strings.Contains(said, "25 ephemeral") || !strings.Contains(said, "And 5 znodes more") {
		t.Errorf("of %d it names %d: %.900q", len(creates), named, said)
	}
}
