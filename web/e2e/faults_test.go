package e2e

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"

	"zkweb/zkconn/zktest"
)

// faults collects what no page may cause: dialogs, exceptions, errors on the browser's console, and
// violations of the content security policy.
type faults struct {
	mu   sync.Mutex
	seen []string
}

// listen is called with every event of a tab. It must not block.
func (f *faults) listen(event any) {
	switch event := event.(type) {
	case *page.EventJavascriptDialogOpening:
		f.add("dialog: " + event.Message)
	case *runtime.EventExceptionThrown:
		if text := describe(event.ExceptionDetails); !strings.Contains(text, "Transition was aborted") { // the exception of a tab that was hidden at that moment
			f.add("exception: " + text)
		}
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.ConsoleAPICalledTypeError {
			f.add(fmt.Sprintf("console.error: %v", event.Args))
		}
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError && !meant(event.Entry) {
			f.add("log: " + event.Entry.Text)
		}
	case *audits.EventIssueAdded:
		if csp := event.Issue.Details.ContentSecurityPolicyIssueDetails; csp != nil {
			f.add("content security policy: " + csp.ViolatedDirective + " " + csp.BlockedURL)
		}
	}
}

func describe(details *runtime.ExceptionDetails) string {
	if details.Exception == nil {
		return details.Text
	}
	return details.Text + " " + details.Exception.Description
}

// meant reports whether an error is expected: a status such as 404 or 503, or a header that is
// ignored over plain HTTP.
func meant(entry *log.Entry) bool {
	return entry.Source == log.EntrySourceNetwork ||
		strings.HasPrefix(entry.Text, "The Cross-Origin-Opener-Policy header has been ignored")
}

func (f *faults) add(fault string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, fault)
}

// take returns what was collected since the last call.
func (f *faults) take() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen := f.seen
	f.seen = nil
	return seen
}

// TestFaultsAreSeen checks that a tab notices the faults, on which all journeys rely.
func TestFaultsAreSeen(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, script, want string }{
		{"content security policy", `document.body.setAttribute("onclick", "1"); document.body.click()`, "content security policy: script-src-attr"},
		{"exception", `setTimeout(() => { throw new Error("thrown") })`, "exception: "},
		{"console", `console.error("complaint")`, "console.error: "},
		{"dialog", `setTimeout(() => alert("dialog"))`, "dialog: dialog"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tab := newTab(t, shared)
			tab.goTo("/login")
			eval[any](tab, test.script+`; 0`)
			var seen []string
			zktest.Until(t, func() bool {
				seen = append(seen, tab.faults.take()...)
				return slices.ContainsFunc(seen, func(fault string) bool { return strings.HasPrefix(fault, test.want) })
			}, func() string { return fmt.Sprintf("saw %q, want %q", seen, test.want) })
			if test.name == "dialog" {
				call(tab, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{})
			}
			eval[any](tab, `0`) // a round trip, after which all events have arrived
			tab.faults.take()
		})
	}
}
