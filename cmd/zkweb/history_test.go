package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHistoryVerifyAndForget: verify finds nothing wrong with what was recorded, and
// names the place of a byte that is another; what is forgotten is in no file any more.
func TestHistoryVerifyAndForget(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	if got := runZkweb(t, nil, "recorder", "import", "../../zkconn/txnlog/testdata/3.9.3", "--state-dir", dir); got.status != 0 {
		t.Fatalf("%+v", got)
	}
	verify := func() result { return runZkweb(t, nil, "history", "verify", "--state-dir", dir) }
	before := verify()
	for _, says := range []string{
		"as it was written: ", " transactions in the history, after zxid 0x", "digests of ZooKeeper were computed again and agree",
		`spans with the proof "digest": 1. Complete and proven: `,
	} {
		if before.status != 0 || !strings.Contains(before.stdout, says) {
			t.Errorf("as it was written: %+v, want %q", before, says)
		}
	}

	file := segmentWith(t, dir, "/brief")
	written, err := os.ReadFile(file)
	must(t, err)
	must(t, os.WriteFile(file, bytes.ReplaceAll(written, []byte("/brief"), []byte("/bsief")), 0o600))
	altered := verify()
	for _, says := range []string{"the history in " + dir + " is not as it was written", filepath.Base(file), "zxid 0x"} {
		if altered.status != exitFailed || altered.stdout != "" || !strings.Contains(altered.stderr, says) || strings.Count(altered.stderr, "\n") != 1 {
			t.Errorf("altered: %+v, want %q", altered, says)
		}
	}
	must(t, os.WriteFile(file, written, 0o600))

	forgotten := runZkweb(t, nil, "history", "forget", "/brief", "--state-dir", dir)
	if forgotten.status != 0 || !strings.HasSuffix(forgotten.stdout, " changes at and below /brief are forgotten\n") || strings.HasPrefix(forgotten.stdout, "0 ") {
		t.Errorf("forget: %+v", forgotten)
	}
	if file := segmentWith(t, dir, "/brief"); file != "" {
		t.Errorf("%s still has /brief", file)
	}
	after := verify()
	first := func(said string) string { line, _, _ := strings.Cut(said, "\n"); return line }
	if after.status != 0 || first(after.stdout) != first(before.stdout) {
		t.Errorf("after forgetting: %+v, want %q", after, first(before.stdout))
	}
	for name, arguments := range map[string][]string{
		"verify of nothing": {"history", "verify"}, "forget without a history": {"history", "forget", "/a"},
		"forget of all": {"history", "forget", "/", "--state-dir", dir}, "forget of no path": {"history", "forget", "a", "--state-dir", dir},
	} {
		if got := runZkweb(t, nil, arguments...); got.status != exitUsage || !strings.Contains(got.stderr, "--state-dir DIR") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// segmentWith returns the first file of a history that has a text in it; "" for none.
func segmentWith(t *testing.T, dir, text string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err == nil && bytes.Contains(content, []byte(text)) {
			return file
		}
	}
	return ""
}
