package handlers

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"zkweb/auth/people"
	"zkweb/web/handlers/events"
	"zkweb/zkconn/zktest"
)

// event is one server-sent event.
type event struct{ name, id, data string }

// stream is an open event stream.
type stream struct {
	response *http.Response
	events   chan event // closed when the stream ends
	leave    func()
}

// listen opens a cluster's event stream.
func (v *visitor) listen(t *testing.T, cluster string) *stream {
	t.Helper()
	return v.listenTo(t, cluster, "")
}

// listenTo opens a cluster's event stream with a query.
func (v *visitor) listenTo(t *testing.T, cluster, query string) *stream {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, v.console.url+"/c/"+cluster+"/events?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Accept-Encoding", "gzip")
	response, err := v.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	s := &stream{response, make(chan event, 100), cancel}
	go s.read()
	t.Cleanup(func() {
		cancel()
		for range s.events { // until read has ended
		}
	})
	return s
}

func (s *stream) read() {
	defer close(s.events)
	defer func() { _ = s.response.Body.Close() }()
	var e event
	lines := bufio.NewScanner(s.response.Body)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), ":") {
			s.events <- event{name: "comment"}
			continue
		}
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "event":
			e.name = value
		case "id":
			e.id = value
		case "data":
			e.data = value
		case "":
			if e.name != "" {
				s.events <- e
			}
			e = event{}
		}
	}
}

// next waits for the next event except beats, which come if a test takes long. It returns false if
// the stream ended.
func (s *stream) next(t *testing.T) (event, bool) {
	t.Helper()
	return s.nextThat(t, func(e event) bool { return e.name != "comment" && e.name != "beat" })
}

// nextThat waits for the next event for which wanted returns true. It returns false if the stream
// ended.
func (s *stream) nextThat(t *testing.T, wanted func(event) bool) (event, bool) {
	t.Helper()
	for late := time.After(shortWait); ; {
		select {
		case e, ok := <-s.events:
			if !ok || wanted(e) {
				return e, ok
			}
		case <-late:
			t.Fatal("no event came and the stream did not end")
		}
	}
}

