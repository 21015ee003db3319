package main

import (
	"context"
	"errors"

	"zkweb/auth/people"
	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

const defaultUsersPath = "/zkweb/users"

// userSettings are the settings of "zkweb user".
type userSettings struct {
	cluster   cluster.Cluster
	directory people.Directory
	zookeeper zookeeperSettings

	name     string
	profile  people.Profile
	password string // the new one
}

func (s *userSettings) list(action userAction) []settings.Setting {
	list := []settings.Setting{
		{
			Name: "cluster", Form: clusterForm, Default: defaultCluster, Does: "the cluster of the user directory",
			Takes: "one " + clusterForm, Set: s.setCluster,
		}, {
			Name: "users-path", Form: "PATH", Default: defaultUsersPath, Does: "the znode below which people are kept",
			Takes: usersPathTakes, Set: s.setUsersPath,
		},
	}
	list = append(list, s.zookeeper.tlsList()...)
	if !action.profile {
		return list
	}
	return append(list,
		settings.Setting{
			Name: "role", Form: "ROLE", Does: "what the person may do",
			Takes: rolesTakes, Set: s.setRole, OneRun: true,
		}, settings.Setting{
			Name: "path", Form: "PREFIX", Default: "/", Does: "the person sees what is at and below it; repeatable",
			Takes: "a path such as /app", Set: s.addPath, OneRun: true, Many: true,
		}, settings.Setting{
			Name: "locale", Form: "LOCALE", Does: "the person's language",
			Takes: "a language such as en", Set: settings.Text(&s.profile.Locale), OneRun: true,
		})
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

// complete checks that no setting is missing, and asks for the new password if the action needs
// one.
func (s *userSettings) complete(ctx context.Context, action userAction) (err error) {
	if action.profile && s.profile.Role == "" {
		return usageError{errors.New("zkweb user add takes --role: " + rolesTakes)}
	}
	if action.password {
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
