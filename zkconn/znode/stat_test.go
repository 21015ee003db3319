package znode_test

import (
	"testing"

	"zkweb/zkconn/znode"
)

// TestTheNextSequence covers parents in which ZooKeeper itself has made children, and numbers near
// the end, where Cversion has become negative.
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
			t.Errorf("cversion %d with %d children: the sequence is %d, want %d", test.cversion, test.children, got, test.want)
		}
	}
}
