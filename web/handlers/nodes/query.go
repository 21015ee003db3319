package nodes

import (
	"zkweb/web/handlers/site"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/payload/show"
)

// nodeQuery is the parsed query of a znode's page, in one field for each package that uses it.
type nodeQuery struct {
	format  show.View
	listing listing.Query
	view    nodes.Query
}

// readNodeQuery parses tab=, view=, q=, sort=, limit=, after=, value= and select=, and ignores
// other parameters. Its error is of kind Invalid.
func readNodeQuery(raw string) (nodeQuery, error) {
	values, err := site.ParseQuery(raw)
	if err != nil {
		return nodeQuery{}, err
	}
	format, err := show.ParseView(values.Get("view"))
	if err != nil {
		return nodeQuery{}, err
	}
	children, err := listing.ParseQuery(values.Get("q"), values.Get("sort"), values.Get("limit"), values.Get("after"))
	if err != nil {
		return nodeQuery{}, err
	}
	view := nodes.Query{Tab: readTab(values.Get("tab")), View: format, Filter: children.Filter, Limit: children.Limit, After: values.Get("after"), Values: values.Get("value") == "1", Select: values.Get("select") == "1"}
	if children.Sort != listing.Name || children.Descending {
		view.Sort = children.SortText()
	}
	return nodeQuery{format, children, view}, nil
}

// readTab returns the tab with that name, or TabFitting if there is none.
func readTab(text string) nodes.Tab {
	switch tab := nodes.Tab(text); tab {
	case nodes.TabData, nodes.TabChildren, nodes.TabACL:
		return tab
	}
	return nodes.TabFitting
}
