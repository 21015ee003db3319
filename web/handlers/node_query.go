package handlers

import (
	"net/url"

	"zkweb/web/views/nodes"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// nodeQuery is the query of a znode's page in the words of those who need it.
type nodeQuery struct {
	format  show.View
	listing listing.Query
	view    nodes.Query
}

// readNodeQuery reads view=, q=, sort=, limit= and after=; others are ignored.
// The error is of kind Invalid.
func readNodeQuery(raw string) (nodeQuery, error) {
	values, err := parseQuery(raw)
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
	view := nodes.Query{View: format, Filter: children.Filter, Limit: children.Limit, After: values.Get("after")}
	if children.Sort != listing.Name || children.Descending {
		view.Sort = children.SortText()
	}
	return nodeQuery{format, children, view}, nil
}

// parseQuery is url.ParseQuery with an error that a person may be shown.
func parseQuery(raw string) (url.Values, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, &znode.Error{Kind: znode.Invalid, Message: "The query of this address is not encoded as one is.", Cause: err}
	}
	return values, nil
}
