package words

import (
	"testing"
	"time"
)

func TestAgo(t *testing.T) {
	const day = 24 * time.Hour
	for _, test := range []struct {
		passed time.Duration
		want   string
	}{
		{0, "just now"},
		{4999 * time.Millisecond, "just now"},
		{5 * time.Second, "5 sec. ago"},
		{59 * time.Second, "59 sec. ago"},
		{time.Minute, "1 min. ago"},
		{59*time.Minute + 59*time.Second, "59 min. ago"},
		{time.Hour, "1 hr. ago"},
		{25 * time.Hour, "1 day ago"},
		{49 * time.Hour, "2 days ago"},
		{31 * day, "1 mo. ago"},
		{400 * day, "1 yr. ago"},
		{-2 * time.Second, "just now"},
		{-3 * time.Minute, "in 3 min."},
	} {
		if got := English.Format.Ago(test.passed); got != test.want {
			t.Errorf("%v before now is %q, want %q", test.passed, got, test.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{Count(0), "0"}, {Count(999), "999"}, {Count(1000), "1,000"}, {Count(1234567), "1,234,567"}, {Count(-1000), "-1,000"}, {Count(-100), "-100"},
		{English.Format.Children(1), "1 child"}, {English.Format.Children(0), "no children"}, {English.Format.Children(1204), "1,204 children"},
		{English.Format.Size(0), "0 bytes"}, {English.Format.Size(1), "1 byte"}, {English.Format.Size(10239), "10,239 bytes"}, {English.Format.Size(300 << 10), "300 KiB"}, {English.Format.Size(3 << 19), "1.5 MiB"}, {English.Format.Size(256 << 20), "256 MiB"}, {Chinese.Format.Size(256 << 20), "256 MiB"},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}
