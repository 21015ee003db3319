package handlers

import (
	"github.com/labstack/echo/v4"

	"zkweb/zkconn/listing"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// jsonError is an error as JSON gives it.
type jsonError struct {
	Kind    znode.Kind `json:"kind"`
	Message string     `json:"message"`
}

// jsonNode is the JSON of a znode's page; see the contract in docs.
type jsonNode struct {
	Cluster       string        `json:"cluster"`
	Path          string        `json:"path"`
	Stat          znode.Stat    `json:"stat"`
	Data          *jsonData     `json:"data"`
	DataError     *jsonError    `json:"data_error,omitempty"`
	ACL           []znode.ACL   `json:"acl"`
	ACLError      *jsonError    `json:"acl_error,omitempty"`
	Children      *jsonChildren `json:"children"`
	ChildrenError *jsonError    `json:"children_error,omitempty"`
}

type jsonData struct {
	show.Encoded
	Masked int `json:"masked,omitempty"` // secrets in whose place mask.Text stands
}

type jsonChildren struct {
	Total   int         `json:"total"`
	Matched int         `json:"matched"`
	Items   []jsonChild `json:"items"`
	Next    *string     `json:"next"` // for after=
}

// jsonChild is one child. Its path is null when no path can be made of the
// name; its stat is null beside an error, such as not_found when the child was
// deleted meanwhile.
type jsonChild struct {
	Name  string      `json:"name"`
	Path  *string     `json:"path"`
	Stat  *znode.Stat `json:"stat"`
	Error *jsonError  `json:"error,omitempty"`
}

func nodeJSON(c echo.Context, cluster string, n node) jsonNode {
	answer := jsonNode{
		Cluster:       cluster,
		Path:          n.path.String(),
		Stat:          n.stat,
		DataError:     errorJSON(c, n.dataErr),
		ACLError:      errorJSON(c, n.aclErr),
		ChildrenError: errorJSON(c, n.childrenErr),
	}
	if n.dataErr == nil {
		answer.Data = &jsonData{show.Encode(n.data.Data), n.data.Count}
	}
	if n.aclErr == nil {
		answer.ACL = n.acl
	}
	if n.childrenErr == nil {
		answer.Children = childrenJSON(c, n.children)
	}
	return answer
}

func childrenJSON(c echo.Context, page listing.Page) *jsonChildren {
	answer := &jsonChildren{Total: page.Total, Matched: page.Matched, Items: make([]jsonChild, 0, len(page.Items))}
	if page.Next != "" {
		answer.Next = &page.Next
	}
	for _, item := range page.Items {
		answer.Items = append(answer.Items, childJSON(c, item))
	}
	return answer
}

func childJSON(c echo.Context, item listing.Item) jsonChild {
	child := jsonChild{Name: item.Name, Error: errorJSON(c, item.Err)}
	if !item.Path.IsRoot() {
		path := item.Path.String()
		child.Path = &path
	}
	if item.Err == nil {
		child.Stat = &item.Stat
	}
	return child
}

func errorJSON(c echo.Context, err error) *jsonError {
	if err == nil {
		return nil
	}
	f := describe(err, c)
	return &jsonError{f.kind, f.message}
}
