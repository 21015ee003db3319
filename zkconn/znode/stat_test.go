package znode_test

import (
	"testing"

	"zkweb/zkconn/znode"
)

// TestTheNextSequence is told from what ZooKeeper tells, also where it has made children
// itself, and near the end, where its number has turned negative.
func TestTheNextSequence(t *testing.T) {
	last := int64(znode.MaxSequence)
	for _, test := range []struct {
		cversion, children int32
		want               int64
	}{
		{0, 0, 0}, {-1, 1, 0}, {-2, 2, 0}, {0, 2, 1}, {7, 3, 5}, {10, 0, 5},
		{int32(2*(last/2) - 1), 1, last / 2}, {-2, 0, last}, {-2 - 500, 500, last}, {-8, 0, last - 3},
	} {
		if got := (znode.Stat{Cversion: test.cversion, NumChildren: test.children}).Sequence(); got != test.want {
			t.Errorf("of cversion %d with %d children it is %d, want %d", test.cversion, test.children, got, test.want)
		}
	}
}
