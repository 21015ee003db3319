package main

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"zkweb/auth/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
)

// TestASecondNameThatAsksLess: which clusters would be a way round the approval that another
// asks for, were both one ensemble.
func TestASecondNameThatAsksLess(t *testing.T) {
	for _, test := range []struct {
		named, other string   // connection strings
		own          []string // patterns of the other
		readOnly     bool
		want         []string // each cluster, and by which other it could be changed
	}{
		{"zk1:1", "zk2:1", nil, false, []string{"named other"}},
		{"zk1:1", "zk2:1", nil, true, nil},
		{"zk1:1", "zk2:1", []string{"/app"}, false, nil},
		{"zk1:1", "zk2:1", []string{"/app", "/more"}, false, []string{"other named"}},
		{"zk1:1", "zk2:1", []string{"/other"}, false, []string{"named other", "other named"}},
		{"zk1:1/a", "zk2:1", nil, false, []string{"named other"}},
		{"zk1:1", "zk2:1/a", nil, false, []string{"named other"}},
		{"zk1:1/a", "zk2:1/b", nil, false, nil},
		{"zk1:1/a", "zk2:1/ab", nil, false, nil},
	} {
		s := &consoleSettings{}
		for name, connection := range map[string]string{"named": test.named, "other": test.other} {
			c, err := cluster.Parse(name + "=" + connection)
			if err != nil {
				t.Fatal(err)
			}
			c.ReadOnly = test.readOnly && name == "other"
			s.clusters = append(s.clusters, c)
		}
		s.people.approvals = map[string]people.Approval{}
		for name, patterns := range map[string][]string{"named": {"/app"}, "other": test.own} {
			var approval people.Approval
			for _, pattern := range patterns {
				if err := approval.Add(pattern); err != nil {
					t.Fatal(err)
				}
			}
			if !approval.IsZero() {
				s.people.approvals[name] = approval
			}
		}
		var got []string
		for _, pair := range s.secondNames() {
			got = append(got, pair.named.Name+" "+pair.other.Name)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%+v: %q", test, got)
		}
	}
}

// TestAStartWarnsOfASecondName, once both clusters' servers answer alike.
func TestAStartWarnsOfASecondName(t *testing.T) {
	t.Parallel()
	address := zktest.Run(t).Addr()
	s := &consoleSettings{}
	for _, text := range []string{"named=" + address, "other=" + strings.Replace(address, "127.0.0.1", "localhost", 1)} {
		c, err := cluster.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s.clusters = append(s.clusters, c)
	}
	var approval people.Approval
	if err := approval.Add("/app"); err != nil {
		t.Fatal(err)
	}
	s.people.approvals = map[string]people.Approval{"named": approval}
	var log bytes.Buffer
	s.warnOfSecondNames(t.Context(), session.Options{}, slog.New(slog.NewTextHandler(&log, nil)))
	if said := log.String(); !strings.Contains(said, "cluster=named") || !strings.Contains(said, "other=other") {
		t.Errorf("%q", said)
	}
}
