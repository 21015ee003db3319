package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"

	"github.com/chromedp/chromedp"
)

// httpHost is a name for this machine that browsers, unlike 127.0.0.1, do not trust. Its pages have
// only what any page over plain HTTP has.
const httpHost = "zkweb.example"

// startBrowser starts the Chromium in which all tests open their windows.
func startBrowser() (func() error, error) {
	path, err := findChromium()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.WSURLReadTimeout(waitLimit), // until it listens
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-gpu-watchdog", true), // it mistakes a busy machine for a hang, and ends the GPU process
		chromedp.Flag("host-resolver-rules", "MAP "+httpHost+" 127.0.0.1"),
		chromedp.Flag("lang", "en"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // root gets no sandbox
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	chromium, _ = chromedp.NewContext(allocator)
	if err := chromedp.Do(chromium); err != nil {
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	return func() error { return chromedp.Cancel(chromium) }, nil
}

// chromiums are the names of suitable programs, the cheapest first. A headless shell is Chromium
// without the windows of a desktop, and needs half the processor time.
var chromiums = []string{
	"chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
}

func findChromium() (string, error) {
	for _, name := range chromiums {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	if runtime.GOOS == "darwin" {
		return "", errors.New(`no Chromium: install it with "brew install --cask google-chrome"`)
	}
	return "", errors.New(`no Chromium: install it with "sudo apt-get install chromium-headless-shell" (or chromium), or put chromium or google-chrome into PATH`)
}
