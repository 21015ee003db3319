package zktest

import (
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/zkserver"
)

// shelf holds servers that one test has finished with and the next may get. To start a server takes
// a second of a processor, to empty one some milliseconds.
var shelf struct {
	mu   sync.Mutex
	open bool
	idle []used // the longest idle first
}

// used is a server that a test got.
type used struct {
	*Server
	config Config // as the test asked for
	pid    int    // of the process that the test got
}

// idleServers is the maximum number of idle servers. Each takes about 60 MiB.
const idleServers = 8

// Shared is the testing.M of a package whose tests share servers, as with ShareServers.
type Shared struct{ *testing.M }

// Run runs the tests and returns the exit status.
func (s Shared) Run() int {
	end := ShareServers()
	status := s.M.Run()
	if err := end(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

// ShareServers lets Run and RunRelease return servers that an earlier test has left running,
// emptied. A test cannot tell them from new ones: a server is kept only if its root has not changed
// and its process is still the one that was started. A server with a special Config is used for one
// test only. end closes the idle servers.
func ShareServers() (end func() error) {
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	shelf.open = true
	return func() error {
		shelf.mu.Lock()
		defer shelf.mu.Unlock()
		shelf.open = false
		var failures error
		for _, server := range shelf.idle {
			failures = errors.Join(failures, server.Close())
		}
		shelf.idle = nil
		return failures
	}
}

func sharing(config Config) bool {
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	return shelf.open && len(config.ZooCfg) == 0 && len(config.JavaProperties) == 0 && config.HeapMiB == 0
}

// fromShelf returns an empty server for a Config. It starts one if none is idle.
func fromShelf(config Config) (used, error) {
	for {
		server, found := take(config)
		if !found {
			break
		}
		if removeAll(server.Server) == nil {
			return server, nil
		}
		if err := server.Close(); err != nil {
			return used{}, err
		}
	}
	with := config
	with.JavaProperties = map[string]string{"zookeeper.DigestAuthenticationProvider.superDigest": "super:" + digest(super)}
	server, err := zkserver.Start(archived(with))
	if err != nil {
		return used{}, err
	}
	return used{server, config, server.Pid()}, nil
}

func take(config Config) (used, bool) {
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	for i, server := range shelf.idle {
		if reflect.DeepEqual(server.config, config) {
			shelf.idle = slices.Delete(shelf.idle, i, i+1)
			return server, true
		}
	}
	return used{}, false
}

// toShelf keeps a server for the next test if it runs in the same process as when this test got it.
func toShelf(server used) error {
	if _, err := server.Mode(); err != nil || server.Pid() != server.pid {
		return server.Close()
	}
	shelf.mu.Lock()
	defer shelf.mu.Unlock()
	if !shelf.open {
		return server.Close()
	}
	shelf.idle = append(shelf.idle, server)
	if len(shelf.idle) <= idleServers {
		return nil
	}
	oldest := shelf.idle[0]
	shelf.idle = slices.Delete(shelf.idle, 0, 1)
	return oldest.Close()
}

// super is the user who may do anything on shared servers, in order to empty them.
const super = "super:of-the-tests"

func digest(credentials string) string {
	sum := sha1.Sum([]byte(credentials))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// mostRemoved limits how many znodes are removed from a server; each 2 KiB of data count as one
// more. If there are more, a new server starts sooner. Also, a server keeps its newest transactions
// in its small heap, so the data of a few tests would exhaust it.
const mostRemoved = 2000

// removeAll removes every znode except those that a server starts with. It fails if one of these
// has changed.
func removeAll(server *Server) error {
	if _, err := server.Mode(); err != nil {
		return err
	}
	conn, _, err := zk.Connect([]string{server.Addr()}, 30*time.Second, zk.WithLogger(silent{}))
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.AddAuth("digest", []byte(super)); err != nil {
		return err
	}
	_, err = removeBelow(conn, "/", mostRemoved)
	return err
}

// config is the znode that the server writes when it starts.
const config = "/zookeeper/config"

// builtIn are the znodes that a server starts with.
var builtIn = map[string]bool{"/": true, "/zookeeper": true, "/zookeeper/quota": true, config: true}

// removeBelow removes what is below a znode, and the znode unless it is built in. left is how many
// znodes may be removed; it returns what remains of that.
func removeBelow(conn *zk.Conn, znode string, left int) (int, error) {
	names, stat, err := conn.Children(znode)
	if errors.Is(err, zk.ErrNoNode) {
		return left, nil
	}
	if err != nil {
		return 0, err
	}
	if builtIn[znode] && znode != config && (stat.Version != 0 || stat.Aversion != 0) {
		return 0, fmt.Errorf("%s was changed", znode)
	}
	for _, name := range names {
		if left, err = removeBelow(conn, below(znode, name), left); err != nil {
			return 0, err
		}
	}
	if builtIn[znode] {
		return left, nil
	}
	if left -= 1 + int(stat.DataLength)/2048; left < 0 {
		return 0, errors.New("there are too many znodes, or too much data")
	}
	if err := conn.Delete(znode, -1); err != nil && !errors.Is(err, zk.ErrNoNode) {
		return 0, err
	}
	return left, nil
}

// below returns the path of a child. path.Join would change some names.
func below(znode, name string) string {
	if znode == "/" {
		return "/" + name
	}
	return znode + "/" + name
}

type silent struct{}

func (silent) Printf(string, ...any) {}
