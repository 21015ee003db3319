package nodes

import (
	"slices"
	"testing"

	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

// TestSequenceNumbersHaveAColumn where a child has one.
func TestSequenceNumbersHaveAColumn(t *testing.T) {
	page := testNode(t)
	page.Children.Rows = []ChildRow{
		{Name: "_c_0d2e1b3c-8c0f-4f5e-9f43-0d2e1b3c4d5e-lock-2147483647"}, {Name: "lock--2147483648"}, {Name: "config"},
	}
	page.Children.Prev = "/zk/c/main/tree/services/orders"
	root := viewtest.Render(t, page)
	got := viewtest.Texts(viewtest.All(root, viewtest.HasClass("c-sequence")))
	if want := []string{"Sequence", "2147483647", "-2147483648 overflow", ""}; !slices.Equal(got, want) {
		t.Errorf("the column is %q, want %q", got, want)
	}
	before := viewtest.One(t, root, "the page before", viewtest.HasAttr("rel", "prev"))
	if got := viewtest.Attr(before, "href"); got != page.Children.Prev || viewtest.Text(before) != "Previous page" {
		t.Errorf("%q leads to %q", viewtest.Text(before), got)
	}

	page.Children.Rows = []ChildRow{{Name: "config", Stat: znode.Stat{}}}
	if cells := viewtest.All(viewtest.Render(t, page), viewtest.HasClass("c-sequence")); len(cells) > 0 {
		t.Error("there is a column of sequence numbers where no child has one")
	}
	page.Query.Sort = "-sequence"
	if cells := viewtest.All(viewtest.Render(t, page), viewtest.HasClass("c-sequence")); len(cells) != 2 {
		t.Error("what the rows are sorted by has no column")
	}
}
