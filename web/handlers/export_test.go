package handlers

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/znode"
)

// readExport reads an export to its end.
func readExport(t *testing.T, file string) (*export.File, map[string]export.Node) {
	t.Helper()
	f, err := export.Open(bytes.NewReader([]byte(file)), int64(len(file)))
	if err != nil {
		t.Fatalf("%v: %.300s", err, file)
	}
	all := map[string]export.Node{}
	for {
		n, err := f.Next()
		switch {
		case errors.Is(err, io.EOF):
			return f, all
		case err != nil:
			t.Fatalf("%v: %.300s", err, file)
		}
		all[n.Path.String()] = n
	}
}

func TestExports(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/box", "x"}, [2]string{"/box/bytes", "\x00\xff"}, [2]string{"/box/中 文", "y"}, [2]string{"/box/conf", "user=bob\npassword=" + secretValue + "\n"})
	if _, err := znode.Create(r.context, r.boss, parsePath(t, "/box/null"), nil, open, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	v := r.member(t, string(people.Viewer))
	head := r.head(t)
	got := v.get(t, "/c/main/export/box?format=jsonl")
	if got.status != http.StatusOK || got.header.Get("Zkweb-Masked") != "1" ||
		!strings.Contains(got.header.Get("Content-Disposition"), "filename=masked-zkweb-main-box-") {
		t.Fatalf("%d %v", got.status, got.header)
	}
	file, nodes := readExport(t, got.body)
	if file.Header.Cluster != "main" || file.Header.Path.String() != "/box" || !file.Header.Masked {
		t.Errorf("header %+v", file.Header)
	}
	if strings.Contains(got.body, "hunter2") || nodes["/conf"].Masked != 1 || !strings.Contains(string(nodes["/conf"].Data), "user=bob\npassword=") {
		t.Errorf("the secret: %+v", nodes["/conf"])
	}
	if len(nodes) != 5 || string(nodes["/bytes"].Data) != "\x00\xff" || string(nodes["/中 文"].Data) != "y" || nodes["/null"].Data != nil || string(nodes["/"].Data) != "x" {
		t.Errorf("%+v", nodes)
	}
	if packed := v.get(t, "/c/main/export/box?compress=gzip", "Accept", "application/x-ndjson"); packed.header.Get("Content-Type") != "application/gzip" {
		t.Errorf("%v", packed.header)
	} else if _, again := readExport(t, packed.body); len(again) != 5 {
		t.Errorf("packed: %+v", again)
	}
	// At a limit, the file says that it is incomplete.
	part := v.get(t, "/c/main/export/box?format=jsonl&max_znodes=2").body
	if _, err := export.Open(strings.NewReader(part), int64(len(part))); err != nil || !strings.Contains(part, `"stopped":"znodes"`) {
		t.Errorf("%v %s", err, part)
	}
	// ZooNavigator's format cannot say so; instead the connection is broken.
	if broken, err := v.client.Get(v.console.url + "/c/main/export/box?format=zoonavigator&max_znodes=2"); err == nil {
		if _, err := io.Copy(io.Discard, broken.Body); err == nil {
			t.Error("it looks whole")
		}
		_ = broken.Body.Close()
	}
	var recorded []string
	for _, entry := range r.entries(t, head) {
		if entry.Event == audit.NodeExport {
			recorded = append(recorded, entry.User+" "+entry.Path+" "+entry.Settings["format"]+" "+entry.Settings["seen"]+" "+entry.Settings["masked"]+" "+entry.Settings["stopped"]+" "+string(entry.Outcome)+" "+string(entry.Code))
		}
	}
	want := "viewer /box jsonl 5 1  ok |viewer /box jsonl 5 1  ok |viewer /box jsonl 2 1 znodes ok |viewer /box zoonavigator 2 1 znodes failed export_stopped"
	if !strings.HasPrefix(strings.Join(recorded, "|"), want) { // net/http repeats a request if nothing was received
		t.Errorf("on record: %q", recorded)
	}
	for target, status := range map[string]int{"/absent?format=jsonl": 404, "/box?format=doc": 400, "/box?format=jsonl&max_znodes=0": 400} {
		if got := v.getJSON(t, "/c/main/export"+target); got.status != status {
			t.Errorf("%s: %d", target, got.status)
		}
	}
	if got := v.get(t, "/c/main/export/box?format=jsonl", "Sec-Fetch-Site", "cross-site"); got.status != http.StatusSeeOther {
		t.Errorf("from another site: %d", got.status)
	}
}

// TestExportsSecretsOnRecordOnly checks that secrets are exported only for people who may reveal
// them, after that was recorded.
func TestExportsSecretsOnRecordOnly(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, func(config *Config) { config.Rules.RequireReason = true })
	r.fill(t, [2]string{"/box", "password=" + secretValue})
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	for user, test := range map[string]struct {
		body   string
		status int
	}{
		"reader": {"format=jsonl&reason=backup", http.StatusForbidden},
		"viewer": {"format=jsonl", http.StatusBadRequest},
		"editor": {"format=jsonl&reason=backup", http.StatusOK},
	} {
		head := r.head(t)
		got := r.member(t, user).do(t, http.MethodPost, "/c/main/export/box", test.body, form...)
		if got.status != test.status || strings.Contains(got.body, secretValue) != (test.status == http.StatusOK) {
			t.Errorf("%s: %d %.300s", user, got.status, got.body)
		}
		var outcomes []string
		for _, entry := range r.entries(t, head) {
			if entry.Event == audit.NodeReveal {
				outcomes = append(outcomes, string(entry.Outcome)+" "+entry.Reason+" "+entry.Settings["format"])
			}
		}
		if said := strings.Join(outcomes, "|"); (test.status == http.StatusOK) != (said == "intent backup jsonl|ok backup jsonl") || said == "" {
			t.Errorf("%s is on record with %q", user, said)
		}
	}
	if page := r.member(t, "reader").get(t, "/c/main/export/box"); page.status != http.StatusOK || strings.Contains(page.body, `name="reason"`) {
		t.Errorf("a reader's form: %d", page.status)
	}
	if page := r.member(t, "viewer").get(t, "/c/main/export/box"); !strings.Contains(page.body, `name="reason"`) {
		t.Error("a viewer's form has no way to secrets")
	}
}

