package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	sharing "zkweb/auth/shares"
	"zkweb/web/handlers/servers"
	"zkweb/web/jobs"
	"zkweb/zkconn/znode"
)

// TestWhatIsSeenWithoutZooKeeper checks that the state of the servers, jobs and sign-ins are shown,
// even if a user directory decides who may see them. Znodes are not shown and nothing can be
// changed, except that the owner of a job can stop it.
func TestWhatIsSeenWithoutZooKeeper(t *testing.T) {
	t.Parallel()
	r := runRecorded(t, func(config *Config) {
		polled(config)
		approving(t, config, "/app")
		var err error
		if config.Shares, err = sharing.Open(filepath.Join(t.TempDir(), "shares")); err != nil {
			t.Fatal(err)
		}
		config.Jobs.Handle(jobs.KindDelete, func(ctx context.Context, _ *jobs.Run) error { // ends with the console
			<-ctx.Done()
			return ctx.Err()
		})
	})
	visitors := map[string]*visitor{}
	for _, user := range []string{"admin", "editor", "viewer"} {
		visitors[user] = r.member(t, user)
	}
	var ops []znode.Op
	for i := range 201 {
		ops = append(ops, znode.Op{Kind: znode.OpCreate, Path: parsePath(t, fmt.Sprintf("/team/x/%d", i)), ACL: open})
	}
	if _, err := r.boss.Apply(r.context, ops...); err != nil {
		t.Fatal(err)
	}
	job := decode[map[string]string](t, visitors["editor"].post(t, link("delete", "/team/x"), below, "Accept", "application/json"))["job"]
	proposal := visitors["editor"].proposes(t, "/c/main/set/app/a", url.Values{"data": {"y"}, "version": {"0"}})
	link := visitors["editor"].share(t, "/app/a", nil).ID
	ended := decode[sessionsAnswer](t, visitors["admin"].getJSON(t, "/sessions")).Sessions[0].ID
	r.server.Stop()
	eventually(t, "it is seen that the server is away", func() bool {
		got := visitors["admin"].getJSON(t, "/c/main/servers")
		return got.status == http.StatusOK && decode[servers.JSON](t, got).Health == "down"
	})
	t.Run("each", func(t *testing.T) { // in parallel, since each takes a second
		for _, test := range []struct {
			user, path string
			status     int
			has, not   string // texts of the page
		}{
			{"admin", "/c/main/servers", 200, "", "/silence"},
			{"admin", "/c/main/doctor", 200, "", "/silence"},
			{"admin", "/c/main/tree/app", 503, "", ""},
			{"admin", "/jobs", 200, "/jobs/" + job, ""},
			{"admin", "/jobs/" + job, 200, "/team/x", `method="post"`},
			{"editor", "/jobs", 200, "/jobs/" + job, ""},
			{"editor", "/jobs/" + job, 200, "/jobs/" + job + "/cancel", "/resume"},
			{"editor", "/jobs/" + job + "/report", 503, "", ""},
			{"viewer", "/jobs", 200, "", job},
			{"viewer", "/jobs/" + job, 404, "", "/team/x"},
			{"editor", "/proposals", 200, "/proposals/" + proposal, ""},
			{"admin", "/proposals", 200, "/proposals/" + proposal, ""},
			{"viewer", "/proposals", 200, "", proposal},
			{"admin", "/proposals/" + proposal, 503, "", ""},
			{"editor", "/shares", 200, "main:/app/a", link},
			{"admin", "/shares", 200, "main:/app/a", link},
			{"viewer", "/shares", 200, "", "/app/a"},
			{"admin", "/sessions", 200, "editor", "/end"},
			{"editor", "/sessions", 503, "", "viewer"},
		} {
			t.Run(test.user+test.path, func(t *testing.T) {
				t.Parallel()
				got := visitors[test.user].get(t, test.path)
				page := got.body[strings.Index(got.body, "<main"):]
				if got.status != test.status || !strings.Contains(page, test.has) || test.not != "" && strings.Contains(page, test.not) {
					t.Errorf("%d %s", got.status, page)
				}
			})
		}
		t.Run("the path box", func(t *testing.T) {
			t.Parallel()
			if got := visitors["admin"].get(t, "/c/main/go?path=get+a%2F..%2Fx;1"); got.status != 503 || !strings.Contains(got.body, `value="get a/../x;1"`) {
				t.Errorf("what was typed is gone: %d %.2000s", got.status, got.body)
			}
		})
		for user, path := range map[string]string{"editor": "/jobs/" + job + "/resume", "admin": "/sessions/" + ended + "/end", "viewer": "/shares/" + link + "/revoke"} {
			t.Run(user+" changes "+path, func(t *testing.T) {
				t.Parallel()
				if got := visitors[user].post(t, path, nil); got.status != http.StatusServiceUnavailable {
					t.Errorf("%d %s", got.status, got.body)
				}
			})
		}
	})
	for _, test := range []struct {
		user, verb string
		status     int
	}{{"admin", "cancel", 503}, {"viewer", "cancel", 404}, {"editor", "pause", 303}, {"editor", "cancel", 303}} {
		if got := visitors[test.user].post(t, "/jobs/"+job+"/"+test.verb, nil); got.status != test.status {
			t.Errorf("%s: %s: %d %s", test.user, test.verb, got.status, got.body)
		}
	}
}
