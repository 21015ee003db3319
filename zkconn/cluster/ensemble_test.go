package cluster_test

import (
	"slices"
	"testing"

	"zkweb/zkconn/cluster"
)

func TestParseEnsemble(t *testing.T) {
	for _, c := range []struct {
		config string
		want   []string
	}{
		{"", nil},
		{"server.1=zk1:2888:3888:participant;0.0.0.0:2181\nserver.2=zk2:2888:3888:observer;2182\nversion=100000003", []string{"zk1:2181", "zk2:2182"}},
		{"server.1=zk1:2888:3888;10.0.0.1:2181\n", []string{"10.0.0.1:2181"}},
		{"server.1=[2001:db8::1]:2888:3888:participant;[::]:2181", []string{"[2001:db8::1]:2181"}},
		{"server.1=a:1:2|b:1:2:participant;2181|c:2182", []string{"a:2181"}},
		{"server.1=zk1:2888:3888:participant\nversion=0", nil},
		{"server.1=zk1:2888:3888;x\nserver.2=;\nnonsense", nil},
	} {
		if got := cluster.ParseEnsemble(c.config); !slices.Equal(got, c.want) {
			t.Errorf("ParseEnsemble(%q) = %q, want %q", c.config, got, c.want)
		}
	}
}
