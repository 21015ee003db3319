package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"zkweb/auth/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

const defaultUsersPath = "/zkweb/users"

// userSettings are what "zkweb user" is told.
type userSettings struct {
	cluster   cluster.Cluster
	directory people.Directory
	zookeeper zookeeperSettings

	name     string
	profile  people.Profile
	password string // the new one
}

// list are the settings of all actions; each has a variable too, as for serve.
func (s *userSettings) list() []setting {
	return []setting{
		{"cluster", "NAME=[tls://]HOST:PORT[,HOST:PORT…][/CHROOT]", "main=127.0.0.1:2181", "the cluster whose people are meant",
			"one NAME=[tls://]HOST:PORT[,HOST:PORT…][/CHROOT]", s.setCluster},
		{"users-path", "PATH", defaultUsersPath, "the znode that people are below",
			usersPathTakes, s.setUsersPath},
		{"zk-ca", "FILE", "", "", "the name of a PEM file", text(&s.zookeeper.caFile)},
		{"zk-cert", "FILE", "", "", "the name of a PEM file", text(&s.zookeeper.certFile)},
		{"zk-key", "FILE", "", "", "the name of a PEM file", text(&s.zookeeper.keyFile)},
	}
}

// ofProfile are the settings of add.
func (s *userSettings) ofProfile() []setting {
	return []setting{
		{"role", "ROLE", "", "", "auditor, viewer, editor or admin", s.setRole},
		{"path", "PREFIX", "", "", "a path such as /app; repeatable", s.addPath},
		{"locale", "LOCALE", "", "", "a language such as en", text(&s.profile.Locale)},
	}
}

// readUserSettings reads NAME and flags in any order. The error is a usageError
// or flag.ErrHelp.
func readUserSettings(action userAction, arguments []string) (*userSettings, error) {
	s := new(userSettings)
	given := map[string]bool{}
	flags := flag.NewFlagSet("zkweb user", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {} // the error says it
	known := s.list()
	if action.name == "add" {
		known = append(known, s.ofProfile()...)
	}
	for _, setting := range known {
		flags.Func(setting.name, "", func(value string) error {
			if given[setting.name] && setting.name != "path" {
				return errors.New("it is given twice")
			}
			given[setting.name] = true
			return setting.set(value)
		})
	}
	names, err := parseMixed(flags, arguments)
	if errors.Is(err, flag.ErrHelp) {
		return nil, err
	}
	if err != nil {
		return nil, usageError{fmt.Errorf("%s; zkweb user --help tells what it takes", oneLine(err))}
	}
	if err := s.setName(action, names); err != nil {
		return nil, usageError{err}
	}
	if action.name == "add" && !given["role"] {
		return nil, usageError{errors.New("zkweb user add takes --role auditor, viewer, editor or admin")}
	}
	if action.name == "add" && !given["path"] {
		s.profile.Paths = []znode.Path{znode.Root}
	}
	return s, s.fromEnvironment(given)
}

// parseMixed parses flags that stand before and after other arguments.
func parseMixed(flags *flag.FlagSet, arguments []string) (others []string, err error) {
	for {
		if err := flags.Parse(arguments); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return others, nil
		}
		others = append(others, flags.Arg(0))
		arguments = flags.Args()[1:]
	}
}

// fromEnvironment sets what no flag did.
func (s *userSettings) fromEnvironment(given map[string]bool) error {
	for _, setting := range s.list() {
		if given[setting.name] {
			continue
		}
		value := setting.preset
		variable := envPrefix + "_" + strings.ToUpper(strings.ReplaceAll(setting.name, "-", "_"))
		if set := os.Getenv(variable); set != "" {
			value = set
		}
		if err := setting.set(value); err != nil {
			return usageError{refuse(setting.name, value, setting.takes, err)}
		}
	}
	return nil
}

func (s *userSettings) setName(action userAction, names []string) error {
	switch {
	case !action.names && len(names) > 0:
		return fmt.Errorf("zkweb user %s takes no %q", action.name, names[0])
	case action.names && len(names) != 1:
		return fmt.Errorf("zkweb user %s takes one name", action.name)
	case action.names:
		s.name = names[0]
	}
	return nil
}

func (s *userSettings) setCluster(value string) (err error) {
	s.cluster, err = cluster.Parse(value)
	return err
}

func (s *userSettings) setUsersPath(value string) (err error) {
	s.directory.Path, err = parseUsersPath(value)
	return err
}

func (s *userSettings) setRole(value string) (err error) {
	s.profile.Role, err = people.ParseRole(value)
	return err
}

func (s *userSettings) addPath(value string) error {
	path, err := znode.ParsePath(value)
	if err != nil {
		return plainly(err)
	}
	s.profile.Paths = append(s.profile.Paths, path)
	return nil
}

// askPassword asks for the new password where the action needs one.
func (s *userSettings) askPassword(ctx context.Context, action userAction) (err error) {
	if action.name == "add" || action.name == "passwd" {
		s.password, err = newPassword(ctx, s.name)
	}
	return err
}

const usersPathTakes = "a path such as /zkweb/users, and not the root"

// parseUsersPath reads --users-path.
func parseUsersPath(value string) (znode.Path, error) {
	path, err := znode.ParsePath(value)
	if err != nil {
		return znode.Path{}, plainly(err)
	}
	if path.IsRoot() {
		return znode.Path{}, errors.New("people below the root would be mixed with everything else")
	}
	return path, nil
}
