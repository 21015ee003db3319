package handlers

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

var offered = regexp.MustCompile(`data-path="([^"]*)"`)

// offers returns the suggested paths in a fragment.
func offers(fragment string) []string {
	var paths []string
	for _, match := range offered.FindAllStringSubmatch(fragment, -1) {
		paths = append(paths, match[1])
	}
	return paths
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	numbered := func(prefix string, first, count int) []string {
		var paths []string
		for i := range count {
			paths = append(paths, prefix+string(rune('0'+(first+i)/100))+string(rune('0'+(first+i)/10%10))+string(rune('0'+(first+i)%10)))
		}
		return paths
	}
	for typed, want := range map[string][]string{
		"/a/b/":      {"/a/b/c", "/a/b/d"},
		"/a/b/c":     {"/a/b/c"},
		"a//b/":      {"/a/b/c", "/a/b/d"},
		"man":        {"/many"},
		"/MAN":       {"/many"},
		"/ny":        {"/many"},
		"get -s /ht": {"/html"},
		"/many/n01":  numbered("/many/n", 10, 10),
		"/many/":     numbered("/many/n", 0, 20),
		"/nothing":   nil,
		`"/a/b/`:     {"/a/b/c", "/a/b/d"},
		"get '/a/b/": {"/a/b/c", "/a/b/d"},
		"／a／b／":      {"/a/b/c", "/a/b/d"},
		"/a/\xff":    nil,
	} {
		got := v.get(t, "/c/main/complete?path="+url.QueryEscape(typed))
		if found := offers(got.body); got.status != 200 || !slices.Equal(found, want) {
			t.Errorf("%q is completed by %q (%d), want %q", typed, found, got.status, want)
		}
	}
	if body := v.get(t, "/c/main/complete?path=/many/").body; !strings.Contains(body, "more…") {
		t.Error("the list does not say that there are more")
	}
	for typed, status := range map[string]int{"/nothing/x": 404, "/private/": 403, "/a/../": 400} {
		if got := v.get(t, "/c/main/complete?path="+url.QueryEscape(typed)); got.status != status || len(offers(got.body)) > 0 {
			t.Errorf("%q is answered with %d", typed, got.status)
		}
	}
}

// TestThePathBoxIsACommandField checks that a zkCli command leads to the page for it, and that a
// command that changes something is not run.
func TestThePathBoxIsACommandField(t *testing.T) {
	t.Parallel()
	c := run(t, nil, "main="+zookeeper.Addr(), "other="+zookeeper.Addr())
	v := c.anonymous(t)
	long := "/" + strings.Repeat("x", 1999)
	for typed, want := range map[string]string{
		"get /a":    "/c/main/tree/a",
		"ls -R /a":  "/c/main/tree/a?tab=children",
		"getAcl /a": "/c/main/tree/a?tab=acl",
		"stat /a":   "/c/main/tree/a#stat",
		"sync /a":   "/c/main/tree/a",
		"stat\t/a":  "/c/main/tree/a#stat",
		"%2Fa%2Fb":  "/c/main/tree/a/b",
		long:        "/c/main/tree" + long,
		"find b  c": "/c/main/find/?match=fragments&name=b++c",
		"/find b":   "/c/main/tree/find%20b",
		"get":       "/c/main/tree/get",
		"deleteall": "/c/main/tree/deleteall",
		c.url + "/c/main/tree/a?q=b&sort=-bytes#L3-L4":            "/c/main/tree/a?q=b&sort=-bytes#L3-L4",
		c.url + "/c/other/tree/a?view=hex":                        "/c/other/tree/a?view=hex",
		c.url + "/c/other/set/a":                                  "/c/other/tree/a",
		c.url + "/c/other":                                        "/c/other/tree/",
		"/c/other/tree/a/b?view=hex":                              "/c/other/tree/a/b?view=hex", // no znode has such a name
		strings.TrimPrefix(c.url, "http://") + "/c/main/tree/a/b": "/c/main/tree/a/b",
		"/c/unknown/tree/a":                                       "/c/main/tree/c/unknown/tree/a",
		"[zk: localhost:2181(CONNECTED) 3] ls /a":                 "/c/main/tree/a?tab=children",
		"[zk: [::1]:2181,[::2]:2181(CONNECTING) 0] ls /a":         "/c/main/tree/a?tab=children",
		"[zk]": "/c/main/tree/%5Bzk%5D",
	} {
		if got := v.get(t, "/c/main/go?path="+url.QueryEscape(typed)); got.status != 303 || got.header.Get("Location") != want {
			t.Errorf("%q leads to %s (%d), want %s", typed, got.header.Get("Location"), got.status, want)
		}
	}
	for _, typed := range []string{"deleteall /a", "set /a x", " rmr  /a ", "delete -v 3 /a"} {
		got := v.get(t, "/c/main/go?path="+url.QueryEscape(typed))
		said := pageText(t, got.body)
		if got.status != 400 || !strings.Contains(said, sentence(znode.CodeCommandChanges, "command", strings.Fields(typed)[0])) ||
			!strings.Contains(got.body, `href="/c/main/tree/a"`) || !strings.Contains(got.body, `value="`+typed+`"`) {
			t.Errorf("%q is answered with %d: %s", typed, got.status, said)
		}
	}
	const emoji = "get /a\U0001f98a" // no name can contain it
	if got := v.get(t, "/c/main/go?path="+url.QueryEscape(emoji)); got.status != 400 || !strings.Contains(got.body, `value="`+emoji+`"`) {
		t.Errorf("an emoji is answered with %d", got.status)
	}
	got := v.get(t, "/c/main/go?path="+url.QueryEscape(c.url+"/c/unknown/tree/a"))
	if got.status != 404 || !strings.Contains(pageText(t, got.body), sentence(znode.CodeClusterUnknown)) {
		t.Errorf("a link to a cluster that is not here: %d", got.status)
	}
}

// TestUnfinishedNamesHaveCandidates checks the suggestions for an unfinished name, also without
// script.
func TestUnfinishedNamesHaveCandidates(t *testing.T) {
	t.Parallel()
	c := runMain(t)
	v := c.anonymous(t)
	meant := regexp.MustCompile(`(?s)<div class="meant">.*?</div>`)
	for path, want := range map[string]string{"/c/main/tree/man": "/c/main/tree/many", "/c/main/tree/a/B/x": "/c/main/tree/a/b", "/c/main/tree/a/b/C": "/c/main/tree/a/b/c", "/c/main/tree/nothing": ""} {
		got := v.get(t, path)
		section := meant.FindString(got.body)
		if got.status != 404 || (want == "") != (section == "") || !strings.Contains(section, want) {
			t.Errorf("%s is answered with %d and %q", path, got.status, section)
		}
	}
}
