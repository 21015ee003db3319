package guard

import (
	"context"
	"fmt"
	"testing"

	"zkweb/zkconn/znode"
)

// open is a session with an ensemble in which all znodes are open, as far as a Past asks.
type open struct{ zookeeper }

func (open) IsSuper() bool { return false }

func (open) HasDigest(string) bool { return false }

func (open) ReadMany(_ context.Context, reads []znode.Read) []znode.ReadResult {
	results := make([]znode.ReadResult, len(reads))
	for i := range reads {
		results[i].ACL = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead}}
	}
	return results
}

// TestWhatIsThereNowIsBounded checks that a Past remembers the present state of a bounded number of
// znodes, and answers about all znodes in a question, also if it was asked about them before.
func TestWhatIsThereNowIsBounded(t *testing.T) {
	const atOnce = 1_000
	past := &Past{Guard: &Guard{session: open{}}, nows: map[znode.Path]now{}}
	for round := range 3 * maxNows / atOnce {
		ask := []znode.Path{znode.Root}
		for i := range atOnce {
			ask = append(ask, path(t, fmt.Sprintf("/a/%d-%d", round, i)))
		}
		present, err := past.askNow(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range ask {
			if !present[path].reads {
				t.Fatalf("round %d: %s is not told of", round, path)
			}
		}
		if len(past.nows) > maxNows+len(ask) {
			t.Fatalf("round %d: %d are remembered", round, len(past.nows))
		}
	}
}