// nextState waits for a state event and checks its fields.
func (s *stream) nextState(t *testing.T) (state events.State, id int64) {
	t.Helper()
	e, ok := s.next(t)
	if !ok || e.name != "state" {
		t.Fatalf("event %+v, open: %t; want a state", e, ok)
	}
	decoder := json.NewDecoder(strings.NewReader(e.data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&state); err != nil {
		t.Fatalf("%v: %s", err, e.data)
	}
	if !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`).MatchString(state.Since) {
		t.Errorf("since is %q", state.Since)
	}
	id, err := strconv.ParseInt(e.id, 10, 64)
	if err != nil {
		t.Errorf("the id is %q", e.id)
	}
	return state, id
}

// await reads states until the wanted one, and returns the IDs on the way.
func (s *stream) await(t *testing.T, wanted string) (events.State, []int64) {
	t.Helper()
	var ids []int64
	for {
		state, id := s.nextState(t)
		ids = append(ids, id)
		if string(state.State) == wanted {
			return state, ids
		}
	}
}

func TestEventsFollowTheConnection(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	c := run(t, nil, "main="+server.Addr())
	c.hurries()
	v := c.anonymous(t)
	s := v.listen(t, "main")
	for name, want := range map[string]string{
		"Content-Type":      "text/event-stream",
		"Cache-Control":     "no-store",
		"X-Accel-Buffering": "no",
		"Content-Encoding":  "",
	} {
		if got := s.response.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	first, id := s.nextState(t)
	if first.State != "CONNECTED" || first.Server != server.Addr() || !regexp.MustCompile(`^0x[1-9a-f][0-9a-f]+$`).MatchString(first.Session) {
		t.Errorf("the first event is %+v", first)
	}
	ids := []int64{id}

	server.Stop()
	suspended, id := s.nextState(t)
	if suspended.State != "SUSPENDED" || suspended.Session != first.Session || suspended.Server != server.Addr() {
		t.Errorf("after the server's stop: %+v", suspended)
	}
	ids = append(ids, id)
	checkUnavailable(t, v, server.Addr())

	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	again, id := s.nextState(t)
	if again.State != "CONNECTED" || again.Session != first.Session {
		t.Errorf("after the server's return: %+v; want the session %s", again, first.Session)
	}
	ids = append(ids, id)
	if got := v.getJSON(t, "/c/main/tree/"); got.status != 200 {
		t.Errorf("the page after the server's return: %d", got.status)
	}

	checkRising(t, ids)
}

func TestEventsSayThatTheSessionIsLost(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=*"}})
	proxy := zktest.RunProxy(t, server.Addr())
	c := run(t, func(config *Config) { expireAfter(t, config, 2*time.Second) }, "main="+proxy.Addr())
	v := c.anonymous(t)
	s := v.listen(t, "main")
	first, id := s.nextState(t)
	ids := []int64{id}

	if err := proxy.Refuse(); err != nil {
		t.Fatal(err)
	}
	_, more := s.await(t, "SUSPENDED")
	ids = append(ids, more...)
	eventually(t, "the server has let the session expire", func() bool { return !strings.Contains(dump(t, server.Addr()), first.Session) })
	if err := proxy.Resume(); err != nil {
		t.Fatal(err)
	}
	lost, id := s.nextState(t)
	if lost.State != "LOST" {
		t.Errorf("after the session expired: %+v", lost)
	}
	ids = append(ids, id)
	renewed, id := s.nextState(t)
	if renewed.State != "CONNECTED" || renewed.Session == first.Session {
		t.Errorf("after LOST: %+v; want CONNECTED with another session than %s", renewed, first.Session)
	}
	checkRising(t, append(ids, id))
}

// dump returns the server's answer to the command dump, with its sessions.
func dump(t *testing.T, server string) string {
	t.Helper()
	return fourLetter(t, server, "dump")
}

// fourLetter returns the server's answer to a four-letter command.
func fourLetter(t *testing.T, server, command string) string {
	t.Helper()
	conn, err := net.Dial("tcp", server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, command); err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(said)
}

func checkRising(t *testing.T, ids []int64) {
	t.Helper()
	for i := 1; i < len(ids); i++ {
		if ids[i] <= ids[i-1] {
			t.Errorf("the ids do not rise: %v", ids)
		}
	}
}

// checkUnavailable requests pages while ZooKeeper is unavailable.
func checkUnavailable(t *testing.T, v *visitor, server string) {
	t.Helper()
	for _, target := range []string{"/c/main/tree/", "/c/main/raw/a", "/c/main/branch/"} {
		got := v.get(t, target)
		if got.status != 503 {
			t.Errorf("%s: %d, want 503", target, got.status)
		}
		if got.header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", target)
		}
	}
	page := v.get(t, "/c/main/tree/").body
	if !strings.Contains(page, server) || !strings.Contains(page, `http-equiv="refresh"`) && !strings.Contains(page, "data-reload") {
		t.Error("the page does not name the server or does not reload itself")
	}
	if kind := decode[errorAnswer](t, v.getJSON(t, "/c/main/tree/")).Error.Kind; kind != "unavailable" {
		t.Errorf("as JSON: %s", kind)
	}
	if got := v.get(t, "/readyz"); got.status != 200 {
		t.Errorf("/readyz: %d while ZooKeeper is away", got.status)
	}
}

func TestAHungServerHoldsNoPageBack(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	c := run(t, nil, "main="+server.Addr())
	c.hurries()
	v := c.anonymous(t)
	if err := server.Pause(); err != nil {
		t.Fatal(err)
	}
	checkUnavailable(t, v, server.Addr())
	if err := server.Continue(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the page is back", func() bool { return v.getJSON(t, "/c/main/tree/").status == 200 })
}

func TestAQuietStreamShowsSignsOfLife(t *testing.T) {
	c := runMain(t)
	if c.events.Beat != 15*time.Second {
		t.Errorf("a sign of life every %s", c.events.Beat)
	}
	c.events.Beat = 10 * time.Millisecond
	s := c.anonymous(t).listen(t, "main")
	s.nextState(t)
	for range 3 {
		for _, want := range []event{{name: "comment"}, {name: "beat", data: "{}"}} {
			if e, open := s.nextThat(t, func(event) bool { return true }); !open || e != want {
				t.Errorf("event %+v, open: %t; want %+v", e, open, want)
			}
		}
	}
}

func TestEventsEndWithTheSignIn(t *testing.T) {
	c := run(t, nil, "main="+zookeeper.Addr(), "other="+zookeeper.Addr())
	v := c.visitor(t)
	v.mustSignIn(t, url.Values{"cluster": {"main"}, "username": {"bob"}, "password": {"x"}})
	v.mustSignIn(t, url.Values{"cluster": {"other"}, "anonymous": {"1"}})
	bob, other := v.listen(t, "main"), v.listen(t, "other")
	bob.nextState(t)
	other.nextState(t)

	v.mustSignIn(t, url.Values{"cluster": {"main"}, "username": {"carol"}, "password": {"x"}})
	for {
		e, open := bob.next(t)
		if !open {
			break
		}
		if e.name != "state" || !strings.Contains(e.data, "LOST") {
			t.Errorf("a sign-in that was replaced gets %+v", e)
		}
	}
	carol := v.listen(t, "main")
	carol.nextState(t)
	eventually(t, "two streams are open", func() bool { return c.events.Streams.Count() == 2 })

	v.post(t, "/logout", nil)
	for _, s := range []*stream{carol, other} {
		last, open := s.next(t)
		for open && last.name == "state" {
			last, open = s.next(t)
		}
		if !open || last.name != "signed-out" {
			t.Errorf("at sign-out the last event is %+v", last)
		}
		if e, open := s.next(t); open {
			t.Errorf("after signed-out there is %+v", e)
		}
	}
	eventually(t, "no stream is open", func() bool { return c.events.Streams.Count() == 0 })
	if got := v.get(t, "/c/main/events", "Accept", "text/event-stream"); got.status != 401 || decode[errorAnswer](t, got).Error.Kind != "unauthenticated" {
		t.Errorf("the events of a signed-out browser: %d", got.status)
	}
}

func TestAStreamIsNoSignOfAPerson(t *testing.T) {
	c := runMain(t)
	v := c.anonymous(t)
	console := c.site.Auth.Sessions()[0]
	signedIn := console.LastSeen()
	v.listen(t, "main").nextState(t)
	if seen := console.LastSeen(); seen != signedIn {
		t.Errorf("a stream restarted the idle limit after %s", seen.Sub(signedIn))
	}
	v.get(t, "/c/main/tree/a", "Zkweb-Unattended", "1")
	if seen := console.LastSeen(); seen != signedIn {
		t.Errorf("an unattended request restarted the idle limit after %s", seen.Sub(signedIn))
	}
	v.get(t, "/c/main/tree/a")
	if seen := console.LastSeen(); !seen.After(signedIn) {
		t.Error("a page is no sign of a person")
	}
}

func TestEventsEndWithTheConsole(t *testing.T) {
	c := runMain(t)
	s := c.anonymous(t).listen(t, "main")
	s.nextState(t)
	if got := c.visitor(t).get(t, "/readyz"); got.status != 200 {
		t.Errorf("/readyz: %d", got.status)
	}
	c.EndStreams()
	if e, open := s.next(t); open {
		t.Errorf("at the console's end there is %+v", e)
	}
	if got := c.visitor(t).get(t, "/readyz"); got.status != 503 {
		t.Errorf("/readyz at the end: %d", got.status)
	}
	if got := c.visitor(t).get(t, "/healthz"); got.status != 200 {
		t.Errorf("/healthz at the end: %d", got.status)
	}
}

// TestEventStreamsAreBounded checks that people whose name is not verified are limited by their
// address, whatever name they use.
func TestEventStreamsAreBounded(t *testing.T) {
	c := run(t, behindProxy, "main="+zookeeper.Addr())
	v := c.anonymous(t)
	const bound = 20
	c.events.Streams.PerOwner = bound
	for i := range bound {
		if i == bound/2 {
			v = c.alice(t)
		}
		v.listen(t, "main").nextState(t)
	}
	for _, full := range []*visitor{v, c.anonymous(t)} {
		got := full.get(t, "/c/main/events")
		if failed := decode[errorAnswer](t, got).Error; got.status != 503 || failed.Kind != "unavailable" || failed.Code != "streams_too_many" || got.header.Get("Retry-After") == "" {
			t.Errorf("one more stream: %d %+v, Retry-After %q", got.status, failed, got.header.Get("Retry-After"))
		}
	}
	elsewhere := c.visitor(t).from("198.51.100.7")
	elsewhere.mustSignIn(t, url.Values{"cluster": {"main"}, "anonymous": {"1"}})
	elsewhere.listen(t, "main").nextState(t)
	metrics := v.get(t, "/metrics").body
	if !strings.Contains(metrics, fmt.Sprintf("zkweb_event_streams %d\n", bound+1)) {
		t.Error("the metrics do not count the streams")
	}
}

// TestAPersonHasOneShareOfStreams checks that a verified person has one limit for all browsers and
// addresses.
func TestAPersonHasOneShareOfStreams(t *testing.T) {
	t.Parallel()
	c := runTeam(t, behindProxy)
	c.add(t, "alice", people.Viewer, "/")
	c.add(t, "bob", people.Viewer, "/")
	c.events.Streams.PerOwner = 2
	for i := range 3 {
		v := c.visitor(t).from(fmt.Sprintf("198.51.100.%d", i))
		v.mustSignIn(t, credentialsForm("alice", rightOne))
		if i < 2 {
			v.listen(t, "main").nextState(t)
		} else if got := v.get(t, "/c/main/events"); got.status != 503 {
			t.Errorf("alice's third stream: %d", got.status)
		}
	}
	bob := c.visitor(t).from("198.51.100.0")
	bob.mustSignIn(t, credentialsForm("bob", rightOne))
	bob.listen(t, "main").nextState(t)
}
