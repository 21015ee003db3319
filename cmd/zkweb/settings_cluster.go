package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"zkweb/auth/people"
	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/cluster"
)

// tlsFiles are the PEM files that TLS to servers needs, as cluster.LoadTLS takes
// them.
type tlsFiles struct{ ca, cert, key string }

// clusterList returns the settings that hold for one cluster, in place of those for all. They come
// after --cluster.
func (s *consoleSettings) clusterList() []settings.Setting {
	own := func(name, form, does, takes string, set func(c *cluster.Cluster, value string) error) settings.Setting {
		return settings.Setting{
			Name: "cluster-" + name, Form: "NAME=" + form, Does: does + "; repeatable", Takes: "NAME=" + form + " with a name of --cluster: " + takes,
			Set: s.ofCluster(set), Many: true, InSection: name,
		}
	}
	file := func(into func(*tlsFiles) *string) func(*cluster.Cluster, string) error {
		return func(c *cluster.Cluster, value string) error {
			if !c.TLS {
				return errors.New("that cluster is not tls://")
			}
			if s.zookeeper.own == nil {
				s.zookeeper.own = map[string]tlsFiles{}
			}
			files := s.zookeeper.own[c.Name]
			*into(&files) = value
			s.zookeeper.own[c.Name] = files
			return nil
		}
	}
	return []settings.Setting{
		{
			Name: "approve", Form: "CLUSTER=PATTERN", Takes: "CLUSTER=PATTERN with a name of --cluster and a pattern of paths such as /app or /*/config",
			Does: "paths at and below which an editor's changes need the approval of an admin; * matches a name or a part of one, /** at the end only what is below; repeatable",
			Set:  s.ofCluster(s.addApproval), Many: true, InSection: "approve",
		},
		own("session-timeout", "DURATION", "--session-timeout of one cluster", "a duration from 1s to 10m", setOwnTimeout),
		own("admin-port", "PORT", "port of AdminServer on a cluster’s servers, 8080 when left out; off asks none", "a port from 1 to 65535, or off", setAdminPort),
		own("users-path", "PATH", "--users-path of one cluster", usersPathTakes, s.setOwnUsersPath),
		own("zk-ca", "FILE", "--zk-ca of one cluster", "the name of a PEM file", file(func(f *tlsFiles) *string { return &f.ca })),
		own("zk-cert", "FILE", "--zk-cert of one cluster", "the name of a PEM file, with --cluster-zk-key", file(func(f *tlsFiles) *string { return &f.cert })),
		own("zk-key", "FILE", "--zk-key of one cluster", "the name of a PEM file, with --cluster-zk-cert", file(func(f *tlsFiles) *string { return &f.key })),
	}
}

// ofCluster returns a Set function for a value of the form NAME=VALUE.
func (s *consoleSettings) ofCluster(set func(c *cluster.Cluster, value string) error) func(string) error {
	return func(text string) error {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return errors.New("the name with its = is missing")
		}
		named, err := s.clusterNamed(name)
		if err != nil {
			return err
		}
		return set(named, value)
	}
}

func (s *consoleSettings) clusterNamed(name string) (*cluster.Cluster, error) {
	for i := range s.clusters {
		if s.clusters[i].Name == name {
			return &s.clusters[i], nil
		}
	}
	return nil, fmt.Errorf("there is no cluster named %s", name)
}

func (s *consoleSettings) addApproval(c *cluster.Cluster, pattern string) error {
	approval := s.people.approvals[c.Name]
	if err := approval.Add(pattern); err != nil {
		return err
	}
	if s.people.approvals == nil {
		s.people.approvals = map[string]people.Approval{}
	}
	s.people.approvals[c.Name] = approval
	return nil
}

func setOwnTimeout(c *cluster.Cluster, value string) (err error) {
	c.SessionTimeout, err = parseSessionTimeout(value)
	return err
}

func setAdminPort(c *cluster.Cluster, value string) error {
	if value == "off" {
		c.AdminPort = -1
		return nil
	}
	port, err := strconv.ParseUint(value, 10, 16)
	if err != nil || port == 0 {
		return errors.New("it is no port")
	}
	c.AdminPort = int(port)
	return nil
}

func (s *consoleSettings) setOwnUsersPath(c *cluster.Cluster, value string) error {
	path, err := parseUsersPath(value)
	if err != nil {
		return err
	}
	if s.people.own == nil {
		s.people.own = map[string]people.Directory{}
	}
	s.people.own[c.Name] = people.Directory{Path: path}
	return nil
}
