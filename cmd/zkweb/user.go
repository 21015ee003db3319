package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"zkweb/auth/people"
	"zkweb/web/words"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// userTimeout is how long ZooKeeper may take with all that one command asks.
const userTimeout = 30 * time.Second

// userAction is one of the things that "zkweb user" does.
type userAction struct {
	name  string
	names bool // takes a person's name
	does  string
	run   func(context.Context, *people.DirectoryAdmin, *userSettings) error
}

var userActions = []userAction{
	{"init", false, "make the directory, for this administrator alone", initUsers},
	{"add", true, "add a person: --role ROLE [--path PREFIX]… [--locale LOCALE]", addUser},
	{"list", false, "list name, role, paths and whether disabled", listUsers},
	{"disable", true, "keep a person from signing in", disableUser},
	{"remove", true, "remove a person", removeUser},
	{"passwd", true, "give a person another password", changePassword},
}

// user changes the people whom a console with --users-path knows.
func user(ctx context.Context, arguments []string) error {
	if len(arguments) == 0 {
		return usageError{errors.New("zkweb user takes one of init, add, list, disable, remove and passwd; zkweb user --help tells more")}
	}
	if isHelp(arguments[0]) {
		printUserHelp(os.Stdout)
		return nil
	}
	name, rest := splitAction(arguments)
	at := slices.IndexFunc(userActions, func(action userAction) bool { return action.name == name })
	if at < 0 {
		return usageError{fmt.Errorf("zkweb user does no %q; zkweb user --help lists what it does", name)}
	}
	action := userActions[at]
	settings, err := readUserSettings(action, rest)
	if errors.Is(err, flag.ErrHelp) {
		printUserHelp(os.Stdout)
		return nil
	}
	if err != nil {
		return err
	}
	return administer(ctx, action, settings)
}

// splitAction finds the action, which may stand behind flags; each flag has a
// value.
func splitAction(arguments []string) (action string, rest []string) {
	at := 0
	for at < len(arguments)-1 && strings.HasPrefix(arguments[at], "-") {
		if !strings.Contains(arguments[at], "=") {
			at++
		}
		at++
	}
	at = min(at, len(arguments)-1)
	return arguments[at], slices.Delete(slices.Clone(arguments), at, at+1)
}

// administer opens an administrator's session and acts.
func administer(ctx context.Context, action userAction, settings *userSettings) error {
	credentials, err := administratorCredentials(ctx, action.name == "init")
	if err != nil {
		return err
	}
	if err := settings.askPassword(ctx, action); err != nil {
		return err
	}
	options, err := settings.zookeeper.sessionOptions()
	if err != nil {
		return err
	}
	options.Logger = slog.New(slog.DiscardHandler) // what goes wrong is told as the outcome
	session := session.Open(settings.cluster, credentials, options)
	defer session.Close()
	ctx, cancel := context.WithTimeout(ctx, userTimeout)
	defer cancel()
	if err := awaitConnected(ctx, session); err != nil {
		return plainly(err)
	}
	return plainly(action.run(ctx, people.NewDirectoryAdmin(settings.directory, session), settings))
}

func initUsers(ctx context.Context, admin *people.DirectoryAdmin, settings *userSettings) error {
	if err := admin.Init(ctx); err != nil {
		return err
	}
	fmt.Printf("%s is ready; the console takes it with --users-path %[1]s\n", settings.directory.Path)
	return nil
}

func addUser(ctx context.Context, admin *people.DirectoryAdmin, settings *userSettings) error {
	return admin.Add(ctx, settings.name, settings.password, settings.profile)
}

func disableUser(ctx context.Context, admin *people.DirectoryAdmin, settings *userSettings) error {
	return admin.Disable(ctx, settings.name)
}

func removeUser(ctx context.Context, admin *people.DirectoryAdmin, settings *userSettings) error {
	return admin.Remove(ctx, settings.name)
}

func changePassword(ctx context.Context, admin *people.DirectoryAdmin, settings *userSettings) error {
	return admin.SetPassword(ctx, settings.name, settings.password)
}

func listUsers(ctx context.Context, admin *people.DirectoryAdmin, _ *userSettings) error {
	people, err := admin.List(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tROLE\tDISABLED\tPATHS")
	for _, person := range people {
		role, disabled, paths := string(person.Profile.Role), "no", make([]string, len(person.Profile.Paths))
		for i, path := range person.Profile.Paths {
			paths[i] = path.String()
		}
		switch {
		case person.Err != nil:
			role, disabled = "-", "profile of no use"
		case person.Profile.Disabled:
			disabled = "yes"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", person.User, role, disabled, strings.Join(paths, " "))
	}
	return table.Flush()
}

// awaitConnected gives up before the person does.
func awaitConnected(ctx context.Context, session *session.Session) error {
	ctx, cancel := context.WithTimeout(ctx, userTimeout/3)
	defer cancel()
	return session.AwaitConnected(ctx)
}

// plainly gives an error as one line that a person may be shown.
func plainly(err error) error {
	shown, ok := errors.AsType[*znode.Error](err)
	if !ok {
		return err
	}
	line := errors.New(oneLine(errors.New(words.English.Error(shown))))
	if shown.Kind == znode.Invalid {
		return usageError{line}
	}
	return line
}

func printUserHelp(w io.Writer) {
	fmt.Fprintln(w, "zkweb user makes and changes the people whom a console with --users-path knows.\n\nUsage: zkweb user ACTION [NAME] [FLAGS]\n\nActions:")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, action := range userActions {
		usage := action.name
		if action.names {
			usage += " NAME"
		}
		fmt.Fprintf(table, "  %s\t%s\n", usage, action.does)
	}
	_ = table.Flush()
	fmt.Fprintf(w, `
Flags of all:
  --cluster NAME=[tls://]HOST:PORT[,HOST:PORT…][/CHROOT]  (main=127.0.0.1:2181)
  --users-path PATH                                       (%s)
  --zk-ca, --zk-cert, --zk-key FILE                       as for serve

The administrator's user name and password are asked for, or taken from
%s=user:password; a new password is asked for
twice, or taken from %s. No flag takes either.
`, defaultUsersPath, adminVariable, passwordVariable)
}
