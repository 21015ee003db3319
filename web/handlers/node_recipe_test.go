package handlers

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/web/handlers/nodes"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// queueUp creates the znodes of a lock's contenders like kazoo, each with its ID as data, and
// returns their paths.
func (r *recordedTeam) queueUp(t *testing.T, lock string, acl []znode.ACL, ids ...string) []string {
	t.Helper()
	if _, err := r.boss.Exists(r.context, parsePath(t, lock)); znode.KindOf(err) == znode.NotFound {
		r.make(t, lock, "", znode.ModePersistent)
	}
	var paths []string
	for i, id := range ids {
		// The order of the names differs from that of the line.
		name := fmt.Sprintf("%s/%032x__lock__", lock, 0xff-i)
		made, err := znode.Create(r.context, r.boss, parsePath(t, name), []byte(id), acl, znode.ModeEphemeralSequential)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, made.Path.String())
	}
	return paths
}

func (r *recordedTeam) make(t *testing.T, path, data string, mode znode.CreateMode) {
	t.Helper()
	if _, err := znode.Create(r.context, r.boss, parsePath(t, path), []byte(data), open, mode); err != nil {
		t.Fatal(err)
	}
}

func (r *recordedTeam) bossSession() int64 {
	status, _ := r.boss.Status()
	return status.Session
}

// ids returns the IDs of a recipe's contenders, in order.
func ids(t *testing.T, found *nodes.JSONRecipe) []string {
	t.Helper()
	if found == nil || found.Line == nil {
		t.Fatalf("recognised %+v", found)
	}
	var all []string
	for _, contender := range found.Line.Contenders {
		all = append(all, contender.ID)
	}
	return all
}

// TestWhoHoldsALock checks that the page and its JSON show the holder and who waits for whom,
// whatever part of the children they show, and that reading all contenders is recorded once.
func TestWhoHoldsALock(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, "viewer")
	paths := r.queueUp(t, "/app/lock", open, "worker-0", "worker-1", "<b>worker-2")
	before := r.head(t)
	for _, query := range []string{"", "?q=none", "?limit=1", "?sort=-name"} {
		found := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/app/lock"+query)).Recipe
		if got := ids(t, found); !slices.Equal(got, []string{"worker-0", "worker-1", "<b>worker-2"}) || found.Of != "kazoo" || found.Code != "lock" {
			t.Errorf("%q: the line is %q, of %+v", query, got, found)
		}
		first, last := found.Line.Contenders[0], found.Line.Contenders[2]
		if session := fmt.Sprintf("0x%x", uint64(r.bossSession())); !first.Holds || first.WaitsFor != "" || first.Session != session || first.Path != paths[0] {
			t.Errorf("%q: the first is %+v, of the session %s", query, first, session)
		}
		if last.Holds || last.WaitsFor != paths[1] || last.Sequence != 2 {
			t.Errorf("%q: the last is %+v", query, last)
		}
		page := v.get(t, "/c/main/tree/app/lock"+query).body
		text := pageText(t, page)
		for _, want := range []string{"Held by worker-0", "2 wait", "waits for 1", "waits for 2"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q: the page does not say %q: %s", query, want, text)
			}
		}
		if strings.Contains(page, "<b>worker-2") {
			t.Errorf("%q: an id is in the page as it is", query)
		}
	}
	r.head(t)
	var looked []string
	for _, entry := range r.entries(t, before) {
		if entry.Event == audit.NodeRead {
			looked = append(looked, entry.Path+entry.Settings["contenders"])
		}
	}
	if want := []string{"/app/lock", "/app/lock3"}; !slices.Equal(looked, want) {
		t.Errorf("looks at %q are on record, want %q", looked, want)
	}
	second := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree"+paths[1])).Recipe
	if second == nil || second.Code != "lock.contender" || second.Args["place"] != "2" || len(second.Links) != 2 || second.Links[1].Path != paths[0] {
		t.Errorf("the second is %+v", second)
	}
	if text := pageText(t, v.get(t, "/c/main/tree"+paths[0]).body); !strings.Contains(text, "Place 1 of 3 in line for a lock: it holds it.") {
		t.Errorf("the page of the first says %s", text)
	}
}

