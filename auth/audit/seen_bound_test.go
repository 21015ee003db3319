package audit

import (
	"fmt"
	"testing"
	"time"
)

func TestViewsAreBounded(t *testing.T) {
	s := newSeen()
	now := time.Now()
	s.now = func() time.Time { return now }
	for i := range maxSeen + 10 {
		if !s.first(viewOf(Entry{Path: fmt.Sprint(i)})) {
			t.Fatalf("view %d was seen before", i)
		}
	}
	if len(s.views) > maxSeen {
		t.Errorf("%d views are remembered", len(s.views))
	}
	now = now.Add(2 * seenFor)
	s.first(viewOf(Entry{Path: "new"}))
	if len(s.views) != 1 {
		t.Errorf("%d views are remembered after two minutes", len(s.views))
	}
}
