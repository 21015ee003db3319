package handlers

import (
	"net/url"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
)

// TestWhoWasSignedOutIsGivenBackWhatTheyTyped into a form that they can send no more.
func TestWhoWasSignedOutIsGivenBackWhatTheyTyped(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	long := strings.Repeat("a line that took long to write\n", site.MaxFormBytes/30)
	entries := url.Values{
		"rows": {"3"}, "scheme-0": {"sasl"}, "id-0": {"kafka"}, "perms-0": {"r", "w"}, "scheme-1": {"digest"}, "id-1": {""},
		"scheme-2": {"ip"}, "id-2": {"no address"}, "perms-2": {"r"}, "user": {"eve"}, "password": {"of it all"},
	}
	for name, test := range map[string]struct {
		door   string
		form   url.Values
		given  string
		hidden string
	}{
		"a long text":   {"set", url.Values{"data": {long}, "version": {"0"}}, long, ""},
		"a new znode":   {"create", url.Values{"name": {"worker-7"}, "data": {""}}, "worker-7", ""},
		"an ACL":        {"acl", entries, "sasl:kafka:rw,ip:no address:r", "of it all"},
		"a quota":       {"quota", url.Values{"count": {"1234"}, "hard_bytes": {"99999"}}, "count=1234\nhard_bytes=99999", ""},
		"nothing typed": {"quota", url.Values{"count": {""}}, "", ""},
	} {
		got := c.visitor(t).post(t, "/c/main/"+test.door+"/a", test.form)
		if test.given == "" {
			if got.status != 303 {
				t.Errorf("%s: %d", name, got.status)
			}
			continue
		}
		if got.status != 401 || !strings.Contains(got.body, test.given) || !strings.Contains(got.body, "/login?next=") || test.hidden != "" && strings.Contains(got.body, test.hidden) {
			t.Errorf("%s: %d %.400q", name, got.status, pageText(t, got.body))
		}
	}
}
