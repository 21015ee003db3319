package handlers

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
)

// TestWhoWasSignedOutIsGivenBackWhatTheyTyped checks that people who were signed out get back what
// they typed into a form that they can no longer submit.
func TestWhoWasSignedOutIsGivenBackWhatTheyTyped(t *testing.T) {
	t.Parallel()
	c, _ := runWriting(t, people.Editor, zookeeper.Addr())
	long := strings.Repeat("a line that took long to write\n", site.MaxFormBytes/30)
	entries := url.Values{
		"rows": {"3"}, "scheme-0": {"sasl"}, "id-0": {"kafka"}, "perms-0": {"r", "w"}, "scheme-1": {"digest"}, "id-1": {""},
		"scheme-2": {"ip"}, "id-2": {"no address"}, "perms-2": {"r"}, "user": {"eve"}, "password": {"of it all"}, "comment": {"they left"},
	}
	for name, test := range map[string]struct {
		door   string
		form   url.Values
		given  []string
		hidden string
	}{
		"a long text": {"set", url.Values{"data": {long}, "version": {"0"}, "comment": {"why so"}}, []string{long, "why so"}, ""},
		"a new znode": {"create", url.Values{"name": {"worker-7"}, "data": {"its data"}, "acl": {"sasl:kafka:rw"}, "ttl": {"86400001"}, "comment": {"for the queue"}},
			[]string{"worker-7", "its data", "sasl:kafka:rw", "86400001", "for the queue"}, ""},
		"its name":                  {"create", url.Values{"name": {"worker-7"}, "data": {""}}, []string{"worker-7"}, ""},
		"an ACL":                    {"acl", entries, []string{"sasl:kafka:rw,ip:no address:r", "they left"}, "of it all"},
		"a quota":                   {"quota", url.Values{"count": {"1234"}, "hard_bytes": {"99999"}, "comment": {"too many"}}, []string{"count=1234\nhard_bytes=99999", "too many"}, ""},
		"why a secret is revealed":  {"reveal", url.Values{"reason": {"a ticket of the night"}}, []string{"a ticket of the night"}, ""},
		"why a znode is deleted":    {"delete", url.Values{"version": {"0"}, "comment": {"nobody uses it"}}, []string{"nobody uses it"}, ""},
		"where a copy goes":         {"copy", url.Values{"to": {"/b/c"}, "comment": {"for a test"}}, []string{"/b/c", "for a test"}, ""},
		"why it is brought back":    {"bring-back", url.Values{"plan": {"1"}, "comment": {"it was needed"}}, []string{"it was needed"}, ""},
		"why a proposal is refused": {"/proposals/7", url.Values{"do": {"reject"}, "comment": {"not at night"}}, []string{"not at night"}, ""},
		"why a change is undone":    {"/undo/7", url.Values{"comment": {"it broke all"}}, []string{"it broke all"}, ""},
		"why changes are made":      {"/c/main/transaction", url.Values{"do": {"apply"}, "comment": {"all at once"}}, []string{"all at once"}, ""},
		"why a finding is silenced": {"/c/main/silence", url.Values{"finding": {"x"}, "reason": {"known since May"}}, []string{"known since May"}, ""},
		"nothing typed":             {"quota", url.Values{"count": {""}}, nil, ""},
	} {
		path := "/c/main/" + test.door + "/a"
		if strings.HasPrefix(test.door, "/") {
			path = test.door
		}
		got := c.visitor(t).post(t, path, test.form)
		if test.given == nil {
			if got.status != 303 {
				t.Errorf("%s: %d", name, got.status)
			}
			continue
		}
		lost := slices.DeleteFunc(slices.Clone(test.given), func(text string) bool { return strings.Contains(got.body, ">\n"+text+"</textarea>") })
		if got.status != 401 || len(lost) > 0 || !strings.Contains(got.body, "/login?next=") || test.hidden != "" && strings.Contains(got.body, test.hidden) {
			t.Errorf("%s: %d, without %.100q: %.400q", name, got.status, lost, pageText(t, got.body))
		}
	}
}
