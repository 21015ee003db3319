package site

import (
	"strings"
	"testing"

	"zkweb/auth"
	"zkweb/zkconn/znode"
)

func TestQuota(t *testing.T) {
	q := NewQuota(3, 2, "full", "too many")
	a, b := &auth.Session{}, &auth.Session{}
	var closing []func()
	for i, test := range []struct {
		console *auth.Session
		refused string
	}{{a, ""}, {a, ""}, {a, "too many"}, {b, ""}, {b, "full"}} {
		done, err := q.Open(test.console)
		if (err == nil) != (test.refused == "") || err != nil && (znode.KindOf(err) != znode.Unavailable || !strings.HasSuffix(err.Error(), test.refused)) {
			t.Errorf("open %d: %v, want %q", i, err, test.refused)
		}
		if err == nil {
			closing = append(closing, done)
		}
	}
	if q.Count() != 3 {
		t.Errorf("%d are open, want 3", q.Count())
	}
	for _, done := range closing {
		done()
	}
	if q.Count() != 0 || len(q.byConsole) != 0 {
		t.Errorf("%d are open of %d console sessions, want none", q.Count(), len(q.byConsole))
	}
}
