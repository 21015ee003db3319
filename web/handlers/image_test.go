package handlers

import (
	"os"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// TestImages checks that the page of an image shows it, and that the image's URL sends only images,
// with the type of their bytes. An image with a secret is not sent as one.
func TestImages(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, string(people.Auditor))
	create := func(path, data string) {
		t.Helper()
		if _, err := znode.Create(r.context, r.boss, parsePath(t, path), []byte(data), open, znode.ModePersistent); err != nil {
			t.Fatal(err)
		}
	}
	fixture := func(name string) string {
		t.Helper()
		data, err := os.ReadFile("../../zkconn/payload/format/testdata/binary/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, kind := range []string{"png", "jpeg", "gif", "webp"} {
		data := fixture("image." + kind)
		create("/app/"+kind, data)
		got := v.get(t, "/c/main/image/app/"+kind)
		if got.status != 200 || got.body != data || got.header.Get("Content-Type") != "image/"+kind {
			t.Errorf("%s: %d, %q, %d bytes", kind, got.status, got.header.Get("Content-Type"), len(got.body))
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
			"Content-Disposition": "inline; filename=" + kind, "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got.header.Get(name) != want {
				t.Errorf("%s: %s is %q", kind, name, got.header.Get(name))
			}
		}
		if page := v.get(t, "/c/main/tree/app/"+kind).body; !strings.Contains(page, `<img src="/c/main/image/app/`+kind+`" width="3" height="2" alt="`) {
			t.Errorf("the page of %s shows no image", kind)
		}
		if page := v.get(t, "/c/main/tree/app/"+kind+"?view=hex").body; strings.Contains(page, "/c/main/image/") {
			t.Errorf("the page of %s in hex shows an image", kind)
		}
	}
	for name, data := range map[string]string{
		"text": "GIF89a is text", "svg": `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "html": "<html></html>", "cut": fixture("image.png")[:20],
		"masked": fixture("image.png") + "\x00\x00Comment password=" + secretValue,
	} {
		create("/app/"+name, data)
		got := v.get(t, "/c/main/image/app/"+name)
		if got.status != 400 || strings.HasPrefix(got.header.Get("Content-Type"), "image/") || strings.Contains(got.body, secretValue) {
			t.Errorf("%s: %d %q", name, got.status, got.header.Get("Content-Type"))
		}
		if page := v.get(t, "/c/main/tree/app/"+name).body; strings.Contains(page, "/c/main/image/") || strings.Contains(page, secretValue) {
			t.Errorf("the page of %s shows an image, or the secret", name)
		}
	}
	elsewhere := v.get(t, "/c/main/image/app/png", "Sec-Fetch-Site", "cross-site")
	if elsewhere.status != 303 || elsewhere.header.Get("Location") != "/c/main/tree/app/png" {
		t.Errorf("from elsewhere: %d to %q", elsewhere.status, elsewhere.header.Get("Location"))
	}
}
