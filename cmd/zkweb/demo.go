package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"zkweb/auth/people"
	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/zkserver"
)

const (
	demoAddress        = "127.0.0.1:8080"
	demoUser           = "alice"
	demoPassword       = "wonderland"
	demoSessionTimeout = 10 * time.Second
	demoLoadTimeout    = time.Minute
	demoKeepBytes      = 64 << 20
)

var errNoZooKeeper = errors.New(`install it with "sudo apt-get install default-jre-headless libzookeeper-java" (Debian, Ubuntu) ` +
	`or "brew install zookeeper" (macOS), or install Java and name an unpacked release of ZooKeeper in ZOOKEEPER_HOME, ` +
	`or run "docker compose up" instead`)

func demoCommand() command {
	return command{settings.Command{Name: "demo", Does: "run the console on a throw-away ZooKeeper with sample data"}, demo}
}

// demo runs the console on a ZooKeeper of its own until ctx is done, and leaves nothing behind.
func demo(ctx context.Context, _ settings.Given) (err error) {
	logger := newLogger(os.Stderr, &consoleSettings{logLevel: slog.LevelWarn})
	if err := zkserver.RemoveStale(); err != nil {
		logger.Warn("the folder of an earlier demo could not be removed", "error", err)
	}
	server, err := zkserver.Start(zkserver.Config{ZooCfg: []string{
		"maxClientCnxns=0", "4lw.commands.whitelist=*", // for the pages of servers and sessions
	}})
	if errors.Is(err, zkserver.ErrNoJava) || errors.Is(err, zkserver.ErrNoZooKeeper) {
		return fmt.Errorf("%s; %w", settings.OneLine(err), errNoZooKeeper)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()

	cluster := cluster.Cluster{Name: "demo", Servers: []string{server.Addr()}}
	sample, err := loadSample(ctx, cluster, logger)
	if err != nil {
		return endedBy(ctx, err)
	}
	defer sample.close()
	record, err := demoRecord(server.Dir())
	if err != nil {
		return err
	}
	return runDemo(ctx, cluster, record, logger)
}

// demoRecord keeps a trail, and the data that changes replace, in a folder, with a key that is
// stored there too.
func demoRecord(dir string) (recordSettings, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	file := filepath.Join(dir, "data-key")
	err := os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(key)), 0o600)
	return recordSettings{
		dataDir: filepath.Join(dir, "console"), dataKey: file,
		keepPrevious: 24 * time.Hour, keepMaxBytes: demoKeepBytes,
	}, err
}

// runDemo runs a console in which everybody may change the sample data and see the trail.
func runDemo(ctx context.Context, to cluster.Cluster, record recordSettings, logger *slog.Logger) error {
	settings := &consoleSettings{
		clusters:       []cluster.Cluster{to},
		sessionTimeout: demoSessionTimeout,
		people:         peopleSettings{allowWrites: true, defaultRole: people.Admin},
		record:         record,
		values:         map[string]string{},
	}
	console, err := newConsole(ctx, settings, logger)
	if err != nil {
		return err
	}
	listener, err := listenDemo()
	if err != nil {
		console.close()
		return err
	}
	fmt.Printf("zkweb demo: http://%s/ · sign in as %s / %s, or “Continue without credentials” · Ctrl-C ends it\n",
		listener.Addr(), demoUser, demoPassword)
	return console.run(ctx, listener)
}

// listenDemo listens on the default port or, if that is in use, on a free one.
func listenDemo() (net.Listener, error) {
	listener, err := net.Listen("tcp", demoAddress)
	if errors.Is(err, syscall.EADDRINUSE) {
		return net.Listen("tcp", "127.0.0.1:0")
	}
	return listener, err
}

// endedBy returns err, or nil if the error was caused by the end of ctx.
func endedBy(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
