package handlers

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/find"
	"zkweb/web/words"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/znode"
)

// comparedLines are the lines of a comparison.
type comparedLines struct {
	lines []find.CompareLine
	done  find.CompareDone
}

// compare requests a comparison as lines.
func (v *visitor) compare(t *testing.T, path, with string) comparedLines {
	t.Helper()
	got := v.get(t, "/c/main/compare"+path+"?with="+url.QueryEscape(with), "Accept", "application/x-ndjson")
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "application/x-ndjson" {
		t.Fatalf("%s with %s: %d %.300s", path, with, got.status, got.body)
	}
	var all comparedLines
	for line := range strings.Lines(got.body) {
		if strings.HasPrefix(line, `{"done":true,`) {
			mustDecode(t, line, &all.done)
			continue
		}
		var one find.CompareLine
		mustDecode(t, line, &one)
		all.lines = append(all.lines, one)
	}
	if !all.done.Done {
		t.Fatalf("the last line is missing: %.300s", got.body)
	}
	return all
}

// fill creates znodes with data, in order.
func (r *recordedTeam) fill(t *testing.T, nodes ...[2]string) {
	t.Helper()
	for _, node := range nodes {
		if _, err := znode.Create(r.context, r.boss, parsePath(t, node[0]), []byte(node[1]), open, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCompareSubtrees(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, addOther(t))
	r.fill(t, [2]string{"/left", "x"}, [2]string{"/left/same", "1"}, [2]string{"/left/data", "1"}, [2]string{"/left/gone", ""},
		[2]string{"/right", "x"}, [2]string{"/right/same", "1"}, [2]string{"/right/data", "2"}, [2]string{"/right/new", ""}, [2]string{"/right/new/below", ""})
	v := r.member(t, "viewer")
	got := v.compare(t, "/left", "/right")
	want := []find.CompareLine{
		{Path: "/data", Differs: []tree.Part{tree.DataPart}}, {Path: "/gone", Only: tree.Left},
		{Path: "/new", Only: tree.Right}, {Path: "/new/below", Only: tree.Right},
	}
	if !slices.EqualFunc(got.lines, want, sameLine) {
		t.Errorf("got %+v, want %+v", got.lines, want)
	}
	if d := got.done; d.Equal != 2 || d.Different != 1 || d.OnlyLeft != 1 || d.OnlyRight != 2 || d.Denied != 0 || d.Stopped != "" {
		t.Errorf("%+v", d)
	}
	page := v.get(t, "/c/main/compare/left?with=/right")
	for _, text := range []string{"/data", "differs: data", "only on the right", "2 equal, 1 different, 1 only on the left, 2 only on the right."} {
		if said := pageText(t, page.body); page.status != http.StatusOK || !strings.Contains(said, text) {
			t.Errorf("the page is %d and says %q, want %q in it", page.status, said, text)
		}
	}
	for _, link := range []string{"/c/main/tree/left/gone", "/c/main/tree/right/new/below"} {
		if !strings.Contains(page.body, `href="`+link+`"`) {
			t.Errorf("the page has no link to %s", link)
		}
	}
	one := v.get(t, "/c/main/compare/left/data?with=/right/data&one=1")
	if said := pageText(t, one.body); one.status != http.StatusOK || !strings.Contains(said, "main:/left/data") || !strings.Contains(said, "- 1") || !strings.Contains(said, "+ 2") {
		t.Errorf("the two znodes: %d %q", one.status, said)
	}
	// Another cluster needs its own sign-in.
	asked := v.get(t, "/c/main/compare/left?with="+url.QueryEscape("other:/left"))
	if asked.status != http.StatusOK || !strings.Contains(asked.body, `href="/login?next=`) {
		t.Errorf("without a sign-in to the other: %d", asked.status)
	}
	form := credentialsForm("viewer", rightOne)
	form.Set("cluster", "other")
	v.mustSignIn(t, form)
	if got := v.compare(t, "/left", "other:/left"); len(got.lines) != 0 || got.done.Equal != 4 {
		t.Errorf("with itself in another cluster: %+v", got)
	}
	if page := v.get(t, "/c/main/compare/left").body; !strings.Contains(page, "other:/left") {
		t.Error("the form does not offer the same path in the other cluster")
	}
}

// TestCompareTellsDataFromItsText checks texts that are equal but stored differently.
func TestCompareTellsDataFromItsText(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	const text = "first\nsecond\n"
	r.fill(t, [2]string{"/plain", text}, [2]string{"/same", text}, [2]string{"/packed", packed(t, text)}, [2]string{"/wide", "\ufeff" + text},
		[2]string{"/bytes", "\x00\xff\x01"}, [2]string{"/empty", ""}, [2]string{"/nothing", packed(t, "")})
	if _, err := znode.Create(r.context, r.boss, parsePath(t, "/null"), nil, open, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	v := r.member(t, "viewer")
	said := words.English.Compare
	for with, want := range map[string]string{
		"/plain/same": said.DataSame, "/plain/packed": said.SameText, "/plain/wide": said.SameText, "/plain/bytes": said.NoText,
		"/null/empty": said.NullOrEmpty, "/null/null": said.DataSame, "/empty/null": said.NullOrEmpty, "/null/plain": "+ first",
		"/null/bytes": said.NoText, "/empty/bytes": said.NoText, "/null/nothing": said.SameText, "/nothing/empty": said.SameText,
	} {
		left, right, _ := strings.Cut(with[1:], "/")
		page := pageText(t, v.get(t, "/c/main/compare/"+left+"?with=/"+right+"&one=1").body)
		if !strings.Contains(page, want) || want != said.DataSame && strings.Contains(page, said.DataSame) {
			t.Errorf("of %s the page says %q, want %q", with, page, want)
		}
		if got := v.compare(t, "/"+left, "/"+right); (got.done.Equal == 1) != (want == said.DataSame) {
			t.Errorf("of %s the lines say %+v", with, got.done)
		}
	}
}

func packed(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestCompareForgives checks that small mistakes in the path to compare with are corrected, as in
// the path box.
func TestCompareForgives(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/one", "x"}, [2]string{"/one/a", "1"}, [2]string{"/two", ""}, [2]string{"/two/b:c", "x"}, [2]string{"/two/b:c/a", "2"})
	v := r.member(t, "viewer")
	for _, with := range []string{"/two/b:c", " /two/b:c ", "/two/b:c/", "//two//b:c", "two/b:c", "main:/two/b:c", "main:two/b:c/", "／two／b:c"} {
		if got := v.compare(t, "/one", with); len(got.lines) != 1 || got.lines[0].Path != "/a" || got.done.Equal != 1 {
			t.Errorf("with %q: %+v", with, got)
		}
		page := v.get(t, "/c/main/compare/one?with="+url.QueryEscape(with)).body
		if link := "/c/main/compare/one/a?one=1&amp;with="; !strings.Contains(page, link+"%2Ftwo%2Fb%3Ac%2Fa") && !strings.Contains(page, link+"main%3A%2Ftwo%2Fb%3Ac%2Fa") {
			t.Errorf("with %q, what differs leads nowhere", with)
		}
	}
}

func sameLine(a, b find.CompareLine) bool {
	return a.Path == b.Path && a.Only == b.Only && a.Denied == b.Denied && slices.Equal(a.Differs, b.Differs)
}

// TestCompareTellsNoSecret checks that a comparison reveals only whether secrets are equal.
func TestCompareTellsNoSecret(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/one", "user=bob\npassword=hunter2-left\n"}, [2]string{"/two", "user=bob\npassword=hunter2-right\n"}, [2]string{"/three", "user=bob\npassword=hunter2-left\n"})
	v := r.member(t, string(people.Reader))
	if got := v.compare(t, "/one", "/two"); got.done.Different != 1 {
		t.Errorf("other secrets: %+v", got.done)
	}
	if got := v.compare(t, "/one", "/three"); got.done.Equal != 1 {
		t.Errorf("the same secret: %+v", got.done)
	}
	for _, with := range []string{"/two", "/three"} {
		page := v.get(t, "/c/main/compare/one?with="+with+"&one=1").body
		if strings.Contains(page, "hunter2") {
			t.Errorf("the page with %s shows a secret", with)
		}
		if same := strings.Contains(page, "The data is the same"); same != (with == "/three") {
			t.Errorf("with %s, the page says that the data is the same: %v", with, same)
		}
	}
}

// TestCompareTellsNobodyMoreThanPages checks that znodes outside the person's paths count neither
// as present nor as missing.
func TestCompareTellsNobodyMoreThanPages(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "confined", people.Viewer, "/app/a", "/copy")
	r.fill(t, [2]string{"/app/hush", "x"}, [2]string{"/copy", ""}, [2]string{"/copy/a", "one"}, [2]string{"/copy/hush", "x"}, [2]string{"/copy/more", ""})
	v := r.member(t, "confined")
	got := v.compare(t, "/app", "/copy")
	for _, line := range got.lines {
		if line.Only == tree.Right && line.Path != "/a/deep" {
			t.Errorf("%s is said to be only on the right", line.Path)
		}
	}
	if got.done.Denied < 2 {
		t.Errorf("%+v", got.done)
	}
	if got := v.get(t, "/c/main/compare/copy?with=/team"); got.status != http.StatusForbidden {
		t.Errorf("outside: %d", got.status)
	}
	for with, status := range map[string]int{"/absent": 403, "nowhere:/app": 404, "/copy/../x": 400, "copy/../x": 400, "app/hush": 403} {
		if got := v.getJSON(t, "/c/main/compare/copy?with="+url.QueryEscape(with)); got.status != status {
			t.Errorf("with %q: %d, want %d", with, got.status, status)
		}
	}
}
