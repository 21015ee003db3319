package main

import (
	"log/slog"

	"zkweb/auth/guard"
	"zkweb/auth/people"
)

// peopleSettings are how the console knows people and what it lets them do.
type peopleSettings struct {
	directory   *people.Directory // nil verifies nobody
	defaultRole people.Role
	allowWrites bool
}

func (s *peopleSettings) list() []setting {
	return []setting{
		{"users-path", "PATH", "", "directory of users in each cluster, such as " + defaultUsersPath + "; without it nobody is verified",
			usersPathTakes, s.setUsersPath},
		{"default-role", "ROLE", string(people.Viewer), "everybody's role where there is no user directory",
			"auditor, viewer, editor or admin", s.setDefaultRole},
		{"allow-writes", "", "false", "let those change znodes whose role may; needs --data-dir for the record",
			"true or false", toggle(&s.allowWrites)},
	}
}

func (s *peopleSettings) setUsersPath(value string) error {
	s.directory = nil
	if value == "" {
		return nil
	}
	path, err := parseUsersPath(value)
	if err == nil {
		s.directory = &people.Directory{Path: path}
	}
	return err
}

func (s *peopleSettings) setDefaultRole(value string) (err error) {
	s.defaultRole, err = people.ParseRole(value)
	return err
}

// rules are what the settings say of people; the trail is added by whoever
// opens it.
func (s *settings) rules() guard.Rules {
	return guard.Rules{Directory: s.people.directory, DefaultRole: s.people.defaultRole, AllowWrites: s.people.allowWrites}
}

// warn says what whoever starts the console may not have meant.
func (s *settings) warn(logger *slog.Logger) {
	if s.people.directory == nil && s.people.defaultRole == people.Admin {
		logger.Warn("everybody who reaches this console is an admin: --default-role is admin and there is no --users-path")
	}
}
