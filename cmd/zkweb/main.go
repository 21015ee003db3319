// Command zkweb is a web console for Apache ZooKeeper.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"zkweb/cmd/zkweb/settings"
)

// Exit statuses other than 0.
const (
	exitFailed = 1
	exitUsage  = 2 // a setting cannot be used
)

// usageError is an error in the command line, the environment or the settings file.
type usageError struct{ error }

// command is a command with its settings. run is called after the settings have been read, and
// returns when it is done or ctx is done.
type command struct {
	settings.Command
	run func(ctx context.Context, given settings.Given) error
}

// commands returns all commands; the first is the default.
func commands() []command {
	return slices.Concat([]command{serveCommand(), demoCommand()}, userCommands(), recorderCommands(), historyCommands(), []command{auditCommand(), checkCommand(), doctorCommand(), healthCommand(), versionCommand()})
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), endSignals()...)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "zkweb: "+err.Error())
		os.Exit(exitStatus(err))
	}
}

// run finds the command and runs it. If the arguments begin with flags, they belong to the first
// command.
func run(ctx context.Context, arguments []string) error {
	all := commands()
	if len(arguments) == 0 || strings.HasPrefix(arguments[0], "-") && !isHelp(arguments[0]) {
		return all[0].start(ctx, arguments)
	}
	if isHelp(arguments[0]) {
		printHelp(os.Stdout, all)
		return nil
	}
	group := slices.DeleteFunc(slices.Clone(all), func(c command) bool { return firstWord(c.Name) != arguments[0] })
	if len(group) == 0 {
		return usageError{fmt.Errorf("%q is no command; zkweb --help lists them", arguments[0])}
	}
	action, rest := splitAction(arguments[1:])
	for _, command := range group {
		if command.Name == arguments[0]+" "+action {
			return command.start(ctx, rest)
		}
	}
	if group[0].Name == arguments[0] {
		return group[0].start(ctx, arguments[1:])
	}
	if len(arguments) == 2 && isHelp(arguments[1]) {
		printGroup(os.Stdout, group)
		return nil
	}
	if action == "" {
		return usageError{fmt.Errorf("zkweb %s takes one of %s; zkweb %[1]s --help says more", arguments[0], actions(group))}
	}
	return usageError{fmt.Errorf("zkweb %s takes one of %s, not %q; zkweb %[1]s --help says more", arguments[0], actions(group), action)}
}

// start reads the command's settings and runs it.
func (c command) start(ctx context.Context, arguments []string) error {
	given, err := c.Read(arguments)
	if errors.Is(err, flag.ErrHelp) {
		c.PrintHelp(os.Stdout)
		return nil
	}
	if err != nil {
		return usageError{err}
	}
	err = c.run(ctx, given)
	if _, ok := errors.AsType[usageError](err); ok {
		err = usageError{given.Blame(err)}
	}
	return err
}

func firstWord(name string) string {
	word, _, _ := strings.Cut(name, " ")
	return word
}

// splitAction finds the second word of a command's name. It may come after flags, each of which has
// a value.
func splitAction(arguments []string) (action string, rest []string) {
	at := 0
	for at < len(arguments)-1 && strings.HasPrefix(arguments[at], "-") {
		if !strings.Contains(arguments[at], "=") {
			at++
		}
		at++
	}
	if at >= len(arguments) {
		return "", nil
	}
	return arguments[at], slices.Delete(slices.Clone(arguments), at, at+1)
}

func actions(group []command) string {
	names := make([]string, len(group))
	for i, command := range group {
		_, names[i], _ = strings.Cut(command.Name, " ")
	}
	return strings.Join(names, ", ")
}

func isHelp(argument string) bool {
	return slices.Contains([]string{"help", "-h", "-help", "--help"}, argument)
}

// endSignals returns the signals that shut the program down. If it was started with SIGHUP ignored,
// as nohup does, it keeps ignoring that.
func endSignals() []os.Signal {
	signals := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

func exitStatus(err error) int {
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}
