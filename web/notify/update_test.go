package notify

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/health"
)

// saying returns the finding away with other arguments.
func saying(severity health.Severity, args ...string) health.Finding {
	f := away
	f.Severity, f.Args = severity, maps.Clone(away.Args)
	for i := 0; i < len(args); i += 2 {
		f.Args[args[i]] = args[i+1]
	}
	return f
}

// TestWhatSaysSomethingElseIsToldAgain checks that an update is reported for the same finding, but
// not for measured values or for what holds only for a moment. During a silence it waits for the
// end, and it survives a restart.
func TestWhatSaysSomethingElseIsToldAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "notified.json")
	synctest.Test(t, func(t *testing.T) {
		var told []string
		var ids []string
		var silenced atomic.Bool
		during := func(do func(n *Notifier, step func(what string, do func(), want ...string))) {
			n := New("http://example.invalid/hook", []byte("a key of sixteen"), func(string, string) bool { return silenced.Load() }, slog.New(slog.DiscardHandler))
			n.client.Transport = handled{http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				var m Message
				if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
					t.Error(err)
				}
				told, ids = append(told, m.Event+" "+m.Severity+" "+m.Args["counted"]), append(ids, m.ID)
			})}
			if err := n.Restore(file, func(string, health.Code, string) bool { return true }); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			var running sync.WaitGroup
			running.Go(func() { n.Run(ctx) })
			do(n, func(what string, do func(), want ...string) {
				t.Helper()
				do()
				time.Sleep(time.Minute)
				synctest.Wait()
				if !slices.Equal(told, want) {
					t.Errorf("when %s, told is %q, want %q", what, told, want)
				}
				told = nil
			})
			cancel()
			running.Wait()
		}
		one, some := saying(health.Warning, "counted", "it"), saying(health.Warning, "counted", "some")
		worse := saying(health.Critical, "counted", "some")
		during(func(n *Notifier, step func(string, func(), ...string)) {
			now := func(f health.Finding) { n.Changed("main", []health.Finding{f}, nil) }
			over := func(f health.Finding) { n.Changed("main", nil, []health.Finding{f}) }
			step("it says something else before it is told", func() { now(away); now(one) }, "opened warning it")
			step("it says something else", func() { now(some) }, "updated warning some")
			step("a value is another", func() { now(saying(health.Warning, "counted", "some", "ms", "300")) })
			step("it says that for a moment", func() {
				now(one)
				time.Sleep(settle / 2)
				now(some)
			})
			step("it is graver", func() { now(worse) }, "updated critical some")
			step("it is over for a moment, and less grave", func() {
				over(worse)
				time.Sleep(settle / 2)
				now(some)
			}, "updated warning some")
			step("it is over while that is to be told", func() {
				now(one)
				over(one)
			}, "closed warning it")
			step("it is there anew", func() { now(one) }, "opened warning it")
			step("it says something else in a silence", func() {
				silenced.Store(true)
				now(some)
			})
			step("that ends", func() { silenced.Store(false) }, "opened warning some")
			step("it changes just before a silence", func() {
				now(worse)
				silenced.Store(true)
			})
			step("that is over", func() { silenced.Store(false) }, "opened critical some")
		})
		during(func(n *Notifier, step func(string, func(), ...string)) {
			step("it says something else after a restart", func() { n.Changed("main", []health.Finding{one}, nil) }, "updated warning it")
		})
		during(func(n *Notifier, step func(string, func(), ...string)) {
			step("it says the same after a restart", func() { n.Changed("main", []health.Finding{one}, nil) })
		})
		if slices.Sort(ids); len(slices.Compact(ids)) != 1 || len(ids[0]) != 16 {
			t.Errorf("of one finding the ids are %q", ids)
		}
	})
}

// TestWhatIsSaidWhileItIsTold checks that an update during sending is sent afterwards.
func TestWhatIsSaidWhileItIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New("http://example.invalid/hook", nil, nobody, slog.New(slog.DiscardHandler))
		n.Changed("main", []health.Finding{away}, nil)
		time.Sleep(settle)
		first, _ := n.first()
		n.Changed("main", []health.Finding{saying(health.Warning, "counted", "it")}, nil)
		n.sent(first)
		if next, _ := n.first(); next.message.Event != "updated" || next.message.Args["counted"] != "it" {
			t.Errorf("the next message is %+v", next.message)
		}
	})
}
