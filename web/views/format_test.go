package views

import (
	"testing"
	"time"

	"zkweb/zkconn/znode"
)

func TestNumbers(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Hex(0x2000000a3), "0x2000000a3"}, {Hex(0), "0x0"}, {Hex(-1), "0xffffffffffffffff"},
		{ISO(time.UnixMilli(1767323045678)), "2026-01-02T03:04:05.678Z"},
		{ISO(time.Date(-1, 2, 3, 4, 5, 6, 0, time.UTC)), "-0001-02-03T04:05:06.000Z"}, {ISO(time.Date(12026, 2, 3, 4, 5, 6, 0, time.UTC)), "12026-02-03T04:05:06.000Z"},
		{inUTC(time.UnixMilli(1767323045000)), "2026-01-02 03:04:05.000 UTC"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// TestParseSeen reads what Seen writes and nothing else.
func TestParseSeen(t *testing.T) {
	seen := znode.Stat{Czxid: 1, Mzxid: 2, Pzxid: 3, Aversion: 4, Version: 5, Cversion: 6, NumChildren: 7}
	if text := Seen(seen); ParseSeen(text) == nil || *ParseSeen(text) != seen {
		t.Errorf("%s is read as %+v", text, ParseSeen(text))
	}
	for _, text := range []string{"", "1.2.3.4.5.6", "1.2.3.4.5.6.x", "1.2.3.4.5.6.7.8", "1.2.3.4.5.6.07", " 1.2.3.4.5.6.7", "1.2.3.4.5.6.99999999999"} {
		if got := ParseSeen(text); got != nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}
