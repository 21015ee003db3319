package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/zktest"
)

// A recorder that answers with another address gets neither the token nor the history sent
// there: on the same host, net/http would take the token along, to plain HTTP as well.
func TestARecorderLeadsNowhere(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("elsewhere came %s %s with %q", r.Method, r.URL, r.Header.Get("Authorization"))
	}))
	defer elsewhere.Close()
	token := filepath.Join(t.TempDir(), "token")
	must(t, os.WriteFile(token, []byte(strings.Repeat("a", leastToken)), 0o600))
	client, err := (&peerSettings{tokenFile: token}).client("")
	must(t, err)
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		recorder := httptest.NewServer(http.RedirectHandler(elsewhere.URL, status))
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			request, err := http.NewRequest(method, recorder.URL, nil)
			must(t, err)
			request.Header.Set("Authorization", "Bearer "+client.token)
			response, err := client.http.Do(request)
			must(t, err)
			must(t, response.Body.Close())
			if response.StatusCode != status {
				t.Errorf("%s: %s, want the %d itself", method, response.Status, status)
			}
		}
		recorder.Close()
	}
}

// Who shows no token is answered at once, whatever they say is still to come.
func TestAStrangerHoldsNoConnection(t *testing.T) {
	t.Parallel()
	recorder := httptest.NewServer(withToken(strings.Repeat("a", leastToken), http.NotFoundHandler()))
	defer recorder.Close()
	for _, length := range []string{"Content-Length: 1000", "Content-Length: 1000000000", "Transfer-Encoding: chunked"} {
		connection, err := net.Dial("tcp", recorder.Listener.Addr().String())
		must(t, err)
		must(t, connection.SetDeadline(time.Now().Add(zktest.Patience)))
		_, err = io.WriteString(connection, "POST "+handoverPath+" HTTP/1.1\r\nHost: recorder\r\n"+length+"\r\n\r\n")
		must(t, err)
		answer, err := io.ReadAll(connection)
		if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 401 ") {
			t.Errorf("%s: %v, %q", length, err, answer)
		}
		must(t, connection.Close())
	}
}