// TestWhoWaitsForALease checks Curator's semaphore, where waiting contenders hold no lease.
// Therefore the page also reads the lock beside the leases, which is not on their path.
func TestWhoWaitsForALease(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, "viewer")
	for _, path := range []string{"/app/sem", "/app/sem/leases", "/app/sem/locks"} {
		r.make(t, path, "", znode.ModePersistent)
	}
	const name = "_c_0df3a333-0328-40ec-96ee-4c93bf28b9e%d-%s-"
	for i, path := range []string{"leases/" + name, "leases/" + name, "locks/" + name} {
		kind := map[bool]string{true: "lock", false: "lease"}[i == 2]
		r.make(t, fmt.Sprintf("/app/sem/"+path, i, kind), "", znode.ModeEphemeralSequential)
	}
	text := pageText(t, v.get(t, "/c/main/tree/app/sem/leases").body)
	for _, want := range []string{"1 lease", "1 waits", "holds it", "waits for a lease"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q: %s", want, text)
		}
	}
	line := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/app/sem/leases")).Recipe.Line
	if line.Holders != 1 || !line.Contenders[0].Holds || line.Contenders[1].Holds {
		t.Errorf("the line is %+v", line)
	}
	waits := line.Contenders[1].Path
	if text := pageText(t, v.get(t, "/c/main/tree"+waits).body); !strings.Contains(text, "Whoever made it still waits") {
		t.Errorf("the page of the one that waits says %s", text)
	}
}

// TestALineTellsNoMoreThanItsZnodes checks that of a contender that the person may not read only
// the session is shown, and that secrets in IDs are masked.
func TestALineTellsNoMoreThanItsZnodes(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	v := r.member(t, "auditor")
	only := []znode.ACL{{Scheme: "digest", ID: session.DigestID("boss", bossPassword), Perms: znode.PermAll}}
	r.queueUp(t, "/app/lock", only, "worker-0")
	r.queueUp(t, "/app/lock", open, "password="+secretValue, strings.Repeat("x", 300), "two\nlines")
	answer := v.getJSON(t, "/c/main/tree/app/lock")
	found := decode[nodeAnswer](t, answer).Recipe
	if got := ids(t, found); got[0] != "" || got[1] == "" || got[2] != "" || got[3] != "" {
		t.Errorf("the ids are %q", got)
	}
	page := v.get(t, "/c/main/tree/app/lock").body
	if strings.Contains(page+answer.body, "worker-0") || strings.Contains(page+answer.body, secretValue) {
		t.Error("the line shows what its znodes hide")
	}
	if text := pageText(t, page); !strings.Contains(text, fmt.Sprintf("Held by session 0x%x", uint64(r.bossSession()))) {
		t.Errorf("the page says %s", text)
	}
}

// TestWhoHeldALockThen checks that a page of the past shows who held the lock then, and not where
// the clients are now.
func TestWhoHeldALockThen(t *testing.T) {
	t.Parallel()
	h := runHistorian(t)
	v := h.member(t, "viewer")
	paths := h.queueUp(t, "/app/lock", open, "worker-0", "worker-1")
	then := fmt.Sprintf("0x%x", uint64(h.set(t, "/app/mark", "x")))
	h.delete(t, paths[0])
	now := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/app/lock")).Recipe
	if got := ids(t, now); !slices.Equal(got, []string{"worker-1"}) || !now.Line.Contenders[0].Holds {
		t.Errorf("now the line is %q", got)
	}
	was := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/app/lock?at="+then)).Recipe
	if got := ids(t, was); !slices.Equal(got, []string{"worker-0", "worker-1"}) || was.Line.Contenders[0].Address != "" {
		t.Errorf("then the line was %q, of %+v", got, was.Line.Contenders[0])
	}
	if text := pageText(t, v.get(t, "/c/main/tree/app/lock?at="+then).body); !strings.Contains(text, "Held by worker-0") {
		t.Errorf("the page of the past says %s", text)
	}
}

// TestASystemIsKnownByWhatOneSees checks that a person who may see only a part of the tree is not
// told what is beside it.
func TestASystemIsKnownByWhatOneSees(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "confined", people.Viewer, "/app/kafka/config", "/app/kafka/brokers")
	for _, path := range []string{"/app/kafka", "/app/kafka/brokers", "/app/kafka/brokers/ids", "/app/kafka/config", "/app/kafka/config/topics"} {
		r.make(t, path, "", znode.ModePersistent)
	}
	r.make(t, "/app/kafka/controller_epoch", "1", znode.ModePersistent)
	r.make(t, "/app/kafka/controller", `{"version":2,"brokerid":7,"timestamp":"1"}`, znode.ModeEphemeral)
	r.make(t, "/app/kafka/brokers/ids/7", `{"jmx_port":-1,"host":"kafka-7","port":9092,"version":1}`, znode.ModeEphemeral)
	for user, want := range map[string]map[string]string{
		"viewer": {
			"/app":                        "",
			"/app/kafka":                  "kafka.root",
			"/app/kafka/controller":       "kafka.controller",
			"/app/kafka/config":           "kafka.config",
			"/app/kafka/config/topics":    "kafka.config_topics",
			"/app/kafka/brokers/ids/7":    "kafka.broker",
			"/app/kafka/controller_epoch": "kafka.epoch",
		},
		"confined": {
			"/app/kafka":               "",
			"/app/kafka/config/topics": "",
			"/app/kafka/brokers/ids":   "",
			"/app/kafka/brokers/ids/7": "kafka.broker", // its own data says so
		},
	} {
		v := r.member(t, user)
		for path, code := range want {
			found := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree"+path)).Recipe
			if got := codeOf(found); got != code {
				t.Errorf("to %s, %s is %q, want %q", user, path, got, code)
			}
			if shown := strings.Contains(v.get(t, "/c/main/tree"+path).body, `class="recipe"`); shown != (code != "") {
				t.Errorf("the page of %s shows %s what writes there: %t", path, user, shown)
			}
		}
	}
	v := r.member(t, "viewer")
	if page := v.get(t, "/c/main/tree/app/kafka/controller").body; !strings.Contains(page, "Broker 7 is the controller") || !strings.Contains(page, `href="/c/main/tree/app/kafka/brokers/ids/7"`) {
		t.Error("the page of the controller does not link to its broker")
	}
}

