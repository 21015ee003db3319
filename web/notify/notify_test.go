package notify

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

var away = health.Finding{Code: health.ServerAway, Severity: health.Warning, Server: "zk1:2181", Args: znode.Args{"server": "zk1:2181", "why": "server_refused"}}

// nobody is a Silenced that silences nothing.
func nobody(string, string) bool { return false }

// handled answers requests without a network.
type handled struct{ http.Handler }

func (h handled) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	return answer.Result(), nil
}

// TestFindingsAreTold checks that messages are signed, repeated until they are accepted, and in
// order, and that what opens or closes only for a moment is not reported.
func TestFindingsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key := []byte("a key of sixteen")
		var told []Message
		refusals := 3
		n := New("http://example.invalid/hook", key, nobody, slog.New(slog.DiscardHandler))
		n.client.Transport = handled{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil || r.Header.Get(SignatureHeader) != Sign(key, r.Header.Get(TimeHeader), body) {
				t.Errorf("the signature of %s is %q: %v", body, r.Header.Get(SignatureHeader), err)
			}
			if refusals > 0 {
				refusals--
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			var m Message
			if err := json.Unmarshal(body, &m); err != nil {
				t.Error(err)
			}
			told = append(told, m)
		})}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			n.Run(ctx)
			close(done)
		}()
		n.Changed("main", []health.Finding{away}, nil)
		time.Sleep(settle / 2)
		n.Changed("main", nil, []health.Finding{away})
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(told) != 0 || refusals != 3 {
			t.Errorf("a finding that was open for a moment was reported: %+v", told)
		}
		n.Changed("main", []health.Finding{away}, nil)
		time.Sleep(time.Minute)
		for range 3 { // like a server that is briefly unavailable several times
			n.Changed("main", nil, []health.Finding{away})
			time.Sleep(settle / 2)
			n.Changed("main", []health.Finding{away}, nil)
			time.Sleep(time.Minute)
		}
		n.Changed("main", nil, []health.Finding{away})
		time.Sleep(time.Minute)
		n.Changed("main", []health.Finding{{Code: health.QuotaNear, Path: "/secret", Args: znode.Args{"path": "/secret", "of": "bytes", "used": "9", "limit": "10", "percent": "90"}}}, nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(told) != 3 || told[2].Text != "The quota of a znode is used to 90%: 9 of 10 bytes." || told[2].Args["path"] != "" {
			t.Errorf("the message about a znode is %+v", told)
		}
		told = told[:2]
		cancel()
		<-done
		if len(told) != 2 || told[0].Event != "opened" || told[1].Event != "closed" || told[0].Cluster != "main" || told[0].Text != "zk1:2181 does not serve." || told[0].Severity != "warning" || told[0].Next == "" {
			t.Errorf("the messages were %+v", told)
		}
	})
}

// TestAReceiverThatWasAway checks that a receiver is told within half a minute of its return what
// is still open, however long it was away, and in order what opened and closed in the meantime, but
// nothing that has been over for hours.
func TestAReceiverThatWasAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		var logged strings.Builder
		var takes atomic.Bool
		n := New("http://example.invalid/hook", nil, nobody, slog.New(slog.NewTextHandler(&logged, nil)))
		n.client.Transport = handled{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var m Message
			if !takes.Load() {
				w.WriteHeader(http.StatusBadGateway)
			} else if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
				t.Error(err)
			} else {
				told = append(told, m.Event+" "+m.Args["server"])
			}
		})}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { n.Run(ctx) })
		of := func(server string) []health.Finding {
			return []health.Finding{{Code: health.ServerAway, Server: server, Args: znode.Args{"server": server}}}
		}
		n.Changed("main", of("stays"), nil)
		n.Changed("main", of("long-over"), nil)
		time.Sleep(time.Minute)
		n.Changed("main", nil, of("long-over"))
		time.Sleep(giveUp)
		n.Changed("main", of("over"), nil)
		time.Sleep(19 * time.Minute)
		n.Changed("main", nil, of("over"))
		n.Changed("main", of("new"), nil)
		time.Sleep(time.Minute)
		takes.Store(true)
		time.Sleep(longestPause)
		synctest.Wait()
		if want := []string{"opened stays", "opened over", "closed over", "opened new"}; !slices.Equal(told, want) {
			t.Errorf("got %q, want %q", told, want)
		}
		cancel()
		running.Wait()
		if log := logged.String(); strings.Count(log, "could not be told; it is tried") > 60 || strings.Count(log, "any more") != 1 || !strings.Contains(log, "are told again") {
			t.Errorf("logged is %s", log)
		}
	})
}

