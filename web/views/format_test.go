package views

import (
	"testing"
	"time"

	"zkweb/zkconn/znode"
)

func TestAgo(t *testing.T) {
	const day = 24 * time.Hour
	for _, test := range []struct {
		passed time.Duration
		want   string
	}{
		{0, "just now"},
		{4999 * time.Millisecond, "just now"},
		{5 * time.Second, "5 s ago"},
		{59 * time.Second, "59 s ago"},
		{time.Minute, "1 min ago"},
		{59*time.Minute + 59*time.Second, "59 min ago"},
		{time.Hour, "1 h ago"},
		{25 * time.Hour, "1 day ago"},
		{49 * time.Hour, "2 days ago"},
		{31 * day, "1 month ago"},
		{400 * day, "1 year ago"},
		{-2 * time.Second, "just now"},
		{-3 * time.Minute, "in 3 min"},
	} {
		now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		if got := ago(now.Add(-test.passed), now); got != test.want {
			t.Errorf("%v before now is %q, want %q", test.passed, got, test.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Count(0), "0"}, {Count(999), "999"}, {Count(1000), "1,000"}, {Count(1234567), "1,234,567"}, {Count(-1000), "-1,000"}, {Count(-100), "-100"},
		{Counted(1, "child", "children"), "1 child"}, {Counted(0, "child", "children"), "0 children"},
		{Size(0), "0 bytes"}, {Size(1), "1 byte"}, {Size(10239), "10,239 bytes"}, {Size(300 << 10), "300 KiB"}, {Size(int32(3 << 19)), "1.5 MiB"},
		{Hex(0x2000000a3), "0x2000000a3"}, {Hex(0), "0x0"}, {Hex(-1), "0xffffffffffffffff"},
		{ISO(time.UnixMilli(1767323045678)), "2026-01-02T03:04:05.678Z"},
		{inUTC(time.UnixMilli(1767323045000)), "2026-01-02 03:04:05.000 UTC"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestStateWords(t *testing.T) {
	for state, want := range map[znode.State]string{
		znode.Connected: "Connected", znode.Suspended: "Reconnecting", znode.Lost: "Session lost",
	} {
		if got := stateWords(state); got != want {
			t.Errorf("%s is called %q, want %q", state, got, want)
		}
	}
}
