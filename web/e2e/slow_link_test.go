package e2e

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"zkweb/web/words"
)

// TestNothingMovesOnASlowLink: pages that are sent while they are made are drawn while they
// come, in whatever pieces that is, and nothing moves that was drawn.
func TestNothingMovesOnASlowLink(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.speak(words.Chinese)
	tab.resize(390, 844)
	tab.address = slowLink(t, tab.address)
	tab.goTo("/login")
	tab.follow("button", tab.words.Login.Anonymously)
	for _, width := range []int64{390, 1360} {
		tab.resize(width, 844)
		for _, path := range []string{"/c/main/find/?name=app", "/c/main/find/app?data=e", "/c/main/recent/", "/c/main/acls/", "/c/main/compare/app?with=/many"} {
			tab.goTo(path)
			tab.await("document.readyState === 'complete'")
			if shift := eval[float64](tab, layoutShift); shift != 0 {
				t.Errorf("%s shifts by %v at %d px", path, shift, width)
			}
		}
	}
}

// slowLink returns the address of a proxy that hands on what a console answers as a slow
// link does: a little at a time.
func slowLink(t *testing.T, address string) string {
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.FlushInterval = -1
	proxy.ModifyResponse = func(response *http.Response) error {
		response.Body = &slowBody{ReadCloser: response.Body}
		return nil
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Accept-Encoding", "identity") // so that it can be told where a piece ends
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections() // an event stream does not end by itself
		server.Close()
	})
	return server.URL
}

type slowBody struct {
	io.ReadCloser
	rest []byte // of a piece that was read
}

// Read takes its time, the most between the tag of a word of progress and the word: what is drawn
// then would move most.
func (b *slowBody) Read(p []byte) (int, error) {
	if len(b.rest) > 0 {
		time.Sleep(100 * time.Millisecond) // this is the fault itself, not a wait for something
		n := copy(p, b.rest)
		b.rest = b.rest[n:]
		return n, nil
	}
	time.Sleep(10 * time.Millisecond) // this too
	n, err := b.ReadCloser.Read(p[:min(len(p), 500)])
	if at := bytes.LastIndex(p[:n], []byte(`<li class="progress`)); at >= 0 {
		if end := bytes.IndexByte(p[at:n], '>'); end >= 0 {
			b.rest = bytes.Clone(p[at+end+1 : n])
			return at + end + 1, nil
		}
	}
	return n, err
}
