package views

import (
	"testing"
	"time"
)

func TestNumbers(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Hex(0x2000000a3), "0x2000000a3"}, {Hex(0), "0x0"}, {Hex(-1), "0xffffffffffffffff"},
		{ISO(time.UnixMilli(1767323045678)), "2026-01-02T03:04:05.678Z"},
		{inUTC(time.UnixMilli(1767323045000)), "2026-01-02 03:04:05.000 UTC"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
