package zktest

import (
	"testing"
	"time"

	"github.com/go-zookeeper/zk"
)

// withServer runs a part of a test with a server of its own, and returns the server's pid.
func withServer(t *testing.T, part func(t *testing.T, server *Server)) (pid int) {
	t.Helper()
	t.Run("", func(t *testing.T) {
		server := Run(t)
		pid = server.Pid()
		part(t, server)
	})
	return pid
}

func TestSharedServersAreAsNew(t *testing.T) {
	end := ShareServers()
	defer func() { closeOrFail(t, end()) }()
	nobody := []zk.ACL{{Perms: zk.PermAll, Scheme: "digest", ID: "nobody:knows"}}
	first := withServer(t, func(t *testing.T, server *Server) {
		conn := connect(t, server)
		for _, path := range []string{"/a", "/a/…", "/a/b", "/zookeeper/quota/a"} {
			if _, err := conn.Create(path, []byte("data"), 0, zk.WorldACL(zk.PermAll)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := conn.SetACL("/a/b", nobody, -1); err != nil {
			t.Fatal(err)
		}
	})
	second := withServer(t, func(t *testing.T, server *Server) {
		conn := connect(t, server)
		for path, want := range map[string]int{"/": 1, "/zookeeper/quota": 0} {
			if names, _, err := conn.Children(path); err != nil || len(names) != want {
				t.Errorf("below %s: %q, %v", path, names, err)
			}
		}
		if _, err := conn.Set("/", []byte("not new"), -1); err != nil {
			t.Fatal(err)
		}
	})
	if second != first {
		t.Error("the second part got a server of its own")
	}
	third := withServer(t, func(t *testing.T, server *Server) {
		if err := server.Restart(); err != nil {
			t.Fatal(err)
		}
	})
	if third == first {
		t.Error("a server whose root was changed was handed out")
	}
	fourth := withServer(t, func(t *testing.T, server *Server) {
		conn := connect(t, server)
		for _, path := range []string{"/a", "/b", "/c", "/d", "/e"} {
			if _, err := conn.Create(path, make([]byte, 900_000), 0, zk.WorldACL(zk.PermAll)); err != nil {
				t.Fatal(err)
			}
		}
	})
	if fourth == third {
		t.Error("a server that was restarted was handed out")
	}
	if fifth := withServer(t, func(*testing.T, *Server) {}); fifth == fourth {
		t.Error("a server that has much data in its memory was handed out")
	}
}

func connect(t *testing.T, server *Server) *zk.Conn {
	t.Helper()
	conn, _, err := zk.Connect([]string{server.Addr()}, 30*time.Second, zk.WithLogger(silent{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}
