package people

import (
	"slices"
	"testing"

	"zkweb/web/views/viewtest"
)

func TestClustersPage(t *testing.T) {
	var rows []string
	for _, row := range viewtest.All(viewtest.One(t, viewtest.Render(t, ClustersPage{Shell: viewtest.SignedOutShell()}), "the body", viewtest.IsTag("tbody")), viewtest.IsTag("tr")) {
		rows = append(rows, viewtest.Spaced(row)+" "+viewtest.Attr(viewtest.One(t, row, "the link", viewtest.IsTag("a")), "href"))
	}
	want := []string{"main zk1:2181, zk2:2181 as alice not verified /zk/c/main/tree/", "other [::1]:2181/kafka not signed in /zk/c/other/tree/"}
	if !slices.Equal(rows, want) {
		t.Errorf("the clusters are %q, want %q", rows, want)
	}
}
