package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"zkweb/zkconn/zktest"
)

// A console that is started before its recorder says so, and shows the history once it is there.
func TestTheConsoleIsStartedBeforeItsRecorder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "later")
	_, address := serveZkweb(t, nil, "--cluster", "main="+zktest.Run(t).Addr(), "--history", dir)
	browser := signIn(t, address, "main", "", "")
	for _, page := range []string{"/c/main/versions/", "/c/main/changes/"} {
		if status, text := get(t, browser, address+page); status != http.StatusOK || !strings.Contains(text, "Nothing is recorded yet") {
			t.Errorf("%s before: %d\n%s", page, status, text)
		}
	}
	for _, at := range []string{"0x10000002a", "2001-01-31T10:42:00Z"} {
		if status, text := get(t, browser, address+"/c/main/tree/?at="+at); status != http.StatusNotFound || !strings.Contains(text, "Nothing is recorded yet") {
			t.Errorf("at %s before: %d\n%s", at, status, text)
		}
	}
	if got := runZkweb(t, nil, "recorder", "import", "../../zkconn/txnlog/testdata/3.9.3", "--state-dir", dir); got.status != 0 {
		t.Fatalf("%+v", got)
	}
	if status, text := get(t, browser, address+"/c/main/changes/"); status != http.StatusOK || !strings.Contains(text, "newest recorded transaction is from") {
		t.Errorf("after: %d\n%s", status, text)
	}
}
