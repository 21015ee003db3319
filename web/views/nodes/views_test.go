package nodes

import (
	"testing"

	"zkweb/web/words"
	"zkweb/zkconn/payload/show"
)

// TestViewsHaveLabels: a new format needs a word for its tab.
func TestViewsHaveLabels(t *testing.T) {
	for _, view := range show.Views() {
		if words.English.Views[string(view)] == "" {
			t.Errorf("the view %q has no label", view)
		}
	}
	const others = 2 // names of encodings that are no view: utf-8 and gbk
	if got := len(words.English.Views) - others; got != len(show.Views()) {
		t.Errorf("there are %d labels for %d views", got, len(show.Views()))
	}
}
