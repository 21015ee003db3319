package trail

import (
	"testing"

	"zkweb/zkconn/znode"
)

func FuzzQuery(f *testing.F) {
	for _, raw := range []string{
		"user=a&path=/b&event=sign_in&outcome=ok&from=2026-01-31&to=2026-01-31T08:00:00Z&after=1&format=csv", "from=tomorrow", "from=99999-01-01", "to=0000-00-00",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if _, err := readAuditQuery(raw); err != nil && znode.KindOf(err) != znode.Invalid {
			t.Errorf("%q: kind %s (%v)", raw, znode.KindOf(err), err)
		}
	})
}
