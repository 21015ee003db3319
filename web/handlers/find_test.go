package handlers

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/find"
	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// foundLines are the lines of a find.
type foundLines struct {
	hits []find.Line
	done find.Done
}

func (f foundLines) paths() []string {
	var all []string
	for _, hit := range f.hits {
		all = append(all, hit.Path)
	}
	return all
}

func readFound(t *testing.T, a answer) foundLines {
	t.Helper()
	if got := a.header.Get("Content-Type"); a.status != http.StatusOK || got != "application/x-ndjson" {
		t.Fatalf("%d, Content-Type %q: %.300s", a.status, got, a.body)
	}
	var all foundLines
	for line := range strings.Lines(a.body) {
		if strings.HasPrefix(line, `{"done":true,`) {
			mustDecode(t, line, &all.done)
			continue
		}
		var hit find.Line
		mustDecode(t, line, &hit)
		all.hits = append(all.hits, hit)
	}
	if !all.done.Done || !strings.HasSuffix(a.body, "}\n") {
		t.Fatalf("the last line is missing: %.300s", a.body)
	}
	return all
}

func mustDecode(t *testing.T, line string, into any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%v: %.300s", err, line)
	}
}

func (v *visitor) find(t *testing.T, target string) foundLines {
	t.Helper()
	return readFound(t, v.get(t, "/c/main/find"+target, "Accept", "application/x-ndjson"))
}

func TestFindsAsLines(t *testing.T) {
	t.Parallel()
	v := runMain(t).anonymous(t)
	for _, test := range []struct {
		target string
		want   []string
	}{
		{"/a?name=B", []string{"/a/b"}},
		{"/a?name=b&match=text", []string{"/a/b"}},
		{"/?name=a+b+C&match=fragments", []string{"/a/b/c"}},
		{"/a?name=%5Bcd%5D&match=glob", []string{"/a/b/c", "/a/b/d"}},
		{"/a?name=%5E.%24&match=regexp", []string{"/a", "/a/b", "/a/b/c", "/a/b/d"}},
		{"/many?name=n00&min=3&max=5", []string{"/many/n003", "/many/n004", "/many/n005"}},
		{"/many?max=0", []string{"/many", "/many/n000"}},
		{"/?data=the+first", nil},
		{"/a?data=FIRST", []string{"/a"}},
		{"/a?data=%5Ea.c%24&match=regexp", []string{"/a/b"}},
		{"/names?data=中文", []string{"/names/中文"}},
		{"/a?kind=ephemeral", nil},
		{"/a?kind=persistent&since=1h", []string{"/a", "/a/b", "/a/b/c", "/a/b/d"}},
		{"/a?since=2999-01-01T00:00:00Z", nil},
		{"/a?owner=0x1", nil},
		{"/a?acl=world:anyone&name=b", []string{"/a/b"}},
		{"/a?acl=digest:alice", nil},
		{"/a", []string{"/a", "/a/b", "/a/b/c", "/a/b/d"}},
	} {
		got := v.find(t, test.target)
		if paths := got.paths(); !slices.Equal(paths, test.want) || got.done.Matched != len(test.want) || got.done.Stopped != "" || got.done.Error != nil {
			t.Errorf("%s: found %q, want %q; %+v", test.target, paths, test.want, got.done)
		}
	}
	hit := v.find(t, "/a?data=FIRST").hits[0]
	if hit.In != "data" || hit.Line != 1 || hit.Text != "first" || hit.Stat.DataLength != 5 || hit.Stat.Hex.Czxid == "" {
		t.Errorf("in data: %+v", hit)
	}
	if hit := v.find(t, "/a/b?name=c").hits[0]; hit.In != "name" || hit.Text != "c" || hit.Stat.Czxid == 0 {
		t.Errorf("in a name: %+v", hit)
	}
	if got := readFound(t, v.get(t, "/c/main/find/a?name=b&format=jsonl")); len(got.hits) != 1 || got.done.Seen != 4 {
		t.Errorf("by its format: %+v", got)
	}
}

func TestFindNamesWhatItMayNotRead(t *testing.T) {
	t.Parallel()
	v := runMain(t).anonymous(t)
	got := v.find(t, "/?name=n24&match=text")
	if got.done.Denied < 2 || !slices.Contains(got.done.DeniedPaths, "/private") || !slices.Contains(got.done.DeniedPaths, "/locked") || slices.Contains(got.paths(), "/private/child") {
		t.Errorf("%+v", got.done)
	}
	if page := v.get(t, "/c/main/find/?data=cake"); !strings.Contains(page.body, "/private") || strings.Contains(page.body, "/private/child") || strings.Contains(page.body, "lie") {
		t.Errorf("the page: %s", pageText(t, page.body))
	}
}

