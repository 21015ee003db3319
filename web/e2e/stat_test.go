package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"

	"zkweb/zkconn/zktest"
)

// statFields are the eleven fields, as kazoo's ZnodeStat spells them.
var statFields = []string{
	"czxid", "mzxid", "pzxid", "ctime", "mtime", "version", "cversion", "aversion",
	"ephemeralOwner", "dataLength", "numChildren",
}

// TestStatAsKazooReadsIt compares every field on the page with kazoo's.
func TestStatAsKazooReadsIt(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/live", "", "")
	want := zktest.Kazoo(t, `
import datetime, sys
from kazoo.client import KazooClient

zk = KazooClient(sys.argv[1])
zk.start()
stat = zk.exists("/live")
for field in sys.argv[2:]:
    value = getattr(stat, field)
    if field in ("czxid", "mzxid", "pzxid", "ephemeralOwner"):
        value = hex(value)
    if field in ("ctime", "mtime"):
        value = datetime.datetime.fromtimestamp(value // 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (value % 1000)
    print(field, value)
zk.stop()
`, append([]string{zookeeper.Addr()}, statFields...)...)
	var got strings.Builder
	for _, field := range statFields {
		fmt.Fprintln(&got, field, eval[string](tab, `(e => e.querySelector("time")?.dateTime ?? e.querySelector("code").innerText)(document.querySelector("[data-field=`+field+`]"))`))
	}
	if got.String() != want {
		t.Errorf("the page has:\n%s\nkazoo reads:\n%s", &got, want)
	}
}

// TestATimeIsCopiedAsTheServerWroteIt checks that copying a time leaves out the reader's time zone,
// and that a larger selection is copied unchanged.
func TestATimeIsCopiedAsTheServerWroteIt(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	copied := func(selector string) string {
		return eval[string](tab, `(data => {
			getSelection().selectAllChildren(document.querySelector(`+quote(selector)+`));
			getSelection().anchorNode.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
			return data.getData("text/plain");
		})(new DataTransfer())`)
	}
	want := eval[string](tab, `document.querySelector("[data-field=mtime] time").dateTime`)
	if got := copied("[data-field=mtime] time"); got != want || !strings.HasSuffix(got, "Z") {
		t.Errorf("%q is copied, want %q", got, want)
	}
	if got := copied("[data-field=mtime]"); got != "" {
		t.Errorf("of all of the field %q is copied", got)
	}
}

// TestMeaningOfStatFields shows the meaning of each field by mouse and by keyboard, and hides it
// again.
func TestMeaningOfStatFields(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	visible := func(field string) string {
		return `getComputedStyle(document.querySelector("#about-` + field + `")).visibility === "visible"`
	}
	for _, field := range statFields {
		tab.hover("button", field)
		tab.await(visible(field))
	}
	tab.hover("heading", "Children 2")
	tab.await("!(" + visible("numChildren") + ")")
	tab.focus(tab.find("button", statFields[0]))
	for _, field := range statFields {
		tab.await(visible(field))
		if meaning := tab.text("#about-" + field); len(meaning) < 30 {
			t.Errorf("%s means %q", field, meaning)
		}
		if field == "version" {
			tab.key("\x1b") // Escape hides it
			tab.await("!(" + visible(field) + ")")
		}
		tab.key("\t")
	}
}

func TestTimesInTheReadersZone(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/app", "", "")
	for zone, form := range map[string]string{
		"Asia/Kolkata":     "2006-01-02 15:04:05.000 -07:00",
		"America/St_Johns": "2006-01-02 15:04:05.000 -07:00",
		"UTC":              "2006-01-02 15:04:05.000 UTC",
	} {
		location, err := time.LoadLocation(zone)
		must(t, err)
		call(tab, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone})
		tab.goTo("/c/main/tree/app")
		for _, field := range []string{"ctime", "mtime"} {
			instant, err := time.Parse(time.RFC3339, eval[string](tab, `document.querySelector("[data-field=`+field+`] time").dateTime`))
			must(t, err)
			want := strings.Replace(instant.In(location).Format(form), " -", " −", 1)
			tab.expect("[data-field="+field+"] time.local", want)
		}
	}
	tab.withoutScript()
	tab.goTo("/c/main/tree/app")
	if shown := tab.text("[data-field=ctime] time.local"); !strings.HasSuffix(shown, " UTC") {
		t.Errorf("without script ctime is %q, want it in UTC", shown)
	}
}

func TestACLInWords(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/tree/private", alice, alicePassword)
	tab.expect(".acl dd code", "cdrwa")
	if words := tab.text(".acl"); !strings.Contains(words, "digest:alice:") || !strings.Contains(words, "user alice") || !strings.Contains(words, "all permissions") {
		t.Errorf("the ACL reads %q", words)
	}
}
