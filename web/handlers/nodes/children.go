package nodes

import (
	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

// nearBuffer is the size of a list of children, in percent of the default jute.maxbuffer, from
// which on its page warns about it.
const nearBuffer = 80

// childrenSection returns the part of a znode's page that shows its children.
func (h *Handlers) childrenSection(c echo.Context, cluster string, n node, asked nodeQuery) nodes.Children {
	if n.childrenErr != nil {
		return nodes.Children{Problem: site.ProblemOf(c, n.childrenErr)}
	}
	page := n.children
	section := nodes.Children{
		Total:   page.Total,
		Matched: page.Matched,
		First:   page.Start + 1,
		ByName:  page.ByName,
		Rows:    make([]nodes.ChildRow, 0, len(page.Items)),
	}
	if percent := n.listBytes * 100 / znode.UsualBuffer; percent >= nearBuffer {
		section.Note = site.WordsOf(c).Children.ListLarge(n.listBytes, percent)
	}
	if page.ByName {
		section.Note = site.WordsOf(c).Children.SortedByName(listing.MaxSorted)
	}
	paths := make([]znode.Path, len(page.Items))
	for i, item := range page.Items {
		paths[i] = item.Path
	}
	pages := site.LinksIn(c, h.Links).Nodes(cluster, paths)
	for i, item := range page.Items {
		row := childRow(c, item, pages[i])
		if asked.view.Values && item.Err == nil {
			row.Value = childValue(c, item, n.values)
		}
		section.Rows = append(section.Rows, row)
	}
	at := func(cursor string) string {
		asked := asked.view
		asked.After = cursor
		return views.Join(site.LinksIn(c, h.Links).Node(cluster, n.path), asked.String())
	}
	if page.Next != "" {
		section.Next = at(page.Next)
	}
	if page.Start > 0 {
		section.Prev = at(page.Previous)
	}
	return section
}

func childRow(c echo.Context, item listing.Item, page string) nodes.ChildRow {
	row := nodes.ChildRow{Name: item.Name, Stat: item.Stat}
	if !item.Path.IsRoot() {
		row.URL = page
	}
	if item.Err != nil {
		row.Problem = site.ProblemOf(c, item.Err)
	}
	return row
}