func TestFindStopsAtItsBounds(t *testing.T) {
	t.Parallel()
	c := run(t, func(config *Config) { config.Finds = find.Bounds{Znodes: 200, Bytes: 5000, Time: time.Minute} }, "main="+zookeeper.Addr())
	v := c.anonymous(t)
	if got := v.find(t, "/many?name=n&max_znodes=10"); got.done.Seen != 10 || got.done.Stopped != "znodes" || len(got.hits) != 10 {
		t.Errorf("10 znodes: %+v", got.done)
	}
	if got := v.find(t, "/many?name=n"); got.done.Seen != 200 || got.done.Stopped != "znodes" {
		t.Errorf("the console's bound: %+v", got.done)
	}
	if got := v.find(t, "/many?data=nothing"); got.done.Stopped != "bytes" || got.done.Bytes < 5000 {
		t.Errorf("the bound on bytes: %+v", got.done)
	}
	for _, query := range []string{"max_znodes=201", "max_znodes=0", "max_seconds=61", "max_bytes=x"} {
		got := v.get(t, "/c/main/find/many?name=n&"+query, "Accept", "application/x-ndjson")
		if answer := decode[errorAnswer](t, got); got.status != http.StatusBadRequest || answer.Error.Code != string(znode.CodeFindBound) {
			t.Errorf("%s: %d %+v", query, got.status, answer)
		}
	}
	for page, raised := range map[string]string{
		"recent/many?": `name="max_znodes" value="10"`, "largest/many?by=children&": `name="by" value="children"`,
		"acls/many?": `name="max_znodes" value="10"`, "compare/many?with=/many&": `name="max_znodes" value="10"`, "find/many?name=n&": `name="max_znodes" value="10"`,
	} {
		body := v.get(t, "/c/main/"+page+"max_znodes=10").body
		if !strings.Contains(body, words.English.Find.Ends["znodes"]) || !strings.Contains(body, raised) || strings.Contains(v.get(t, "/c/main/"+page).body, `value="10"`) {
			t.Errorf("%s says nothing of its bound, or has no form that raises it", page)
		}
	}
	if page := v.get(t, "/c/main/find/many?name=n&max_znodes=10").body; !strings.Contains(page, words.English.Find.Ends["znodes"]) {
		t.Errorf("the page does not say that it stopped: %s", pageText(t, page))
	}
}

func TestFindRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	v := runMain(t).anonymous(t)
	for query, code := range map[string]znode.Code{
		"match=sql": znode.CodeFindMatch, "kind=odd": znode.CodeFindKind, "owner=me": znode.CodeFindOwner, "owner=0x0": znode.CodeFindOwner,
		"since=yesterday": znode.CodeFindSince, "min=-1": znode.CodeFindSize, "max=1KB": znode.CodeFindSize, "acl=world": znode.CodeFindACL,
		"name=(&match=regexp": znode.CodeFindRegexp, "name=[&match=glob": znode.CodeFindGlob, "data=" + strings.Repeat("x", 1001): znode.CodeFindPattern,
		"name=%gg": znode.CodeQueryEncoding,
	} {
		got := v.getJSON(t, "/c/main/find/a?"+query)
		if answer := decode[errorAnswer](t, got); got.status != http.StatusBadRequest || answer.Error.Code != string(code) {
			t.Errorf("%s: %d %+v", query, got.status, answer)
		}
		page := v.get(t, "/c/main/find/a?"+query)
		if page.status != http.StatusBadRequest || code != znode.CodeQueryEncoding && !strings.Contains(page.body, `name="max_znodes"`) {
			t.Errorf("%s: the page is %d without its form", query, page.status)
		}
	}
	if page := v.get(t, "/c/main/find/a?name=("+"&match=regexp&owner=0x7"); !strings.Contains(page.body, `value="("`) || !strings.Contains(page.body, `value="0x7"`) {
		t.Error("what was typed is lost")
	}
	for target, status := range map[string]int{"/absent?name=a": 404, "/a/?name=b": 308, "//?name=a": 400} {
		if got := v.get(t, "/c/main/find"+target); got.status != status {
			t.Errorf("%s: %d", target, got.status)
		}
	}
	if got := runMain(t).visitor(t).get(t, "/c/main/find/a?name=b", "Accept", "application/x-ndjson"); got.status != http.StatusUnauthorized {
		t.Errorf("signed out: %d", got.status)
	}
}

