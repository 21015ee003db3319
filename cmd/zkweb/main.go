// Command zkweb is a web console for Apache ZooKeeper.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// Exit statuses other than 0.
const (
	exitFailed = 1
	exitUsage  = 2 // the command line, the environment or the settings file cannot be used
)

// usageError is an error in what the program was told to do.
type usageError struct{ error }

// command is one subcommand. It runs until it is done or ctx ends.
type command struct {
	name string
	does string
	run  func(ctx context.Context, arguments []string) error
}

// The first is the default.
var commands = []command{
	{"serve", "run the console (the default)", serve},
	{"demo", "run the console on a throw-away ZooKeeper with sample data", demo},
	{"user", "make and change the people of a user directory; zkweb user --help", user},
	{"audit", "audit verify --data-dir DIR: find any entry of the trail that was changed, removed or moved; exit 0 or 1", auditCommand},
	{"health", "ask a running console's /healthz; exit 0 or 1", health},
	{"version", "print version, commit and Go version", version},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "zkweb: "+err.Error())
		os.Exit(exitStatus(err))
	}
}

func run(ctx context.Context, arguments []string) error {
	if len(arguments) == 0 || strings.HasPrefix(arguments[0], "-") && !isHelp(arguments[0]) {
		return commands[0].run(ctx, arguments)
	}
	if isHelp(arguments[0]) {
		printHelp(os.Stdout)
		return nil
	}
	for _, command := range commands {
		if command.name == arguments[0] {
			return command.run(ctx, arguments[1:])
		}
	}
	return usageError{fmt.Errorf("%q is no command; zkweb --help lists them", arguments[0])}
}

func isHelp(argument string) bool {
	switch argument {
	case "help", "-h", "-help", "--help":
		return true
	}
	return false
}

func exitStatus(err error) int {
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}
