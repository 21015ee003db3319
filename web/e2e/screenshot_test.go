package e2e

import (
	"bufio"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

var screenshots = flag.String("screenshots", "", "write the pictures of README.md and README.zh-CN.md to this folder")

const mostScreenshotBytes = 350 << 10

// TestScreenshot takes the screenshots in the README, one for each language, of a page of the demo.
// "make screenshot" keeps them.
func TestScreenshot(t *testing.T) {
	t.Parallel()
	demo := startDemo(t)
	for name, w := range map[string]*words.Words{"console.png": words.English, "console.zh-CN.png": words.Chinese} {
		t.Run(name, func(t *testing.T) {
			tab := newTab(t, demo)
			tab.speak(w)
			call(tab, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 1280, Height: 720, DeviceScaleFactor: 2})
			tab.enter("/c/demo/tree/brokers/topics/orders", "alice", "wonderland")
			tab.awaitState(w.Shell.States[znode.Connected])
			tab.find("button", "alice "+w.Shell.NotVerified)
			tab.expect("h1", "orders")
			tab.expect(".views [aria-current]", "JSON")
			picture, err := chromedp.Run(tab.ctx, chromedp.CaptureScreenshot())
			must(t, err)
			if len(picture) > mostScreenshotBytes {
				t.Errorf("the picture has %d bytes, want at most %d", len(picture), mostScreenshotBytes)
			}
			if *screenshots != "" {
				must(t, os.WriteFile(filepath.Join(*screenshots, name), picture, 0o644))
			}
		})
	}
}

var demoLine = regexp.MustCompile(`^zkweb demo: (http://\S+?)/ `)

// startDemo runs "zkweb demo" for the duration of a test.
func startDemo(t *testing.T) *console {
	t.Helper()
	command := exec.Command(program, "demo")
	command.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0", "TMPDIR="+t.TempDir())
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	must(t, err)
	must(t, command.Start())
	c := &console{command: command, exited: make(chan struct{})}
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(output).ReadString('\n') // "" at the end of the output
		lines <- line
		_ = command.Wait() // the status is in ProcessState
		close(c.exited)
	}()
	t.Cleanup(func() { must(t, c.end()) })
	select {
	case line := <-lines:
		match := demoLine.FindStringSubmatch(line)
		if match == nil {
			t.Fatalf("the demo says %q", line)
		}
		c.address = match[1]
	case <-time.After(waitLimit):
		t.Fatal("the demo says nothing")
	}
	return c
}