// TestFindReadsDataAsThePageDoes checks that a find searches data as the page shows it:
// decompressed, decoded from other character sets, and masked.
func TestFindReadsDataAsThePageDoes(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	var packed bytes.Buffer
	stream := gzip.NewWriter(&packed)
	_, _ = stream.Write([]byte("one\nthe packed needle\n"))
	_ = stream.Close()
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String("服务器配置文件：主机名称与端口号码")
	if err != nil {
		t.Fatal(err)
	}
	for path, data := range map[string]string{
		"/app/packed": packed.String(), "/app/chinese": chinese,
		"/app/conf":  `{"user":"shopkeeper","password":"` + secretValue + `"}`,
		"/app/coded": coded("the coded needle"), "/app/within": `{"a":1,` + "\n" + `"b":"` + coded("what a word says") + `"}`,
		"/app/keys": `{"a":"` + coded("password="+secretValue) + `"}`, "/app/key": coded(`{"user":"shopkeeper of the key","password":"` + secretValue + `"}`),
	} {
		if _, err := znode.Create(r.context, r.boss, parsePath(t, path), []byte(data), open, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
	for _, role := range []people.Role{people.Auditor, people.Admin} { // an admin may reveal, but has not done so here
		v := r.member(t, string(role))
		for query, want := range map[string][]string{
			"data=PACKED+NEEDLE": {"/app/packed"}, "data=" + url.QueryEscape("主机名称"): {"/app/chinese"},
			"data=" + secretValue: nil, "data=" + secretValue[:3] + "&match=regexp": nil, "data=shopkeeper": {"/app/conf", "/app/key"},
			"data=coded+needle": {"/app/coded"}, "data=word+says": {"/app/within"}, "data=" + url.QueryEscape(coded("what a word says")): {"/app/within"},
		} {
			got := v.find(t, "/app?"+query)
			if !slices.Equal(got.paths(), want) {
				t.Errorf("%s finds %q as %s, want %q", query, got.paths(), role, want)
			}
		}
		hit := v.find(t, "/app?data=shopkeeper").hits[0]
		if strings.Contains(hit.Text, secretValue) || !strings.Contains(hit.Text, format.MaskText) {
			t.Errorf("the line is %q", hit.Text)
		}
		if page := v.get(t, "/c/main/find/app?data=shopkeeper").body; strings.Contains(page, secretValue) || !strings.Contains(page, format.MaskText) {
			t.Error("the page shows a secret")
		}
		for query, want := range map[string][2]any{"packed": {2, "the packed needle"}, "coded": {1, "the coded needle"}, "what": {2, "what a word says"}} {
			if line := v.find(t, "/app?data="+query).hits[0]; line.Line != want[0] || line.Text != want[1] {
				t.Errorf("%s: %+v", query, line)
			}
		}
		for query, want := range map[string]string{"packed": "/app/packed?view=text#L2", "word+says": "/app/within"} {
			if page := v.get(t, "/c/main/find/app?data="+query).body; !strings.Contains(page, `href="/c/main/tree`+want+`"`) {
				t.Errorf("what %s finds does not lead to %s", query, want)
			}
		}
		if page := v.get(t, "/c/main/tree/app/packed?view=text").body; !strings.Contains(lineOf(page, 2), "the packed needle") {
			t.Errorf("line 2 on that page is %q", lineOf(page, 2))
		}
	}
}

func coded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// lineOf returns a line of the data on a znode's page.
func lineOf(page string, number int) string {
	_, line, _ := strings.Cut(page, fmt.Sprintf(`id="L%d"`, number))
	line, _, _ = strings.Cut(line, `id="L`)
	return line
}

// TestFindTellsNobodyMoreThanPages checks that a find returns nothing from outside the person's
// paths.
func TestFindTellsNobodyMoreThanPages(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "confined", people.Viewer, "/app/a", "/team/y")
	for _, path := range []string{"/app/hush-name", "/app/a/seen", "/team/hush-name"} {
		if _, err := znode.Create(r.context, r.boss, parsePath(t, path), []byte("hush-data"), open, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
	v := r.member(t, "confined")
	for _, query := range []string{"name=hush", "data=hush", "min=0", "acl=world:anyone", "data=.&match=regexp"} {
		for _, accept := range []string{"text/html", "application/x-ndjson"} {
			got := v.get(t, "/c/main/find/?"+query, "Accept", accept)
			if got.status != http.StatusOK || strings.Contains(got.body, "hush-name") || strings.Contains(got.body, "/app/b") || strings.Contains(got.body, "/zookeeper") {
				t.Errorf("%s as %s: %d, %.2000s", query, accept, got.status, got.body)
			}
		}
	}
	if got := v.find(t, "/?data=hush"); !slices.Equal(got.paths(), []string{"/app/a/seen"}) {
		t.Errorf("found %q", got.paths())
	}
	before := r.head(t)
	if got := v.get(t, "/c/main/find/app/hush-name?name=x"); got.status != http.StatusForbidden {
		t.Errorf("outside: %d", got.status)
	}
	r.head(t)
	if entries := r.entries(t, before); len(entries) != 1 || entries[0].Outcome != audit.Denied {
		t.Errorf("recorded %+v", entries)
	}
}

func TestFindIsRecordedOnce(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, string(people.Auditor))
	before := r.head(t)
	v.find(t, "/app?name=a&data="+secretValue+"&match=regexp")
	r.head(t)
	entries := r.entries(t, before)
	if len(entries) != 1 {
		t.Fatalf("recorded %+v", entries)
	}
	got := entries[0]
	if got.Event != audit.NodeSearch || got.Path != "/app" || got.Outcome != audit.OK || got.Settings["name"] != "a" || got.Settings["match"] != "regexp" ||
		got.Settings["seen"] == "" || got.Settings["matched"] != "0" {
		t.Errorf("recorded %+v", got)
	}
	if got.Settings["data"] == "" || strings.Contains(fmt.Sprint(got), secretValue) || strings.Contains(r.logged.String(), secretValue) {
		t.Errorf("what was sought in data is recorded as %q", got.Settings["data"])
	}
}

func TestFindsOfOnePersonAreFew(t *testing.T) {
	t.Parallel()
	proxy := slowTree(t)
	c := run(t, nil, "main="+proxy.Addr())
	v := c.anonymous(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range 4 {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/c/main/find/?data=zzz", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := v.client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
	}
	got := v.getJSON(t, "/c/main/find/?name=x")
	if answer := decode[errorAnswer](t, got); got.status != http.StatusServiceUnavailable || answer.Error.Code != string(znode.CodeFindsTooMany) {
		t.Errorf("a fifth: %d %+v", got.status, answer)
	}
	if page := v.get(t, "/c/main/tree/first"); page.status != http.StatusOK {
		t.Errorf("a page during the finds: %d", page.status)
	}
	cancel() // the browser disconnects, which ends the finds
	proxy.Pace(100 << 20)
	eventually(t, "another find", func() bool {
		answer := v.get(t, "/c/main/find/?name=x&max_znodes=1", "Accept", "application/x-ndjson")
		return answer.status == http.StatusOK
	})
}

// TestFindPageGrows checks that results are sent while the find goes on, and that Stop ends it.
func TestFindPageGrows(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "main="+slowTree(t).Addr())
	v := c.anonymous(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url+"/c/main/find/?data=needle", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "gzip")
	response, err := v.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	unpacked, err := gzip.NewReader(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(unpacked)
	in.Buffer(nil, 1<<20)
	in.Split(bufio.ScanRunes)
	var page strings.Builder
	readUntil := func(mark string) {
		for !strings.HasSuffix(page.String(), mark) {
			if !in.Scan() {
				t.Fatalf("the page ends before %q: %s", mark, page.String())
			}
			page.WriteString(in.Text())
		}
	}
	readUntil("<mark>needle</mark>")
	if strings.Contains(page.String(), "progress over") {
		t.Error("the find is over")
	}
	_, rest, _ := strings.Cut(page.String(), `action="/c/main/stop/`)
	id, _, _ := strings.Cut(rest, `"`)
	if got := c.anonymous(t).post(t, "/c/main/stop/"+id, nil); got.status != http.StatusNoContent {
		t.Errorf("somebody else's stop: %d", got.status)
	}
	readUntil(`<li class="progress">`) // the find goes on
	if got := v.post(t, "/c/main/stop/"+id, nil); got.status != http.StatusNoContent {
		t.Errorf("stop: %d", got.status)
	}
	readUntil("</html>")
	if !strings.Contains(page.String(), words.English.Find.Ends["stopped"]) {
		t.Errorf("the page does not say that it was stopped: %s", pageText(t, page.String()))
	}
}

// slowTree returns a server behind a slow link. A find over all of it takes half a minute, and has
// a match at the beginning.
func slowTree(t *testing.T) *zktest.Proxy {
	t.Helper()
	server := zktest.Run(t)
	connection, err := cluster.Parse("main=" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	writer := session.Open(connection, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(writer.Close)
	create := func(path string, data []byte) {
		t.Helper()
		if _, err := znode.Create(t.Context(), writer, parsePath(t, path), data, open, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
	create("/first", []byte("a needle"))
	create("/large", nil)
	for i := range 60 {
		create(fmt.Sprintf("/large/%02d", i), make([]byte, 200<<10))
	}
	proxy := zktest.RunProxy(t, server.Addr())
	proxy.Pace(400 << 10)
	return proxy
}

func TestRanksWhatIsBelow(t *testing.T) {
	t.Parallel()
	v := runMain(t).anonymous(t)
	top := func(target string) find.TopJSON {
		t.Helper()
		return decode[find.TopJSON](t, v.getJSON(t, "/c/main/"+target))
	}
	if got := top("largest/many?limit=3"); len(got.Items) != 3 || got.Items[0].Path != "/many/n249" || got.Items[2].Path != "/many/n247" || got.Items[0].Stat.DataLength != 249 ||
		got.Totals.Znodes != 251 || got.Totals.Bytes != 249*250/2 || got.Stopped != "" {
		t.Errorf("by bytes: %+v", got)
	}
	if got := top("largest/?by=children&limit=2"); len(got.Items) != 2 || got.Items[0].Path != "/many" || got.Items[0].Stat.NumChildren != 250 || got.Denied == 0 {
		t.Errorf("by children: %+v", got)
	}
	if got := top("largest/?by=family&limit=1"); got.Items[0].Path != "/many" || got.Items[0].Family != 16+68+4+250*8 {
		t.Errorf("by family: %+v", got.Items)
	}
	got := top("recent/many?limit=1000")
	if len(got.Items) != 251 || got.Items[0].Path != "/many/n249" || got.Items[250].Path != "/many" {
		t.Errorf("what was changed last: %d, first %+v", len(got.Items), got.Items[0])
	}
	if got := top("recent/many?max_znodes=5"); got.Stopped != "znodes" || got.Totals.Znodes != 5 {
		t.Errorf("within a bound: %+v", got)
	}
	for target, code := range map[string]znode.Code{"largest/a?by=name": znode.CodeFindBy, "recent/a?limit=0": znode.CodeFindBound, "recent/a?limit=1001": znode.CodeFindBound} {
		if answer := decode[errorAnswer](t, v.getJSON(t, "/c/main/"+target)); answer.Error.Code != string(code) {
			t.Errorf("%s: %+v", target, answer)
		}
	}
	for _, target := range []string{"recent/many", "largest/many", "largest/?by=children", "largest/?by=family"} {
		page := v.get(t, "/c/main/"+target).body
		if !strings.Contains(page, `href="/c/main/tree/many`) || !strings.Contains(page, "progress over") || !strings.HasSuffix(page, "</html>") {
			t.Errorf("%s: %s", target, pageText(t, page))
		}
	}
}

func TestRanksCountEphemeralsBySession(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	for i := range 3 {
		if _, err := znode.Create(r.context, r.boss, parsePath(t, fmt.Sprint("/app/e", i)), nil, open, znode.ModeEphemeral); err != nil {
			t.Fatal(err)
		}
	}
	status, _ := r.boss.Status()
	session := fmt.Sprintf("0x%x", status.Session)
	v := r.member(t, string(people.Auditor))
	got := decode[find.TopJSON](t, v.getJSON(t, "/c/main/recent/app"))
	if got.Totals.Ephemerals != 3 || len(got.Totals.Sessions) != 1 || got.Totals.Sessions[0] != (find.SessionTotal{Session: session, Ephemerals: 3}) {
		t.Errorf("totals %+v", got.Totals)
	}
	if page := v.get(t, "/c/main/recent/app").body; !strings.Contains(page, "/c/main/find/app?owner="+session) {
		t.Errorf("the page does not link to what the session holds: %s", pageText(t, page))
	}
	if got := v.find(t, "/app?owner="+session+"&kind=ephemeral"); len(got.hits) != 3 {
		t.Errorf("found %q", got.paths())
	}
}
