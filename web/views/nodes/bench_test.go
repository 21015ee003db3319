package nodes

import (
	"fmt"
	"io"
	"testing"
	"time"

	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

// BenchmarkPage renders a page with 50 children and 12 siblings in the sidebar.
func BenchmarkPage(b *testing.B) {
	page := testNode(&testing.T{})
	page.Children = Children{Total: 50, Matched: 50, First: 1}
	for i := range 50 {
		name := fmt.Sprintf("instance-%03d", i)
		stat := znode.Stat{Mtime: viewtest.Now.Add(-time.Duration(i) * time.Minute).UnixMilli(), DataLength: int32(i * 100), NumChildren: int32(i % 3)}
		page.Children.Rows = append(page.Children.Rows, ChildRow{Name: name, URL: "/zk/c/main/tree/services/orders/" + name, Stat: stat})
		page.Tree[0].Items[0].Items[0].Items = append(page.Tree[0].Items[0].Items[0].Items, TreeItem{Name: name, URL: "/zk/c/main/tree/services/orders/" + name, Count: i % 3, HasChildren: i%3 > 0})
	}
	page.Tree[0].Items[0].Items[0].Open = true
	for i := range 12 {
		name := fmt.Sprintf("service-%02d", i)
		page.Tree[0].Items = append(page.Tree[0].Items, TreeItem{Name: name, URL: "/zk/c/main/tree/" + name, Count: i, HasChildren: i > 0})
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := page.Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
