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

// shelf holds servers that a test is through with and the next one may have:
// starting one takes a processor for a second, emptying one some milliseconds.
var shelf struct {
	mu   sync.Mutex
	open bool
	idle []used // the longest idle first
}

// used is a server that a test got.
type used struct {
	*Server
	config Config // as the test asked for it
	pid    int    // of the process that the test got
}

// idleServers bounds how many servers wait for a test, at some 60 MiB each.
const idleServers = 8

// Shared are the tests of a package that share servers (ShareServers).
type Shared struct{ *testing.M }

// Run runs the tests and returns the status to exit with.
func (s Shared) Run() int {
	end := ShareServers()
	status := s.M.Run()
	if err := end(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

// ShareServers lets Run and RunRelease hand out servers that an earlier test has
// left running, emptied. What a test cannot tell from a new server stays: its
// root is not changed, and its process is the one that was started. A server that
// is not so, or is not a plain one, serves one test alone. The function that is
// returned ends the servers that are left.
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

// fromShelf returns an empty server with a configuration, started where none waits.
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

// toShelf keeps a server for the next test if it runs as it did when this one got it.
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

// super is the user whom shared servers let do anything, in order to empty them.
const super = "super:of-the-tests"

func digest(credentials string) string {
	sum := sha1.Sum([]byte(credentials))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// mostRemoved bounds how many znodes are removed from a server, of whose data each
// 2 KiB count as one: where there are more, another server is there sooner. A server
// keeps the newest transactions in its small heap, so that the data of a few tests
// that it was emptied of would end it.
const mostRemoved = 2000

// removeAll removes every znode but those that a server starts with. It fails where
// one of these was changed.
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

// config is written by the server as it starts.
const config = "/zookeeper/config"

// builtIn are the znodes that a server starts with.
var builtIn = map[string]bool{"/": true, "/zookeeper": true, "/zookeeper/quota": true, config: true}

// removeBelow removes what is below a znode, and the znode unless it is built in. It
// returns how many of left more may be removed.
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

// below returns the path of a child. Names may be such as path.Join changes.
func below(znode, name string) string {
	if znode == "/" {
		return "/" + name
	}
	return znode + "/" + name
}

type silent struct{}

func (silent) Printf(string, ...any) {}
