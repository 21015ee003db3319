package find

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

// touched knows how far a file was read.
type touched struct {
	io.ReaderAt
	end int64
}

func (f *touched) ReadAt(into []byte, at int64) (int, error) {
	n, err := f.ReaderAt.ReadAt(into, at)
	f.end = max(f.end, at+int64(n))
	return n, err
}

// TestAFileOfTooMuchIsNotReadToItsEnd, where it is put in order in memory: a few lines may
// stand for very many znodes.
func TestAFileOfTooMuchIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	for i := range 500 {
		fmt.Fprintf(&lines, "/%d%s=name=value\n", i, strings.Repeat("/d", 2000))
	}
	file := &touched{ReaderAt: strings.NewReader(lines.String())}
	_, err := openExport(t.Context(), file, int64(lines.Len()), znode.Root)
	if znode.CodeOf(err) != znode.CodeImportLarge || file.end > int64(lines.Len())/2 {
		t.Errorf("%d of %d bytes were read: %v", file.end, lines.Len(), err)
	}
}
