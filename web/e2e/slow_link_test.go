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

// TestNothingMovesOnASlowLink checks that pages that are sent while they are made are drawn as they
// arrive, in whatever pieces, without moving what was already drawn.
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

// slowLink returns the address of a proxy that passes on a console's answers in small pieces, like
// a slow link.
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
		r.Header.Set("Accept-Encoding", "identity") // so that the ends of the pieces are known
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections() // since event streams do not end by themselves
		server.Close()
	})
	return server.URL
}

type slowBody struct {
	io.ReadCloser
	rest []byte // the rest of the piece that was read
}

// Read is slow, most of all between the tag and the text of the progress, where drawing would move
// the page most.
func (b *slowBody) Read(p []byte) (int, error) {
	if len(b.rest) > 0 {
		time.Sleep(100 * time.Millisecond) // the delay is the tested fault, not a wait for something
		n := copy(p, b.rest)
		b.rest = b.rest[n:]
		return n, nil
	}
	time.Sleep(10 * time.Millisecond) // so is this one
	n, err := b.ReadCloser.Read(p[:min(len(p), 500)])
	if at := bytes.LastIndex(p[:n], []byte(`<li class="progress`)); at >= 0 {
		if end := bytes.IndexByte(p[at:n], '>'); end >= 0 {
			b.rest = bytes.Clone(p[at+end+1 : n])
			return at + end + 1, nil
		}
	}
	return n, err
}
