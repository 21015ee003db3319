package views_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
)

func TestFolded(t *testing.T) {
	for _, test := range []struct{ levels, from, to int }{
		{1, 0, 0}, {16, 0, 0}, {17, 0, 0}, {18, 8, 10}, {51, 8, 43},
	} {
		if from, to := views.Folded(test.levels); from != test.from || to != test.to {
			t.Errorf("of %d levels those from %d to before %d are left out, want %d and %d", test.levels, from, to, test.from, test.to)
		}
	}
}

// TestCrumbsOfADeepZnode: the middle of a long way is one link, which says how much it
// leaves out and what.
func TestCrumbsOfADeepZnode(t *testing.T) {
	shell, path := viewtest.Shell(), ""
	for level := 1; level < 25; level++ { // with the root 25 levels
		path += fmt.Sprintf("/l%02d", level)
	}
	crumbs := viewtest.Render(t, views.Crumbs(shell, viewtest.Path(t, path)))
	var names []string
	for _, link := range viewtest.All(crumbs, viewtest.IsTag("a")) {
		names = append(names, viewtest.Text(link))
		if title := viewtest.Attr(link, "title"); title != "" && (title != "/l08/l09/l10/l11/l12/l13/l14/l15/l16" || viewtest.Attr(link, "href") != shell.Links.Node("main", viewtest.Path(t, path[:len("/l01")*16]))) {
			t.Errorf("what is left out is %q, and leads to %s", title, viewtest.Attr(link, "href"))
		}
	}
	want := strings.Fields("/ l01 l02 l03 l04 l05 l06 l07 levels l17 l18 l19 l20 l21 l22 l23 l24")
	want[8] = "… 9 levels"
	if !slices.Equal(names, want) {
		t.Errorf("the crumbs are %q, want %q", names, want)
	}
}
