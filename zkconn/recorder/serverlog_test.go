package recorder

import (
	"strings"
	"testing"
)

// Lines of each release are parsed, and no others. Text from clients does not count as the
// beginning of a message.
func TestServerLogLines(t *testing.T) {
	t.Parallel()
	const (
		old   = "2026-01-02 03:04:05,678 [myid:] - INFO  [SyncThread:0:ZooKeeperServer@694] - "
		fresh = "2026-01-02 03:04:05,678 [myid:1] - INFO  [CommitProcWorkThread-1:o.a.z.s.ZooKeeperServer@1] - "
	)
	l := &serverLog{addresses: map[int64]string{}}
	for _, test := range []struct {
		line string
		want Claim
	}{
		{old + "Established session 0x1d8b920000 with negotiated timeout 10000 for client /10.0.0.7:51234", Claim{0x1d8b920000, "", "10.0.0.7"}},
		{fresh + "Established session 0x100001d8b920001 with negotiated timeout 10000 for client /[0:0:0:0:0:0:0:1]:51234", Claim{0x100001d8b920001, "", "::1"}},
		{fresh + "Session 0x100001d8b920002: auth success for scheme digest and address /0:0:0:0:0:0:0:1:51234", Claim{0x100001d8b920002, "", "::1"}},
		{fresh + "Session 0x100001d8b920001: adding SASL authorization for authorizationID: alice@EXAMPLE", Claim{0x100001d8b920001, "alice@EXAMPLE", "::1"}},
		{"[main] INFO org.apache.zookeeper.server.ZooKeeperServer - Session 0xf00000000000000f: adding SASL authorization for authorizationID: bob", Claim{-0xffffffffffffff1, "bob", ""}},
		{old + "adding SASL authorization for authorizationID: alice", Claim{}},
		{old + "auth success /10.0.0.7:51234", Claim{}},
		{old + "Created /x Session 0x5: adding SASL authorization for authorizationID: alice", Claim{}},
		{fresh + "Session 0x0: adding SASL authorization for authorizationID: alice", Claim{}},
		{fresh + "Session 0x5: adding SASL authorization for authorizationID: a\x1b[2J", Claim{}},
		{fresh + "Session 0x5: adding SASL authorization for authorizationID: " + strings.Repeat("a", maxAuditUser+1), Claim{}},
		{fresh + "Established session 0x5 with negotiated timeout 10000 for client /host:5", Claim{}},
		{"Session 0x5: adding SASL authorization for authorizationID: alice", Claim{}}, // inside of another line
		{"", Claim{}},
	} {
		got, ok := l.parse(test.line)
		if ok != (test.want != Claim{}) || ok && got != test.want {
			t.Errorf("%q: %+v, %t", test.line, got, ok)
		}
	}
}

// An address does not replace a name, and a name without an address keeps the address.
func TestNamesAreKept(t *testing.T) {
	w := NewWhose()
	w.Hear(Claim{7, "", "10.0.0.7"})
	w.Hear(Claim{7, "alice", ""})
	w.Hear(Claim{7, "", "10.0.0.8"})
	want := Claim{7, "alice", "10.0.0.7"}
	if got := w.some(); len(got) != 1 || got[0] != want {
		t.Fatalf("%+v", got)
	}
	w.done(want, true)
	w.Hear(Claim{7, "", "10.0.0.7"})
	w.Hear(want)
	if got := w.some(); len(got) != 0 {
		t.Errorf("noted and heard again: %+v", got)
	}
}
