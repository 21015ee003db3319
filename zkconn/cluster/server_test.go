package cluster

import (
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"zkweb/zkconn/znode"
)

// TestWhatServersAnswerToSrvr checks how answers to srvr are read, both those of real versions and
// others.
func TestWhatServersAnswerToSrvr(t *testing.T) {
	for _, test := range []struct {
		reply string
		want  Server
	}{
		{"Zookeeper version: 3.9.3-c26634f34490bb0ea7a09cc51e05ede3b4e320ee, built on 2024-10-17 23:21 UTC\nLatency min/avg/max: 0/0.5/12\nReceived: 5\nSent: 4\nConnections: 3\nOutstanding: 2\nZxid: 0x100000005\nMode: leader\nNode count: 42\nProposal sizes last/min/max: 48/48/48\n",
			Server{Role: Leader, Version: Version{3, 9, 3}, Latency: Latency{0, .5, 12}, Connections: 3, Outstanding: 2, Zxid: "0x100000005", Znodes: 42}},
		{"Zookeeper version: 3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bcf, built on 03/06/2019 16:18 GMT\nLatency min/avg/max: 0/0/0\nMode: standalone\n", Server{Role: Standalone, Version: Version{3, 4, 14}}},
		{"Zookeeper version: 3.8.0--1, built on x\nMode: read-only\nNode count: -1\n", Server{Role: ReadOnly, Version: Version{3, 8, 0}}},
		{"This ZooKeeper instance is not currently serving requests\n", Server{Role: Unreachable, Why: znode.CodeServerNoQuorum}},
		{"srvr is not executed because it is not in the whitelist.\n", Server{Role: Untold, Why: znode.CodeServerSilentOnSrvr}},
		{"HTTP/1.1 400 Bad Request\r\n", Server{Role: Unreachable, Why: znode.CodeServerForeign}},
		{"Latency min/avg/max: -1/NaN/Inf\nMode: standalone\n", Server{Role: Standalone}},
		{"Latency min/avg/max: 1e300/1/2\nMode: standalone\n", Server{Role: Standalone, Latency: Latency{0, 1, 2}}},
		{"Mode: emperor\nConnections: many\nLatency min/avg/max: a/b/c\n", Server{Role: Unreachable, Why: znode.CodeServerForeign}},
	} {
		got := Server{Role: Unreachable}
		if got.read(test.reply); got != test.want {
			t.Errorf("%q is %+v, want %+v", test.reply, got, test.want)
		}
	}
}

// TestAServerThatHangsUp checks that a connection that the server closed is recognized by errors of
// reading and of writing.
func TestAServerThatHangsUp(t *testing.T) {
	for _, err := range []error{
		io.EOF, &net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, &net.OpError{Op: "write", Err: os.NewSyscallError("write", syscall.EPIPE)},
	} {
		if got := DescribeDial(err); got != znode.CodeServerHungUp {
			t.Errorf("DescribeDial(%v) = %s", err, got)
		}
	}
}
