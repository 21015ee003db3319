package txnlog

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"
)

// overtaken is a log file that a server writes while it is read: the first read has the end
// of the write, and not yet its begin.
type overtaken struct {
	inMemory
	first []byte // what is there at first; nil later
}

func (o *overtaken) ReadAt(p []byte, at int64) (int, error) {
	if first := o.first; first != nil {
		o.first = nil
		return bytes.NewReader(first).ReadAt(p, at)
	}
	return o.inMemory.ReadAt(p, at)
}

// What is read while it is written is not damaged, whichever pages of it come first.
func TestLogIsReadWhileItIsWritten(t *testing.T) {
	content, err := os.ReadFile("testdata/3.9.3/log.1")
	if err != nil {
		t.Fatal(err)
	}
	first := bytes.Clone(content)
	clear(first[fileHeader+recordHead : fileHeader+recordHead+40])
	log := &Log{file: &overtaken{inMemory{bytes.NewReader(content)}, first}}
	for next := int64(1); ; next++ {
		transaction, err := log.Next()
		if errors.Is(err, io.EOF) && next > 2 {
			return
		}
		if err != nil || transaction.Zxid != next {
			t.Fatalf("zxid 0x%x, %v, want 0x%x", transaction.Zxid, err, next)
		}
	}
}
