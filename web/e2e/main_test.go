package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"zkweb/zkconn/zkserver"
	"zkweb/zkconn/zktest"
)

// waitLimit is how long a test waits for anything.
const waitLimit = time.Minute

// What tests share that do not break it.
var (
	program   string          // path of the built zkweb
	chromium  context.Context // of the running Chromium
	zookeeper *zkserver.Server
	shared    *console // serves zookeeper as the cluster "main"
)

func TestMain(m *testing.M) {
	os.Exit(runAll(m))
}

// runAll starts what tests share, runs the tests, and ends it again.
func runAll(m *testing.M) (status int) {
	var closers []func() error
	defer func() {
		for i := range closers {
			if err := closers[len(closers)-1-i](); err != nil {
				fmt.Fprintln(os.Stderr, err)
				status = 1
			}
		}
	}()
	for _, start := range []func() (func() error, error){buildProgram, startBrowser, startZooKeeper, startShared} {
		closer, err := start()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		closers = append(closers, closer)
	}
	return zktest.Shared{M: m}.Run()
}

func buildProgram() (func() error, error) {
	folder, err := os.MkdirTemp("", "zkweb-e2e-")
	if err != nil {
		return nil, err
	}
	program = filepath.Join(folder, "zkweb")
	if output, err := goBuild(program); err != nil {
		return nil, errors.Join(fmt.Errorf("building zkweb: %w\n%s", err, output), os.RemoveAll(folder))
	}
	return func() error { return os.RemoveAll(folder) }, nil
}

func startZooKeeper() (func() error, error) {
	var err error
	if zookeeper, err = zkserver.Start(zkserver.Config{}); err != nil {
		return nil, err
	}
	endSeed, err := seed(zookeeper.Addr())
	if err != nil {
		return nil, errors.Join(err, zookeeper.Close())
	}
	return func() error {
		endSeed()
		return zookeeper.Close()
	}, nil
}

func startShared() (func() error, error) {
	var err error
	shared, err = launch("127.0.0.1:0", "--cluster", "main="+zookeeper.Addr())
	if err != nil {
		return nil, err
	}
	return shared.end, nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