// TestWhatCannotBeToldIsBounded checks that findings that are over are dropped first, then the
// oldest messages.
func TestWhatCannotBeToldIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New("http://example.invalid/hook", nil, nobody, slog.New(slog.DiscardHandler))
		n.client.Transport = handled{http.NotFoundHandler()}
		for i := range maxQueue + 10 {
			finding := away
			finding.Server = strings.Repeat("x", i)
			n.Changed("main", []health.Finding{finding}, nil)
		}
		if len(n.queue) != maxQueue || n.queue[0].finding != "server_away xxxxxxxxxx" {
			t.Errorf("%d wait, the first %q", len(n.queue), n.queue[0].finding)
		}
		over := health.Finding{Code: away.Code, Server: strings.Repeat("x", 20)}
		time.Sleep(settle)
		n.Changed("main", []health.Finding{away}, []health.Finding{over})
		if len(n.queue) != maxQueue || n.queue[0].finding != "server_away xxxxxxxxxxxx" {
			t.Errorf("%d wait, the first %q", len(n.queue), n.queue[0].finding)
		}
		n.Changed("main", []health.Finding{{Code: health.NoQuorum}}, nil)
		if len(n.queue) != maxQueue-1 || n.queue[0].finding != "server_away xxxxxxxxxxxx" || slices.ContainsFunc(n.queue, func(q queued) bool { return q.finding == over.Key() }) {
			t.Errorf("%d wait, the first %q", len(n.queue), n.queue[0].finding)
		}
	})
}

// TestASilenceHoldsBackWhatOpens checks that what is still open at the end of a silence is reported
// then, once, even if it was reported before. What closes during the silence is not reported,
// unless it was reported as opened.
func TestASilenceHoldsBackWhatOpens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var silenced atomic.Bool
		var told []string
		n := New("http://example.invalid/hook", nil, func(cluster, finding string) bool {
			return silenced.Load() && cluster == "main" && finding == away.Key()
		}, slog.New(slog.DiscardHandler))
		n.client.Transport = handled{http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			var m Message
			if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
				t.Error(err)
			}
			told = append(told, m.Event+" "+m.Cluster)
		})}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { n.Run(ctx) })
		step := func(what string, do func(), want ...string) {
			t.Helper()
			do()
			time.Sleep(time.Hour)
			synctest.Wait()
			if !slices.Equal(told, want) {
				t.Errorf("when %s, told is %q, want %q", what, told, want)
			}
			told = nil
		}
		opens, closes := func() { n.Changed("main", []health.Finding{away}, nil) }, func() { n.Changed("main", nil, []health.Finding{away}) }
		step("it opens", opens, "opened main")
		step("it is silenced and over", func() {
			silenced.Store(true)
			closes()
		}, "closed main")
		step("it opens in silence", opens)
		step("another cluster's opens", func() { n.Changed("other", []health.Finding{away}, nil) }, "opened other")
		step("it is over in silence", closes)
		step("it opens in silence again", opens)
		step("the silence ends", func() { silenced.Store(false) }, "opened main")
		step("it is over", closes, "closed main")
		step("it opens once more", opens, "opened main")
		step("it is silenced", func() { silenced.Store(true) })
		step("that ends", func() { silenced.Store(false) }, "opened main")
		step("it is silenced again", func() { silenced.Store(true) })
		step("it is over in that", closes, "closed main")
		step("that ends too", func() { silenced.Store(false) })
		step("it opens at last", opens, "opened main")
		step("it is silenced for a moment and over", func() {
			silenced.Store(true)
			time.Sleep(2 * settle)
			silenced.Store(false)
			closes()
		}, "closed main")
		step("it opens in a moment's silence", func() {
			silenced.Store(true)
			opens()
			time.Sleep(2*settle - time.Second)
			silenced.Store(false)
			closes()
		})
		cancel()
		running.Wait()
	})
}

