package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"zkweb/zkconn/zktest"
)

func TestViewsOfData(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/app/config.json", "", "")
		tab.expect(".views a", "JSON", "Text", "Hex", "Download")
		tab.expect(".views [aria-current]", "JSON")
		tab.expect(".data pre .l", "{", `"name": "basket",`, `"limits": {`, `"items": 200,`, `"on": true`, "}", "}")
		tab.follow("link", "Text", ".views")
		tab.expectPath("/c/main/tree/app/config.json?view=text")
		tab.expect(".data pre .l", `{"name":"basket","limits":{"items":200,"on":true}}`)
		tab.follow("link", "Hex", ".views")
		tab.expect(".views [aria-current]", "Hex")
		if first := tab.texts(".data pre .l")[0]; first != `00000000  7b 22 6e 61 6d 65 22 3a  22 62 61 73 6b 65 74 22  {"name":"basket"` {
			t.Errorf("the first line of hex is %q", first)
		}
	})
}

func TestBinaryData(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/bytes", "", "")
	lines := tab.texts(".data pre.hex .l")
	if len(lines) != 64 || !strings.HasPrefix(lines[63], "000003f0  f0 f1 f2") {
		t.Errorf("%d lines, the last %q; want 64, the last with what ends at 1024", len(lines), lines[len(lines)-1])
	}
	tab.goTo("/c/main/tree/bytes?view=text")
	if page := eval[string](tab, "document.body.textContent"); strings.Contains(page, "\ufffd") {
		t.Error("the page shows replacement characters")
	}
}

func TestEmptyData(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/empty", "", "")
	tab.expect("#data", "This znode has no data.")
	tab.expect("[data-field=dataLength] code", "0")
}

func TestLargeData(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/large", "", "")
	tab.awaitSays("65,536 of 307,200 bytes")
	tab.find("link", "Download all 307,200 bytes")
	shown := eval[string](tab, `[...document.querySelectorAll(".data pre .l")].map(l => l.textContent).join("")`)
	shown = strings.TrimSuffix(shown, "\n")
	if len(shown) > 64<<10 || len(shown) < 60<<10 || !strings.HasPrefix(string(largeData()), shown[:60<<10]) {
		t.Errorf("the page shows %d bytes, want the first 64 KiB", len(shown))
	}
}

// TestDownload compares downloaded files with the bytes that were written.
func TestDownload(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/large", "", "")
		for _, test := range []struct {
			path, link string
			want       []byte
		}{
			{"/c/main/tree/large", "Download all 307,200 bytes", largeData()},
			{"/c/main/tree/bytes", "Download", everyByte()},
			{"/c/main/tree/empty", "Download", []byte{}},
			{"/c/main/tree/html", "Download", []byte(hostileData)},
		} {
			tab.goTo(test.path)
			if test.link == "Download" {
				tab.press("button", "More actions")
			}
			got := tab.download(func() { tab.press("link", test.link) })
			if !bytes.Equal(got, test.want) {
				t.Errorf("%s: downloaded %d bytes, not the %d that were written", test.path, len(got), len(test.want))
			}
			tab.expectPath(test.path)
		}
	})
}

// download returns the bytes of the file that act makes the browser download.
func (p *tab) download(act func()) []byte {
	p.t.Helper()
	folder, events := p.t.TempDir(), true
	_, err := chromedp.CallBrowser(p.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: folder, EventsEnabled: &events,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
	})
	must(p.t, err)
	done := make(chan string, 64) // events of other tabs' downloads arrive here, too
	must(p.t, chromedp.ListenBrowser(p.ctx, func(event any) {
		if progress, ok := event.(*browser.EventDownloadProgress); ok && progress.State == browser.DownloadProgressStateCompleted {
			done <- progress.GUID
		}
	}))
	act()
	var content []byte
	zktest.Until(p.t, func() bool {
		select {
		case name := <-done:
			content, err = os.ReadFile(filepath.Join(folder, name))
			return err == nil // otherwise it is another tab's download
		default:
			return false
		}
	}, func() string { return "nothing was downloaded" })
	return content
}

// TestHostileData shows data that resembles HTML, terminal escapes and text with another direction.
func TestHostileData(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		for _, user := range []string{"", `<img src=x onerror=alert(1)>"'`} {
			tab.enter("/c/main/tree/html", user, "x")
			tab.awaitSays("<script>alert(1)</script>")
			tab.awaitSays("<img src=x onerror=alert(1)>")
			tab.awaitSays("⟨U+202E⟩txt.exe")
			page := eval[string](tab, "document.documentElement.outerHTML")
			if strings.ContainsAny(page, "\x1b\x07\u202e") {
				t.Error("the page contains a control character of the data")
			}
			if eval[int](tab, "document.querySelectorAll('main script, main img').length") > 0 {
				t.Error("data became an element")
			}
		}
	})
}

// TestImage shows an image under the page's own content security policy.
func TestImage(t *testing.T) {
	withAndWithoutScript(t, func(t *testing.T, tab *tab) {
		tab.enter("/c/main/tree/reading/image.png", "", "")
		tab.expect(".views a", "Image", "Text", "Hex", "Download")
		tab.await(`document.querySelector(".picture img").naturalWidth == 3`)
		tab.follow("link", "Hex", ".views")
		tab.await(`!document.querySelector(".picture")`)
	})
}
