package handlers

import (
	"github.com/labstack/echo/v4"

	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/listing"
)

// childrenSection is the part of a znode's page with its children.
func (s *Server) childrenSection(c echo.Context, cluster string, n node, asked nodeQuery) nodes.Children {
	if n.childrenErr != nil {
		return nodes.Children{Problem: problem(c, n.childrenErr)}
	}
	page := n.children
	section := nodes.Children{
		Total:   page.Total,
		Matched: page.Matched,
		First:   page.Start + 1,
		Rows:    make([]nodes.ChildRow, 0, len(page.Items)),
		Note:    page.Note,
	}
	for _, item := range page.Items {
		section.Rows = append(section.Rows, s.childRow(c, cluster, item))
	}
	if page.Next != "" {
		next := asked.view
		next.After = page.Next
		section.Next = s.links.Node(cluster, n.path) + next.String()
	}
	return section
}

func (s *Server) childRow(c echo.Context, cluster string, item listing.Item) nodes.ChildRow {
	row := nodes.ChildRow{Name: item.Name, Stat: item.Stat}
	if !item.Path.IsRoot() {
		row.URL = s.links.Node(cluster, item.Path)
	}
	if item.Err != nil {
		row.Problem = problem(c, item.Err)
	}
	return row
}

// problem is what stands in the place of a part that could not be read.
func problem(c echo.Context, err error) *views.Problem {
	f := describe(err, c)
	if f.status >= 500 {
		c.Set(causeKey, err)
	}
	return &views.Problem{Kind: f.kind, Message: f.message, Unrecorded: f.unrecorded}
}
