package cluster

import (
	"maps"
	"testing"
)

// TestLinesOfCons are read as all versions write them; the one that asks has no
// session.
func TestLinesOfCons(t *testing.T) {
	got := parseCons(` /10.20.3.1:51234[1](queued=0,recved=8,sent=8,sid=0x10000cf89aa0001,lop=PING,est=1732565045123,to=10000,lcxid=0x7)
 /0:0:0:0:0:0:0:1:51235[1](queued=0,recved=1,sent=1,sid=0xff00000000000002,lop=NA)
 /10.20.3.9:40000[0](queued=0,recved=1,sent=0)
 /not-an-address:1[1](sid=0x3)
HTTP/1.1 400 Bad Request sid=0x4
`)
	want := map[int64]string{0x10000cf89aa0001: "10.20.3.1:51234", -0xfffffffffffffe: "[::1]:51235"}
	if !maps.Equal(got, want) {
		t.Errorf("read %v, want %v", got, want)
	}
}