// TestASessionLeadsToWhatItHolds checks that a session links to its znodes, as far as the person
// may see them.
func TestASessionLeadsToWhatItHolds(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, nil)
	r.add(t, "confined", people.Viewer, "/app/lock")
	paths := r.queueUp(t, "/app/lock", open, "worker-0", "worker-1")
	r.make(t, "/team/alive", "", znode.ModeEphemeral)
	const link = `href="(/c/main/find/\?owner=0x[0-9a-f]+)"`
	const sessionLink = `href="(/c/main/sessions/0x[0-9a-f]+)"`
	for user, want := range map[string][]string{"viewer": append(paths, "/team/alive"), "confined": paths} {
		v := r.member(t, user)
		for _, page := range []string{"/app/lock", paths[0]} {
			body := v.get(t, "/c/main/tree"+page).body
			if session := regexp.MustCompile(sessionLink).FindStringSubmatch(body); session != nil { // finds them, if servers do not tell
				body = v.get(t, session[1]).body
			} else if user == "viewer" {
				t.Fatalf("to %s, %s leads to no session", user, page)
			}
			found := regexp.MustCompile(link).FindStringSubmatch(body)
			if found == nil {
				t.Fatalf("to %s, %s leads to no session", user, page)
			}
			lines := v.get(t, found[1], "Accept", "application/x-ndjson").body
			for _, path := range want {
				if !strings.Contains(lines, `"path":"`+path+`"`) {
					t.Errorf("%s does not find %s: %s", user, path, lines)
				}
			}
			if strings.Contains(lines, "/team/alive") != (user == "viewer") {
				t.Errorf("%s finds %s", user, lines)
			}
		}
	}
	if page := r.member(t, "viewer").get(t, "/c/main/tree/app").body; regexp.MustCompile(link).MatchString(page) || regexp.MustCompile(sessionLink).MatchString(page) {
		t.Error("a persistent znode links to a session")
	}
}

// TestWhereAHolderIs checks that the holder's address is shown if the server tells it.
func TestWhereAHolderIs(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=srvr,cons"}})
	parsed, err := cluster.Parse("main=" + server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	holder := session.Open(parsed, session.Anonymous(), session.Options{SessionTimeout: zktest.SessionTimeout})
	t.Cleanup(holder.Close)
	if err := holder.AwaitConnected(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := znode.Create(t.Context(), holder, parsePath(t, "/lock"), nil, open, znode.ModePersistent); err != nil {
		t.Fatal(err)
	}
	name := parsePath(t, "/lock/_c_"+strings.Repeat("0a", 16)+"-lock-")
	if _, err := znode.Create(t.Context(), holder, name, []byte("worker-0"), open, znode.ModeEphemeralSequential); err != nil {
		t.Fatal(err)
	}
	v := run(t, nil, "main="+server.Addr()).anonymous(t)
	found := decode[nodeAnswer](t, v.getJSON(t, "/c/main/tree/lock")).Recipe
	if host, _, err := net.SplitHostPort(found.Line.Contenders[0].Address); err != nil || host != "127.0.0.1" {
		t.Errorf("the holder is at %q", found.Line.Contenders[0].Address)
	}
	if text := pageText(t, v.get(t, "/c/main/tree/lock").body); !strings.Contains(text, "Held by worker-0 (127.0.0.1)") || !strings.Contains(text, found.Line.Contenders[0].Address) {
		t.Errorf("the page says %s", text)
	}
}

func codeOf(found *nodes.JSONRecipe) string {
	if found == nil {
		return ""
	}
	return found.Code
}
