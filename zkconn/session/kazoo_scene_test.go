package session_test

import (
	"log/slog"
	"testing"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// scene is the servers that a fault affects, and the two clients that use them.
type scene struct {
	address  string         // address for both clients
	server   *zktest.Server // the server of the clients, if there is only one
	proxy    *zktest.Proxy
	ensemble *zktest.Ensemble

	session                    *session.Session
	kazoo                      *zktest.KazooClient
	consoleStates, kazooStates history
}

// sceneTimeout is the session timeout of both clients. They notice a hung server after two thirds
// of it, and have the last third to reconnect.
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

// oneOfThree puts both clients on one follower. A proxy in front of it hides the other servers from
// the console.
func oneOfThree(t *testing.T) *scene {
	s := threeServers(t)
	s.server = s.ensemble.Followers()[0]
	s.proxy = zktest.RunProxy(t, s.server.Addr())
	s.address = s.proxy.Addr()
	return s
}

// filledServer starts a server with so many transactions that it is far behind after it was wiped.
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

// open opens both clients. Each has an ephemeral znode, which disappears with its session.
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

// await waits until both clients have reached the state.
func (s *scene) await(t *testing.T, state znode.State) {
	t.Helper()
	s.consoleStates.await(t, "the console", state)
	s.kazooStates.await(t, "kazoo", state)
}

// awaitExpired waits until another session sees that the ephemeral znodes of both clients are gone.
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

// openWitness opens a session on a server of the ensemble that the clients do not use.
func (s *scene) openWitness(t *testing.T) *session.Session {
	t.Helper()
	leader, err := s.ensemble.Leader()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, leader.Addr(), session.Anonymous(), session.Options{})
}
