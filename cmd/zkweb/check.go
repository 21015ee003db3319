package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// checkTime is how long the servers of one cluster may take to answer.
const checkTime = 10 * time.Second

func checkCommand() command {
	console := new(consoleSettings)
	return command{
		settings.Command{Name: "check", Does: "report unsafe settings; exit 0 if there are none, else 1\nIt takes the flags of serve, starts no console, and asks, without credentials, each\ncluster with a user directory whether that is sound, and where approval is needed\nwhether another cluster is the same ensemble.", Settings: console.list(), Whole: true},
		func(ctx context.Context, _ settings.Given) error { return check(ctx, os.Stdout, console) },
	}
}

// check writes a line for each setting that is unsafe, and for each check that failed. Its error
// counts the unsafe ones.
func check(ctx context.Context, out io.Writer, settings *consoleSettings) error {
	options, err := settings.startable()
	if err != nil {
		return err
	}
	found := append(settings.warnings(), settings.unsafe(time.Now())...)
	for _, w := range found {
		fmt.Fprintln(out, "unsafe: "+w.line())
	}
	unsafe := len(found)
	for _, c := range settings.clusters {
		unsafe += settings.checkDirectory(ctx, out, c, options.Session)
	}
	unsafe += settings.checkSecondNames(ctx, out, options.Session)
	for _, dir := range settings.history.awaited() {
		fmt.Fprintf(out, "not checked: the history in %s (the recorder has not made this folder yet)\n", dir)
	}
	if unsafe > 0 {
		return fmt.Errorf("unsafe settings: %d", unsafe)
	}
	fmt.Fprintln(out, "nothing unsafe was found")
	return nil
}

// startable returns the options for sessions, and fails if the console would not start, as far as
// that is known without opening anything. The error is a usageError.
func (s *consoleSettings) startable() (options pool.Options, err error) {
	if _, err := s.front.certificate(slog.New(slog.DiscardHandler)); err != nil {
		return options, err
	}
	if options, err = s.poolOptions(); err != nil {
		return options, err
	}
	if s.health.notify != "" {
		if _, err := s.health.signingKey(); err != nil {
			return options, err
		}
	}
	if err := s.history.check(s); err != nil {
		return options, err
	}
	if _, err := s.recordKey(); err != nil {
		return options, err
	}
	return options, s.record.checkFiles()
}

// line returns the warning as one line of text.
func (w warning) line() string {
	text := w.message
	for i := 0; i+1 < len(w.details); i += 2 {
		text += fmt.Sprintf("; %v: %v", w.details[i], w.details[i+1])
	}
	return text
}

// checkDirectory looks at a cluster's user directory without credentials. It returns how many lines
// it wrote about what is unsafe.
func (s *consoleSettings) checkDirectory(ctx context.Context, out io.Writer, c cluster.Cluster, options session.Options) int {
	directory := s.rules().DirectoryOf(c.Name)
	if directory == nil {
		return 0
	}
	options.Logger = slog.New(slog.DiscardHandler) // the result is written as a line instead
	connection := session.Open(c, session.Anonymous(), options)
	defer connection.Close()
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	err := awaitConnected(ctx, connection)
	if err == nil {
		err = directory.Sound(ctx, connection)
	}
	why := strings.TrimSuffix(fmt.Sprint(plainly(err)), ".")
	switch znode.KindOf(err) {
	case "":
		return 0
	case znode.Conflict, znode.NotFound:
		fmt.Fprintf(out, "unsafe: nobody can sign in to cluster %s: the user directory %s is not sound (%s)\n", c.Name, directory.Path, why)
		return 1
	}
	fmt.Fprintf(out, "not checked: the user directory %s of cluster %s (%s)\n", directory.Path, c.Name, why)
	return 0
}
