package main

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/cmd/zkweb/settings"
	"zkweb/web/words"
)

// rolesTakes completes "it takes" for a setting with a role.
const rolesTakes = "reader, viewer, editor, admin or auditor"

// peopleSettings say how the console knows people, and what they may do.
type peopleSettings struct {
	directory   *people.Directory           // nil if nobody is verified
	own         map[string]people.Directory // of clusters that have their own, by name
	defaultRole people.Role
	allowWrites bool
	shareLinks  bool
	contact     string                     // whom to ask for access; "" for nobody
	approvals   map[string]people.Approval // by cluster: where changes need the approval of another person
}

func (s *peopleSettings) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "users-path", Form: "PATH", Does: "directory of users in each cluster, such as " + defaultUsersPath + "; without it nobody is verified",
			Takes: usersPathTakes, Set: s.setUsersPath,
		}, {
			Name: "default-role", Form: "ROLE", Default: string(people.Viewer), Does: "everybody's role where there is no user directory",
			Takes: rolesTakes, Set: s.setDefaultRole,
		}, {
			Name: "allow-writes", Default: "false", Does: "let people change znodes if their role allows it; needs --data-dir for the record",
			Takes: "true or false", Set: settings.Switch(&s.allowWrites),
		}, {
			Name: "share-links", Default: "false", Does: "let people share a znode, masked, by a link that needs no sign-in; needs --data-dir for the record",
			Takes: "true or false", Set: settings.Switch(&s.shareLinks),
		}, {
			Name: "contact", Form: "TEXT", Does: "whom to ask for access, such as an address; said where something is denied",
			Takes: "a line of at most 200 characters", Set: s.setContact,
		},
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
	if s.defaultRole, err = people.ParseRole(value); err != nil {
		return errors.New(words.English.Error(err))
	}
	return nil
}

func (s *peopleSettings) setContact(value string) error {
	if utf8.RuneCountInString(value) > 200 || strings.ContainsFunc(value, unicode.IsControl) {
		return errors.New("it is longer, or more than one line")
	}
	s.contact = strings.TrimSpace(value)
	return nil
}

// rules returns what the settings say of people; the trail is added by whoever
// opens it.
func (s *consoleSettings) rules() guard.Rules {
	return guard.Rules{Directory: s.people.directory, OwnDirectories: s.people.own, DefaultRole: s.people.defaultRole, AllowWrites: s.people.allowWrites, Approvals: s.people.approvals}
}
