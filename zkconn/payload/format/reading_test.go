package format

import (
	"runtime"
	"strings"
	"testing"
	"weak"

	"zkweb/zkconn/znode"
)

// TestBeginningLetsGo checks that the beginning of data does not retain the rest, but knows a key
// that is repeated there.
func TestBeginningLetsGo(t *testing.T) {
	beginning, whole := beginningOf(`{"a": [` + strings.Repeat("1,", 1000) + `1], "twice": 1, "twice": 2}`)
	beginning.Compact()
	runtime.GC()
	if whole.Value() != nil {
		t.Error("the beginning of the data retains all of it")
	}
	viewed := beginning.Viewed()
	if len(viewed) == 0 || viewed[0].RepeatedKey() != "twice" {
		t.Errorf("of %d documents, the first does not report the repeated key", len(viewed))
	}
}

func beginningOf(text string) (*Reading, weak.Pointer[Reading]) {
	whole := Read(znode.Root, []byte(text))
	return whole.Beginning(10), weak.Make(whole)
}

// TestCompactLetsGo checks that spans that are not shown are not retained.
func TestCompactLetsGo(t *testing.T) {
	whole := Read(znode.Root, []byte("<list>"+strings.Repeat("<a>b</a>", 1000)+"</list>"))
	beginning := whole.Beginning(len("<list>") + 12*len("<a>b</a>") + len("<a>b"))
	beginning.Compact()
	document := beginning.Viewed()[0]
	if spans := document.Spans(len(document.Text)); document.Format != XML || cap(spans) > 2*len(spans) {
		t.Errorf("%d spans of %s have room for %d", len(spans), document.Format, cap(spans))
	}
}
