package history

import (
	"context"
	"fmt"
	"testing"

	"zkweb/zkconn/znode"
)

// TestOnlyTheHistoryIsSaidToBeSlow where it is: what ZooKeeper did not answer in time is
// ZooKeeper's.
func TestOnlyTheHistoryIsSaidToBeSlow(t *testing.T) {
	slow := fmt.Errorf("a segment is read: %w", context.DeadlineExceeded)
	silent := &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNoAnswer, Cause: context.DeadlineExceeded}
	for _, test := range []struct {
		err  error
		code znode.Code
	}{
		{slow, znode.CodeHistorySlow}, {silent, znode.CodeNoAnswer}, {fmt.Errorf("looked: %w", silent), znode.CodeNoAnswer}, {nil, ""},
	} {
		if got := znode.CodeOf(Explain(test.err)); got != test.code {
			t.Errorf("%v is %q, want %q", test.err, got, test.code)
		}
	}
}
