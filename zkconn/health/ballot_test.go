package health

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/cluster"
)

const (
	threeGroups = "group.1=1:2:3\ngroup.2=4:5:6\ngroup.3=7:8:9\n"
	twoPairs    = "group.1=1:2\ngroup.2=3:4\n"
	pairAndTwo  = "group.1=1:2\ngroup.2=3\ngroup.3=4\n"
)

// ensemble returns what conf tells of so many members that vote by these lines.
func ensemble(size int, lines string) string {
	var all strings.Builder
	for id := range size {
		fmt.Fprintf(&all, "server.%d=zk%d:2888:3888:participant;2181\n", id+1, id+1)
	}
	return all.String() + lines + "version=0\n"
}

// TestVotesCountInGroups: as ZooKeeper counts them (QuorumHierarchical), more than half of the
// groups that have weight must each have more than half of it.
func TestVotesCountInGroups(t *testing.T) {
	const weightless = "group.1=1:2:3\ngroup.2=4:5\nweight.4=0\nweight.5=0\n"
	for _, test := range []struct {
		size  int
		lines string
		up    []int
		want  int // how many more may fail
	}{
		{9, threeGroups, []int{1, 2, 3, 4, 5, 6, 7, 8, 9}, 3},
		{9, threeGroups, []int{1, 2, 3, 4, 5, 6}, 1},
		{9, threeGroups, []int{1, 2, 3, 4, 5, 7, 8}, 1},
		{9, threeGroups, []int{1, 2, 4, 5}, 0},
		{9, threeGroups, []int{1, 2, 3, 4, 7}, -1},
		{9, threeGroups, []int{1, 4, 7}, -2},
		{9, threeGroups, nil, -4},
		{4, twoPairs, []int{1, 2, 3, 4}, 0},
		{4, twoPairs, []int{1, 2, 3}, -1},
		{4, pairAndTwo, []int{1, 2, 3, 4}, 1},
		{4, pairAndTwo, []int{3, 4}, 0},
		{4, pairAndTwo, []int{1, 3}, -1},
		{5, weightless, []int{1, 2, 3}, 1},
		{5, weightless, []int{1, 2, 4, 5}, 0},
		{5, weightless, []int{1, 4, 5}, -1},
		{3, "group.1=1:2:3\nweight.1=3\n", []int{1, 2, 3}, 0},
		{3, "group.1=1:2:3\nweight.1=3\n", []int{2, 3}, -1},
		{4, "group.1=1:2:3:4\nweight.1=2\n", []int{1, 2}, 0},
		{4, "group.1=1:2:3:4\nweight.1=2\n", []int{2, 3}, -1},
	} {
		_, members := parseConf(ensemble(test.size, test.lines))
		if got := newBallot(nil, members).margin(func(m Member) bool { return slices.Contains(test.up, m.ID) }); got != test.want {
			t.Errorf("of %d in %q with %v, %d more may fail, want %d", test.size, test.lines, test.up, got, test.want)
		}
	}
}

// TestWhoServesIsCountedInGroups: by which members the servers of the console are, and what the
// leader counts.
func TestWhoServesIsCountedInGroups(t *testing.T) {
	server := func(role cluster.Role, address string, change ...func(*Server)) Server {
		s := Server{Server: cluster.Server{Address: address, Role: role, Asked: time.Unix(1, 0)}}
		for _, c := range change {
			c(&s)
		}
		return s
	}
	conf := func(lines string) func(*Server) {
		return func(s *Server) { s.Settings, s.Members = parseConf(lines) }
	}
	synced := func(followers float64) func(*Server) {
		return func(s *Server) { s.Metrics = Metrics{"synced_followers": followers} }
	}
	third := conf("serverId=3\n" + ensemble(4, pairAndTwo))
	apart := conf("server.1=a:1:2\nserver.2=a:3:4\nserver.3=b:1:2\nserver.4=c:1:2:observer\ngroup.1=1:2\ngroup.2=3\nweight.2=0\n")
	away := func(id string) Server { return server(cluster.Unreachable, "zk"+id+":2181") }
	for _, test := range []struct {
		servers []Server
		want    Quorum
	}{
		{[]Server{away("1"), away("2"), server(cluster.Leader, "other:1", third), server(cluster.Follower, "zk4:2181")}, Quorum{Voters: 4, Up: 2}},
		{[]Server{away("1"), server(cluster.Follower, "zk2:2181"), server(cluster.Leader, "zk3:2181", third), server(cluster.Follower, "zk4:2181")}, Quorum{Voters: 4, Up: 3}},
		{[]Server{server(cluster.Leader, "zk3:2181", third, synced(3))}, Quorum{Voters: 4, Up: 4, Margin: 1, Best: 1}},
		{[]Server{server(cluster.Leader, "zk3:2181", third), server(cluster.Untold, "zk4:2181")}, Quorum{Voters: 4, Up: 1, Untold: 3, Margin: -1, Best: 1}},
		{[]Server{server(cluster.Untold, "zk1:2181"), server(cluster.Leader, "zk3:2181", third, synced(1)), server(cluster.Follower, "zk4:2181")}, Quorum{Voters: 4, Up: 2}},
		{[]Server{away("1"), away("2"), server(cluster.Leader, "zk3:2181", third), away("4")}, Quorum{Voters: 4, Up: 1, Untold: 3, Margin: -1, Best: 1}},
		{[]Server{away("1"), away("2"), server(cluster.Leader, "zk3:2181", third, synced(2)), server(cluster.Follower, "zk4:2181")}, Quorum{Voters: 4, Up: 2, Untold: 2, Counted: 1, Best: 1}},
		{[]Server{away("1"), server(cluster.Follower, "zk2:2181"), server(cluster.Leader, "zk3:2181", third, synced(3)), server(cluster.Follower, "zk4:2181")}, Quorum{Voters: 4, Up: 3, Untold: 1, Counted: 1, Best: 1}},
		{[]Server{away("1"), away("2"), server(cluster.Unreachable, "zk3:2181", third), away("4")}, Quorum{Voters: 4, Margin: -2, Best: -2}},
	} {
		test.want.Told, test.want.Groups, test.want.Needed, test.want.Full = true, 3, 2, 1
		if got := quorumOf(test.servers, membersOf(test.servers)); got != test.want {
			t.Errorf("of %+v the quorum is %+v, want %+v", test.servers, got, test.want)
		}
	}
	one := []Server{server(cluster.Leader, "b:2181", apart), server(cluster.Follower, "a:2181"), server(cluster.Observer, "c:2181")}
	if got, want := quorumOf(one, membersOf(one)), (Quorum{Voters: 2, Up: 1, Untold: 1, Told: true, Groups: 2, Needed: 2, Margin: -1}); got != want {
		t.Errorf("by hosts the quorum is %+v, want %+v", got, want)
	}
}
