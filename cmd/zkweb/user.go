package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"zkweb/auth/people"
	"zkweb/cmd/zkweb/settings"
	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// userTimeout bounds the requests of one command to ZooKeeper.
const userTimeout = 30 * time.Second

// userAction is a subcommand of "zkweb user".
type userAction struct {
	name     string
	names    bool // takes a person's name
	password bool // asks for a new password
	profile  bool // takes a profile's settings
	does     string
	run      func(context.Context, *people.DirectoryAdmin, *userSettings) error
}

var userActions = []userAction{
	{name: "init", does: "make the directory, for this administrator alone", run: initUsers},
	{name: "add", names: true, password: true, profile: true, does: "add a person", run: addUser},
	{name: "list", does: "list name, role, paths and whether disabled", run: listUsers},
	{name: "disable", names: true, does: "keep a person from signing in", run: disableUser},
	{name: "remove", names: true, does: "remove a person", run: removeUser},
	{name: "passwd", names: true, password: true, does: "give a person another password", run: changePassword},
}

// secretsHelp says how to enter secrets; no flag takes one.
const secretsHelp = `
The administrator's user name and password are asked for, or taken from
` + adminVariable + `=user:password; a new password is asked for
twice, or taken from ` + passwordVariable + `. No flag takes either.`

// userCommands returns the commands that change the user directory.
func userCommands() []command {
	commands := make([]command, len(userActions))
	for i, action := range userActions {
		user := new(userSettings)
		takes := settings.Command{Name: "user " + action.name, Does: action.does + secretsHelp, Settings: user.list(action)}
		if action.names {
			takes.Arguments = "NAME"
		}
		commands[i] = command{takes, func(ctx context.Context, given settings.Given) error {
			if action.names {
				user.name = given.Arguments[0]
			}
			return administer(ctx, action, user)
		}}
	}
	return commands
}

// administer opens a session as an administrator and runs the action.
func administer(ctx context.Context, action userAction, user *userSettings) error {
	credentials, err := administratorCredentials(ctx, action.name == "init")
	if err != nil {
		return err
	}
	if err := user.complete(ctx, action); err != nil {
		return err
	}
	options, err := user.zookeeper.sessionOptions()
	if err != nil {
		return err
	}
	options.Logger = slog.New(slog.DiscardHandler) // errors are reported by the command itself
	session := session.Open(user.cluster, credentials, options)
	defer session.Close()
	ctx, cancel := context.WithTimeout(ctx, userTimeout)
	defer cancel()
	if err := awaitConnected(ctx, session); err != nil {
		return plainly(err)
	}
	return plainly(action.run(ctx, people.NewDirectoryAdmin(user.directory, session), user))
}

func initUsers(ctx context.Context, admin *people.DirectoryAdmin, user *userSettings) error {
	if err := admin.Init(ctx); err != nil {
		return err
	}
	fmt.Printf("%s is ready; the console takes it with --users-path %[1]s\n", user.directory.Path)
	return nil
}

func addUser(ctx context.Context, admin *people.DirectoryAdmin, user *userSettings) error {
	return admin.Add(ctx, user.name, user.password, user.profile)
}

func disableUser(ctx context.Context, admin *people.DirectoryAdmin, user *userSettings) error {
	return admin.Disable(ctx, user.name)
}

func removeUser(ctx context.Context, admin *people.DirectoryAdmin, user *userSettings) error {
	return admin.Remove(ctx, user.name)
}

func changePassword(ctx context.Context, admin *people.DirectoryAdmin, user *userSettings) error {
	return admin.SetPassword(ctx, user.name, user.password)
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
			role, disabled = "-", "cannot sign in"
		case person.Profile.Disabled:
			disabled = "yes"
		}
		beside := ""
		if len(person.Others) > 0 {
			beside = "\topen to " + views.Visible(strings.Join(person.Others, ", "))
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s%s\n", views.Visible(person.User), role, disabled, views.Visible(strings.Join(paths, " ")), beside)
	}
	return table.Flush()
}

// awaitConnected waits for a connection, within a bound.
func awaitConnected(ctx context.Context, session *session.Session) error {
	ctx, cancel := context.WithTimeout(ctx, userTimeout/3)
	defer cancel()
	return session.AwaitConnected(ctx)
}

// plainly returns an error as a sentence on one line.
func plainly(err error) error {
	shown, ok := errors.AsType[*znode.Error](err)
	if !ok {
		return err
	}
	line := errors.New(settings.OneLine(errors.New(words.English.Error(shown))))
	if shown.Kind == znode.Invalid {
		return usageError{line}
	}
	return line
}
