package words

import (
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

// TestABatchThatIsNotTakenBackIsCounted checks in each language that the sentence has the number of
// znodes if it is known.
func TestABatchThatIsNotTakenBackIsCounted(t *testing.T) {
	for _, w := range Languages {
		for _, code := range []znode.Code{
			znode.CodeKeptNoLonger, znode.CodeUndoOff, znode.CodeUndoUnkept, znode.CodeUndoRepeated, znode.CodeUndoUnrecorded, znode.CodeUndoUnseen, znode.CodeUndoLarge,
		} {
			one, several := w.Of(code, znode.Args{"mib": "64"}), w.Of(code, znode.Args{"mib": "64", "znodes": "437"})
			if strings.Contains(one, "437") || !strings.HasPrefix(several, one) || !strings.Contains(several, "437") {
				t.Errorf("%s: %q and %q", w.Lang, one, several)
			}
		}
	}
}