// TestWhatWasToldIsKnownAfterARestart checks that open findings are not reported again, and that
// those that closed while no console ran, or whose closing was not accepted, are reported as
// closed. Silenced findings are reported when the silence ends.
func TestWhatWasToldIsKnownAfterARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "notified.json")
	synctest.Test(t, func(t *testing.T) {
		finding := func(server string) health.Finding {
			f := away
			f.Server, f.Args = server, znode.Args{"server": server, "why": "server_silent"}
			return f
		}
		stays, closes, untaken, hushed, lifted := finding("stays"), finding("closes"), finding("untaken"), finding("hushed"), finding("lifted")
		var silenced sync.Map // by Key
		unlooked := health.Finding{Code: health.QuotaNear, Path: "/app", Args: znode.Args{"path": "/app", "of": "bytes", "used": "9", "limit": "10", "percent": "90"}}
		var takes, looked atomic.Bool
		takes.Store(true)
		var told []string
		during := func(do func(*Notifier), want ...string) {
			t.Helper()
			n := New("http://example.invalid/hook", nil, func(_, key string) bool {
				_, is := silenced.Load(key)
				return is
			}, slog.New(slog.DiscardHandler))
			n.client.Transport = handled{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				var m Message
				if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
					t.Error(err)
				}
				if !takes.Load() {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				told = append(told, m.Event+" "+m.Text)
			})}
			if err := n.Restore(file, func(_ string, code health.Code, _ string) bool { return code != health.QuotaNear || looked.Load() }); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			var running sync.WaitGroup
			running.Go(func() { n.Run(ctx) })
			do(n)
			time.Sleep(time.Minute)
			cancel()
			running.Wait()
			slices.Sort(told)
			if !slices.Equal(told, want) {
				t.Errorf("got %q, want %q", told, want)
			}
			told = nil
		}
		during(func(n *Notifier) {
			n.Changed("main", []health.Finding{stays, closes, untaken, hushed, lifted, unlooked}, nil)
			time.Sleep(time.Minute)
			takes.Store(false)
			silenced.Store(hushed.Key(), true)
			silenced.Store(lifted.Key(), true)
			n.Changed("main", nil, []health.Finding{untaken})
		}, "opened The quota of a znode is used to 90%: 9 of 10 bytes.", "opened closes does not serve.", "opened hushed does not serve.", "opened lifted does not serve.", "opened stays does not serve.", "opened untaken does not serve.")
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file is %v, %v", info, err)
		}
		takes.Store(true)
		silenced.Delete(lifted.Key())
		during(func(n *Notifier) {
			n.Changed("main", []health.Finding{stays, hushed, lifted}, nil)
			time.Sleep(2 * recheck)
		}, "closed closes does not serve.", "closed untaken does not serve.", "opened lifted does not serve.")
		during(func(n *Notifier) {
			n.Changed("main", []health.Finding{stays, hushed, lifted}, nil)
			time.Sleep(2 * recheck)
			n.Changed("main", nil, []health.Finding{stays})
			time.Sleep(time.Minute)
			silenced.Delete(hushed.Key())
		}, "closed stays does not serve.", "opened hushed does not serve.")
		during(func(n *Notifier) { // quotas can be checked only from now on
			n.Changed("main", []health.Finding{hushed, lifted}, nil)
			looked.Store(true)
			time.Sleep(2 * recheck)
		}, "closed The quota of a znode is used to 90%: 9 of 10 bytes.")
	})
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := New("http://example.invalid/hook", nil, nobody, slog.New(slog.DiscardHandler)).Restore(file, nil); err == nil {
		t.Error("a broken file is taken")
	}
}

// TestWhatIsToldIsKnownOnce checks that a finding that opens again before it was reported does not
// count as reported, nor one that closes while it is being sent, and that what is being sent is not
// dropped as over.
func TestWhatIsToldIsKnownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New("http://example.invalid/hook", nil, nobody, slog.New(slog.DiscardHandler))
		opens, closes := func() { n.Changed("main", []health.Finding{away}, nil) }, func() { n.Changed("main", nil, []health.Finding{away}) }
		opens()
		time.Sleep(settle)
		closes()
		opens()
		if len(n.queue) != 1 || len(n.told) != 0 {
			t.Errorf("opened again before it was reported: %d wait, %d were reported", len(n.queue), len(n.told))
		}
		first, _ := n.first()
		closes()
		if n.dropOver(time.Now(), first) {
			t.Error("a message is dropped while it is being sent")
		}
		n.sent(first)
		if len(n.queue) != 1 || len(n.told) != 0 {
			t.Errorf("closed while it was being sent: %d wait, %d were reported", len(n.queue), len(n.told))
		}
		for i := range maxQueue + 5 {
			n.queue = nil
			finding := away
			finding.Server = strings.Repeat("x", i)
			n.Changed("main", []health.Finding{finding}, nil)
			first, _ := n.first()
			n.sent(first)
		}
		if len(n.told) != maxQueue || n.told[0].finding != "server_away xxxxx" {
			t.Errorf("%d are known as told, the first %q", len(n.told), n.told[0].finding)
		}
	})
}

// TestTheURLStaysASecret checks that the URL, which may contain a secret, is not logged, and that
// redirects are not followed.
func TestTheURLStaysASecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []string
		var logged strings.Builder
		n := New("http://example.invalid/hook/t0ken", nil, nobody, slog.New(slog.NewTextHandler(&logged, nil)))
		n.client.Transport = redirectsOnce{&asked}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { n.Run(ctx) })
		n.Changed("main", []health.Finding{away}, nil)
		time.Sleep(time.Minute)
		cancel()
		running.Wait()
		if slices.Contains(asked, "other.invalid") || len(asked) < 2 {
			t.Errorf("asked were %q", asked)
		}
		if log := logged.String(); strings.Contains(log, "t0ken") || !strings.Contains(log, errUnreachable.Error()) {
			t.Errorf("logged is %s", log)
		}
	})
}

var errUnreachable = errors.New("nobody is there")

// redirectsOnce redirects once to another host, and fails from then on. It records the hosts that
// were requested.
type redirectsOnce struct{ asked *[]string }

func (r redirectsOnce) RoundTrip(request *http.Request) (*http.Response, error) {
	*r.asked = append(*r.asked, request.URL.Host)
	if len(*r.asked) > 1 {
		return nil, errUnreachable
	}
	answer := httptest.NewRecorder()
	http.Redirect(answer, request, "http://other.invalid/", http.StatusTemporaryRedirect)
	return answer.Result(), nil
}
