package handlers

import (
	"bytes"
	"testing"
	"time"

	"zkweb/auth/people"
	"zkweb/zkconn/zktest"
)

// TestALinkElsewhereDownloadsNothing checks that a link on another site cannot put a download on
// somebody's record.
func TestALinkElsewhereDownloadsNothing(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	for site, status := range map[string]int{"cross-site": 303, "same-site": 303, "same-origin": 200, "none": 200, "": 200} {
		got := v.get(t, "/c/main/raw/a/b", "Sec-Fetch-Site", site, "Sec-Fetch-Mode", "navigate")
		if got.status != status || status == 303 && got.header.Get("Location") != "/c/main/tree/a/b" {
			t.Errorf("from %q: %d to %q", site, got.status, got.header.Get("Location"))
		}
	}
}

// TestALargeDownloadHasItsOwnTime checks a download for which a slow link to ZooKeeper takes longer
// than a page may.
func TestALargeDownloadHasItsOwnTime(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	proxy := zktest.RunProxy(t, server.Addr())
	c, _ := runWriting(t, people.Editor, proxy.Addr())
	c.hurries()
	data := bytes.Repeat([]byte("0123456789abcdef"), 62_500)
	path := newPlace(t, server.Addr(), "slow").create("/large", data, open)
	v := c.anonymous(t)
	proxy.Delay(100 * time.Millisecond) // for each of the 31 pieces of the data
	for door, get := range map[string]func() answer{
		"raw":    func() answer { return v.get(t, link("raw", path)) },
		"reveal": func() answer { return v.post(t, link("reveal", path)+"?x", map[string][]string{"format": {"raw"}}) },
	} {
		if got := get(); got.status != 200 || got.body != string(data) {
			t.Errorf("%s: %d, %d bytes", door, got.status, len(got.body))
		}
	}
}
