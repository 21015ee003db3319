package zkconn_test

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"zkweb/zkconn"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// buffer is a bytes.Buffer that a logger and a test may use at once.
type buffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *buffer) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.String()
}

// states reads the states that were logged, in order.
func (b *buffer) states() []string {
	var states []string
	for line := range strings.Lines(b.text()) {
		_, rest, ok := strings.Cut(line, " state=")
		if ok {
			state, _, _ := strings.Cut(rest, " ")
			states = append(states, state)
		}
	}
	return states
}

func TestStatesFollowTheServer(t *testing.T) {
	t.Parallel()
	const short = 4 * time.Second
	for name, c := range map[string]struct {
		fault func(t *testing.T, server *zktest.Server, session *zkconn.Session)
		want  []string
		same  bool // the ZooKeeper session is the same afterwards
	}{
		"killed and back": {
			func(t *testing.T, server *zktest.Server, session *zkconn.Session) {
				server.Kill()
				awaitState(t, session, znode.Suspended)
				restart(t, server)
			},
			[]string{"CONNECTED", "SUSPENDED", "CONNECTED", "LOST"}, true,
		},
		"hung for longer than the session": {
			func(t *testing.T, server *zktest.Server, session *zkconn.Session) {
				if err := server.Pause(); err != nil {
					t.Fatal(err)
				}
				suspended := awaitState(t, session, znode.Suspended)
				<-time.After(time.Until(suspended.Since.Add(2 * short))) // the server's own clock must run out
				if err := server.Continue(); err != nil {
					t.Fatal(err)
				}
				awaitState(t, session, znode.Lost)
			},
			[]string{"CONNECTED", "SUSPENDED", "LOST", "CONNECTED", "LOST"}, false,
		},
		"wiped": {
			func(t *testing.T, server *zktest.Server, session *zkconn.Session) {
				for _, name := range []string{"/a", "/b", "/c", "/d", "/e"} {
					create(t, session, name, nil)
				}
				if err := server.Wipe(); err != nil {
					t.Fatal(err)
				}
				awaitState(t, session, znode.Lost)
			},
			[]string{"CONNECTED", "SUSPENDED", "LOST", "CONNECTED", "LOST"}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := zktest.Run(t)
			var log buffer
			session := open(t, server.Addr(), zkconn.Anonymous(), zkconn.Options{SessionTimeout: short, Logger: slog.New(slog.NewTextHandler(&log, nil))})
			before, _ := session.Status()
			c.fault(t, server, session)
			after := awaitState(t, session, znode.Connected)
			if (before.Session == after.Session) != c.same {
				t.Errorf("session %x before, %x after", before.Session, after.Session)
			}
			if _, err := session.Exists(testContext(t), znode.Root); err != nil {
				t.Errorf("a read after it: %v", err)
			}
			session.Close()
			if got := log.states(); !slices.Equal(got, c.want) {
				t.Errorf("states %v, want %v", got, c.want)
			}
		})
	}
}

func restart(t *testing.T, server *zktest.Server) {
	t.Helper()
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
}
