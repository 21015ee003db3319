package session_test

import (
	"log/slog"
	"testing"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// scene is what a fault happens to: servers, and both clients on them.
type scene struct {
	address  string         // for both clients
	server   *zktest.Server // the one that the clients are on, if they have no choice
	proxy    *zktest.Proxy
	ensemble *zktest.Ensemble

	session                    *session.Session
	kazoo                      *zktest.KazooClient
	consoleStates, kazooStates history
}

// sceneTimeout is both clients' session timeout. They notice a hung server after
// two thirds of it and have the last third to come back.
const sceneTimeout = 9 * time.Second

func oneServer(t *testing.T) *scene {
	server := zktest.Run(t)
	return &scene{address: server.Addr(), server: server}
}

func behindProxy(t *testing.T) *scene {
	s := oneServer(t)
	s.proxy = zktest.RunProxy(t, s.server.Addr())
	s.address = s.proxy.Addr()
	return s
}

func threeServers(t *testing.T) *scene {
	ensemble := zktest.RunEnsemble(t, 3)
	return &scene{address: ensemble.Addrs(), ensemble: ensemble}
}

// oneOfThree puts both clients on one follower. The proxy before it hides from
// the console that there are others.
func oneOfThree(t *testing.T) *scene {
	s := threeServers(t)
	s.server = s.ensemble.Followers()[0]
	s.proxy = zktest.RunProxy(t, s.server.Addr())
	s.address = s.proxy.Addr()
	return s
}

// filledServer has seen so many transactions that it is far behind when wiped.
func filledServer(t *testing.T) *scene {
	s := oneServer(t)
	filler := open(t, s.address, session.Anonymous(), session.Options{})
	for _, name := range []string{"/a", "/b", "/c", "/d", "/e", "/f", "/g", "/h"} {
		create(t, filler, name, nil)
	}
	filler.Close()
	return s
}

func serverWithoutDigest(t *testing.T) *scene {
	server := zktest.Run(t, zktest.Config{JavaProperties: map[string]string{"zookeeper.DigestAuthenticationProvider.enabled": "false"}})
	return &scene{address: server.Addr(), server: server}
}

const (
	kazooEphemeral   = "/kazoo"
	consoleEphemeral = "/console"
)

// open opens both clients. Each has an ephemeral znode, whose end tells of the
// session's.
func (s *scene) open(t *testing.T) {
	t.Helper()
	s.session = begin(t, s.address, digest(t, "alice", "wonderland"), session.Options{
		SessionTimeout: sceneTimeout,
		Logger:         slog.New(stateHandler{quiet.Handler(), &s.consoleStates}),
	})
	s.kazoo = zktest.RunKazoo(t, s.address, sceneTimeout, "alice:wonderland", kazooEphemeral, func(state string) {
		s.kazooStates.add(znode.State(state), "")
	})
}

// await waits until both clients have gone on to the state.
func (s *scene) await(t *testing.T, state znode.State) {
	t.Helper()
	s.consoleStates.await(t, "the console", state)
	s.kazooStates.await(t, "kazoo", state)
}

// awaitExpired waits until the ephemeral znodes of both clients are gone, as
// another session sees it.
func (s *scene) awaitExpired(t *testing.T, witness *session.Session) {
	t.Helper()
	for _, name := range []string{consoleEphemeral, kazooEphemeral} {
		watch := addWatch(t, witness, name, false)
		for {
			_, err := witness.Exists(testContext(t), path(t, name))
			if znode.KindOf(err) == znode.NotFound {
				break
			}
			next(t, watch)
		}
	}
}

// openWitness opens a session on a server of the ensemble that the clients are
// not on.
func (s *scene) openWitness(t *testing.T) *session.Session {
	t.Helper()
	leader, err := s.ensemble.Leader()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, leader.Addr(), session.Anonymous(), session.Options{})
}
