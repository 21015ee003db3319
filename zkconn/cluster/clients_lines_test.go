package cluster

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestLinesOfCons checks that lines of all versions are read. The connection that asks has no
// session, and is returned with the session 0.
func TestLinesOfCons(t *testing.T) {
	var got []Connection
	for line := range strings.Lines(` /10.20.3.1:51234[1](queued=2,recved=8,sent=9,sid=0x10000cf89aa0001,lop=PING,est=1732565045123,to=10000,lcxid=0x7,lzxid=0x3,lresp=34828886,llat=3)
 /0:0:0:0:0:0:0:1:51235[1](queued=0,recved=1,sent=0,sid=0xff00000000000002,lop=NA,est=99999999999999999,lresp=34826886)
 /10.20.3.9:40000[0](queued=0,recved=1,sent=0)
 /not-an-address:1[1](sid=0x3)
HTTP/1.1 400 Bad Request sid=0x4
`) {
		if connection, ok := parseConsLine(strings.TrimSuffix(line, "\n")); ok {
			got = append(got, connection)
		}
	}
	now := time.UnixMilli(1732565050000)
	tellLastSeen(got, now)
	want := []Connection{
		{Session: 0x10000cf89aa0001, Address: "10.20.3.1:51234", Since: time.UnixMilli(1732565045123), Timeout: 10 * time.Second, LastSeen: now, Received: 8, Sent: 9, Queued: 2, LastOp: "PING", answered: 34828886},
		{Session: -0xfffffffffffffe, Address: "[::1]:51235", LastSeen: now.Add(-2 * time.Second), Received: 1, LastOp: "NA", answered: 34826886},
		{Address: "10.20.3.9:40000", Received: 1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("read %+v, want %+v", got, want)
	}
}

// TestLinesOfDump checks that the lines of leaders, followers and standalone servers of all
// versions are read, and that other lines are ignored.
func TestLinesOfDump(t *testing.T) {
	d := newDump()
	for line := range strings.Lines("SessionTracker dump:\nGlobal Sessions(1):\n0x100000000000003\t4000ms\nSession Sets (1)/(1):\n1 expire at Thu Nov 26 01:37:31 UTC 2026:\n\t0x100000000000002\n" +
		"ephemeral nodes dump:\nSessions with Ephemerals (2):\n0x100000000000001:\n\t/a b\n\t/a/0x5:\n0xzz:\n\tnone\nConnections dump:\n\tip: /127.0.0.1:47756 sessionId: 0x0\n") {
		d.line(strings.TrimSuffix(line, "\n"))
	}
	if len(d.sessions) != 3 || !d.sessions[0x100000000000001] || !d.sessions[0x100000000000002] || !d.sessions[0x100000000000003] {
		t.Errorf("the sessions are %v", d.sessions)
	}
	if got := d.ephemerals[0x100000000000001]; len(d.ephemerals) != 1 || !slices.Equal(got, []string{"/a b", "/a/0x5:"}) {
		t.Errorf("the ephemerals are %v", d.ephemerals)
	}
}

// TestADumpOfTooManySessions checks that a dump is cut only if it tells more sessions than are kept.
func TestADumpOfTooManySessions(t *testing.T) {
	d := newDump()
	for session := range int64(maxEphemerals) {
		d.track(session)
		d.track(0)
	}
	if d.cut || len(d.sessions) != maxEphemerals {
		t.Errorf("of as many sessions as are kept, %d are kept, cut is %t", len(d.sessions), d.cut)
	}
	if d.track(maxEphemerals); !d.cut || len(d.sessions) != maxEphemerals {
		t.Errorf("with one session more, %d are kept, cut is %t", len(d.sessions), d.cut)
	}
}
