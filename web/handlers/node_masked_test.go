package handlers

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// TestLargeDataIsMasked checks data that is too large to be shown in full. The page and its JSON
// mask what they show, and the download masks everything; what both contain is the same.
func TestLargeDataIsMasked(t *testing.T) {
	t.Parallel()
	const secrets = 2_000 // some more than are shown
	r := runRecorded(t, nil)
	v := r.member(t, string(people.Auditor))
	document := "[" + strings.Repeat(`{"user":"shop","password":"`+secretValue+`","port":1234},`, secrets) + "1]"
	text := strings.Repeat("user=shop password="+secretValue+"\nport=1234\n", secrets)
	for path, data := range map[string]string{"/app/json": document, "/app/text": text} {
		if _, err := znode.Create(r.context, r.boss, parsePath(t, path), []byte(data), open, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
		raw := v.get(t, "/c/main/raw"+path).body
		if strings.Contains(raw, secretValue) || strings.Count(raw, format.MaskText) != secrets {
			t.Errorf("%s is downloaded with %d masks", path, strings.Count(raw, format.MaskText))
		}
		for range 2 { // the second time from what is kept
			shown := *decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree"+path)).Data.Text
			if !strings.HasPrefix(raw, shown) || len(shown) < format.MaxShown-3 || len(shown) > format.MaxShown {
				t.Errorf("%s as JSON has %d bytes, not those of the download", path, len(shown))
			}
			page := v.get(t, "/c/main/tree"+path).body
			if strings.Contains(page, secretValue) || strings.Count(page, `<span class="t-mask">`) != strings.Count(shown, format.MaskText) {
				t.Errorf("the page of %s shows %d masks, its JSON %d", path, strings.Count(page, `<span class="t-mask">`), strings.Count(shown, format.MaskText))
			}
			if asJSON := strings.Contains(page, `view=json`); asJSON != json.Valid([]byte(data)) {
				t.Errorf("the page of %s offers to show it as JSON: %v", path, asJSON)
			}
		}
	}
}

// TestBrokenDataIsMasked checks that of truncated data the page shows what can be read, and says
// that the bytes are not available. Of invalid text it says where the error is.
func TestBrokenDataIsMasked(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, string(people.Viewer))
	var packed bytes.Buffer
	stream := gzip.NewWriter(&packed)
	if _, err := stream.Write([]byte(`{"user": "shop", "password": "` + secretValue + `"}`)); err != nil {
		t.Fatal(err)
	}
	if err := stream.Close(); err != nil {
		t.Fatal(err)
	}
	whole := packed.String()
	r.make(t, "/app/cut", whole[:len(whole)-8], znode.ModePersistent) // without its checksum
	r.make(t, "/app/nothing", "\x28\xb5\x2f\xfd\x04\xff", znode.ModePersistent)
	r.make(t, "/app/text", "{\n \"user\" \"shop\"}", znode.ModePersistent)
	for path, says := range map[string][]string{
		"/app/cut":     {"The gzip data is damaged or cut off", "shop", format.MaskText},
		"/app/nothing": {"The bytes are masked", "nothing of it could be read", format.MaskText},
		"/app/text":    {"Looks like JSON, but cannot be read as that from line 2, column 9 on."},
	} {
		page := v.get(t, "/c/main/tree"+path).body
		for _, want := range says {
			if !strings.Contains(page, want) {
				t.Errorf("the page of %s does not say %q", path, want)
			}
		}
		if strings.Contains(page, secretValue) || strings.Contains(page, "Download all") {
			t.Errorf("the page of %s shows a secret, or more to download", path)
		}
		if raw := v.get(t, "/c/main/raw"+path).body; path != "/app/text" && raw != format.MaskText {
			t.Errorf("%s is downloaded as %q", path, raw)
		}
	}
}
