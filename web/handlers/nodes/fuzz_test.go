package nodes

import (
	"testing"

	"zkweb/zkconn/znode"
)

func FuzzQuery(f *testing.F) {
	for _, raw := range []string{
		"", "view=hex&q=a&sort=-name&limit=10&after=", "limit=-1", "after=eyJ9", "sort=;drop", "a;b", "q=%ff", "%zz", "view=\x00",
	} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if _, err := readNodeQuery(raw); err != nil && znode.KindOf(err) != znode.Invalid {
			t.Errorf("%q: kind %s (%v)", raw, znode.KindOf(err), err)
		}
	})
}
