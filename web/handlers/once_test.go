package handlers

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/auth/people"
	"zkweb/zkconn/zktest"
)

// TestAFormSentTwiceChangesOnce checks that any form that is submitted again, by a second click or
// from the browser's history, leads to the same page as the first time, with the same text and
// actions.
func TestAFormSentTwiceChangesOnce(t *testing.T) {
	t.Parallel()
	r := runKeeping(t)
	r.fill(t, [2]string{"/twice", ""}, [2]string{"/twice/set", "one"}, [2]string{"/twice/acl", ""}, [2]string{"/twice/quota", ""},
		[2]string{"/twice/gone", "x"}, [2]string{"/twice/tree", ""}, [2]string{"/twice/tree/a", ""}, [2]string{"/twice/from", "x"}, [2]string{"/twice/moves", "x"})
	v := r.member(t, string(people.Admin))
	for _, form := range []struct {
		name, page, to string
		fields         url.Values
		offers         bool // whether undoing is offered
	}{
		{"a set", "set/twice/set", "set/twice/set", url.Values{"version": {"0"}, "data": {"two"}}, true},
		{"a create", "create/twice", "create/twice", url.Values{"name": {"new"}, "data": {"x"}}, true},
		{"a collected set", "create/twice", "set/twice/set", url.Values{"version": {"1"}, "data": {"three"}, "collect": {"1"}}, false},
		{"a transaction", "transaction", "transaction", url.Values{"do": {"apply"}}, true},
		{"an ACL", "acl/twice/acl", "acl/twice/acl", url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}, "aversion": {"0"}}, true},
		{"an ACL below", "acl/twice/tree", "acl/twice/tree", url.Values{"acl": {"world:anyone:cdrwa,ip:127.0.0.9:r"}, "recursive": {"1"}}, true},
		{"a quota", "quota/twice/quota", "quota/twice/quota", url.Values{"count": {"9"}}, true},
		{"a deletion", "delete/twice/gone", "delete/twice/gone", url.Values{"version": {"0"}}, true},
		{"a copy", "copy/twice/from?name=copied", "copy/twice/from", url.Values{"name": {"copied"}}, true},
		{"a move", "move/twice/moves?name=moved", "move/twice/moves", url.Values{"name": {"moved"}}, true},
		{"a deletion below", "delete/twice/tree", "delete/twice/tree", url.Values{"recursive": {"1"}}, true},
	} {
		tokens := filledIn(t, v.get(t, "/c/main/"+form.page).body)["once"]
		if len(tokens) == 0 { // a review, which has no page of its own
			tokens = filledIn(t, v.post(t, "/c/main/"+form.to, url.Values{"version": {"0"}, "data": {"two"}, "review": {"1"}}).body)["once"]
		}
		form.fields.Set("once", tokens[0])
		if form.name == "a transaction" {
			form.fields.Set("revision", filledIn(t, v.get(t, "/c/main/transaction").body)["revision"][0])
		}
		var clicked [2]answer
		var clicks sync.WaitGroup
		for i := range clicked {
			clicks.Go(func() { clicked[i] = v.post(t, "/c/main/"+form.to, form.fields) })
		}
		clicks.Wait()
		said := [2]string{}
		for i := range said {
			got := clicked[1]
			if i == 1 {
				got = v.post(t, "/c/main/"+form.to, form.fields)
			}
			if got.status != http.StatusSeeOther || got.header.Get("Location") != clicked[0].header.Get("Location") {
				t.Fatalf("%s: %d to %q, and then %d to %q: %s", form.name, clicked[0].status, clicked[0].header.Get("Location"), got.status, got.header.Get("Location"), pageText(t, got.body))
			}
			if said[i] = strings.Join(undoLink.FindAllString(v.get(t, got.header.Get("Location")).body, -1), " "); (said[i] != "") != form.offers || said[i] != said[0] {
				t.Errorf("%s: the page offers %q, and sent again %q", form.name, said[0], said[i])
			}
		}
		if form.name == "a collected set" {
			if list := pageText(t, v.get(t, "/c/main/transaction").body); strings.Count(list, "three") != 1 {
				t.Errorf("collected twice: %s", list)
			}
		}
	}
}

// TestASecondClickBreaksNothingOff checks that the changes of the first request are completed
// although the browser hangs up on it, and that the second one leads to the same page.
func TestASecondClickBreaksNothingOff(t *testing.T) {
	t.Parallel()
	proxy := zktest.RunProxy(t, zookeeper.Addr())
	c, _ := runWriting(t, people.Editor, proxy.Addr())
	v, p := c.alice(t), newPlace(t, zookeeper.Addr(), "clicks")
	p.create("/from", nil, open)
	var chosen []string
	for i := range 6 {
		chosen = append(chosen, fmt.Sprint(i))
		p.create("/from/"+chosen[i], bytes.Repeat([]byte("x"), 300<<10), open) // a transaction holds one of them
	}
	children := func(below string) int {
		_, stat, _ := p.get(p.root + below)
		return int(stat.NumChildren)
	}
	proxy.Delay(2 * time.Millisecond)
	for _, click := range []struct {
		name, page, to, leads string
		fields                url.Values
		begun                 func() bool
		at                    string // where as many children are left
		left                  int
	}{
		{"a copy", link("copy", p.root+"/from") + "?name=to", link("copy", p.root+"/from"), link("tree", p.root+"/to"),
			url.Values{"name": {"to"}}, func() bool { return children("/to") > 0 }, "/to", 6},
		{"a move", link("move", p.root+"/from") + "?name=moved", link("move", p.root+"/from"), link("tree", p.root+"/moved"),
			url.Values{"name": {"moved"}}, func() bool { return children("/moved") > 0 }, "/from", 0},
		{"a deletion of some", link("delete", p.root+"/to") + "?" + url.Values{"child": chosen}.Encode(), link("delete", p.root+"/to"), link("tree", p.root+"/to"),
			url.Values{"child": chosen, "recursive": {"1"}}, func() bool { return children("/to") < 6 }, "/to", 0},
	} {
		click.fields.Set("once", filledIn(t, v.get(t, click.page).body)["once"][0])
		ctx, hangUp := context.WithCancel(t.Context())
		request, err := http.NewRequestWithContext(ctx, "POST", c.url+click.to, strings.NewReader(click.fields.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		var first sync.WaitGroup
		first.Go(func() {
			if response, err := v.client.Do(request); err == nil {
				_ = response.Body.Close()
			}
		})
		eventually(t, click.name+" begins", click.begun)
		hangUp()
		first.Wait()
		got := v.post(t, click.to, click.fields)
		leads := got.header.Get("Location")
		asJob := strings.HasPrefix(leads, "/jobs/") // which takes too long to plan in one request
		if got.status != http.StatusSeeOther || leads != click.leads && !asJob {
			t.Errorf("%s: %d to %q: %.300s", click.name, got.status, leads, pageText(t, got.body))
		}
		if asJob {
			eventually(t, click.name+" is made by a job", func() bool { return children(click.at) == click.left })
		}
		if left := children(click.at); left != click.left {
			t.Errorf("%s: %d children are at %s", click.name, left, click.at)
		}
	}
}
