package health_test

import (
	"io"
	"log/slog"
	"slices"
	"testing"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/survey"
	"zkweb/zkconn/zktest"
)

// TestGroupsOfARealEnsembleVote: two of four servers, a group, go, and the others still are a
// quorum; one more, and nobody is served. Who votes how is read from the ensemble's own znode,
// as no server tells.
func TestGroupsOfARealEnsembleVote(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 4, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=srvr", "group.1=1:2", "group.2=3", "group.3=4"}})
	c := parse(t, "main="+ensemble.Addrs())
	sessions := pool.New(pool.Options{Session: session.Options{SessionTimeout: zktest.SessionTimeout, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}})
	t.Cleanup(sessions.Close)
	poller := run(t, health.Options{}, c)
	if err := (&survey.Survey{Pool: sessions, Health: poller}).Look(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	whole := health.Quorum{Voters: 4, Up: 4, Told: true, Groups: 3, Needed: 2, Margin: 1, Best: 1, Full: 1}
	zktest.Eventually(t, "all serve", func() bool { return look(t, poller).Quorum == whole })
	ensemble.Servers[0].Kill()
	ensemble.Servers[1].Kill()
	two := health.Quorum{Voters: 4, Up: 2, Told: true, Groups: 3, Needed: 2, Full: 1}
	zktest.Eventually(t, "two groups serve", func() bool {
		state := look(t, poller)
		return state.Quorum == two && cluster.HealthOf(state.Plain()) == cluster.Degraded && slices.Contains(codes(state), "no_margin")
	})
	ensemble.Servers[2].Kill()
	zktest.Eventually(t, "there is no quorum", func() bool {
		state := look(t, poller)
		return state.Quorum.Margin == -2 && slices.Contains(codes(state), "no_quorum")
	})
}