// TestExportsNobodyMoreThanPages checks that an export names what may not be read if pages name it,
// and nothing outside the person's paths.
func TestExportsNobodyMoreThanPages(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "confined", people.Viewer, "/copy/a")
	r.fill(t, [2]string{"/copy", "hush"}, [2]string{"/copy/a", "one"}, [2]string{"/copy/hush", "x"})
	_, nodes := readExport(t, r.member(t, "confined").get(t, "/c/main/export/copy?format=jsonl").body)
	if len(nodes) != 2 || string(nodes["/a"].Data) != "one" || !nodes["/"].Lacks(export.Data) || nodes["/"].Data != nil {
		t.Errorf("%+v", nodes)
	}
	if got := r.member(t, "confined").get(t, "/c/main/export/app?format=jsonl"); got.status != http.StatusForbidden {
		t.Errorf("outside: %d", got.status)
	}
}

// TestExportsForOtherTools checks that these leave out what is masked, since importing it would
// overwrite the secrets.
func TestExportsForOtherTools(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.fill(t, [2]string{"/box", "x"}, [2]string{"/box/a", "y"}, [2]string{"/box/conf", "password=" + secretValue})
	v := r.member(t, string(people.Viewer))
	for _, format := range export.Formats[1:] {
		got := v.get(t, "/c/main/export/box?format="+format.Name)
		if got.status != http.StatusOK || got.header.Get("Content-Type") != format.Type || got.body == "" ||
			strings.Contains(got.body, "hunter2") || strings.Contains(got.body, "•") {
			t.Errorf("%s: %d %v %.300q", format.Name, got.status, got.header, got.body)
		}
	}
}
