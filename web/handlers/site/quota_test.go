package site

import (
	"testing"

	"zkweb/zkconn/znode"
)

func TestQuota(t *testing.T) {
	q := NewQuota(3, 2, "full", "too many")
	a, b := Owner{cluster: "main", user: "a"}, Owner{cluster: "main", user: "b"}
	var closing []func()
	for i, test := range []struct {
		owner   Owner
		refused znode.Code
	}{{a, ""}, {a, ""}, {a, "too many"}, {b, ""}, {b, "full"}} {
		done, err := q.Open(test.owner)
		if znode.CodeOf(err) != test.refused || err != nil && znode.KindOf(err) != znode.Unavailable {
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
	if q.Count() != 0 || len(q.byOwner) != 0 {
		t.Errorf("%d are open of %d owners, want none", q.Count(), len(q.byOwner))
	}
}
