package nodes

import (
	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

// JSON is the JSON of a znode's page, in the format that the documentation describes.
type JSON struct {
	Cluster       string          `json:"cluster"`
	Path          string          `json:"path"`
	Stat          site.JSONStat   `json:"stat"`
	Data          *site.JSONData  `json:"data"`
	DataError     *site.JSONError `json:"data_error,omitempty"`
	ACL           []znode.ACL     `json:"acl"`
	ACLError      *site.JSONError `json:"acl_error,omitempty"`
	Children      *JSONChildren   `json:"children"`
	ChildrenError *site.JSONError `json:"children_error,omitempty"`
	Recipe        *JSONRecipe     `json:"recipe,omitempty"`

	*site.JSONComplete // only for a moment of the past
}

// JSONChildren is one page of a znode's children.
type JSONChildren struct {
	Total   int         `json:"total"`
	Matched int         `json:"matched"`
	Items   []JSONChild `json:"items"`
	Next    *string     `json:"next"` // the value of after= for the next page
}

// JSONChild is one child. Path is null if the name makes no valid path. Stat is null if Error is
// set, for example not_found if the child was deleted in the meantime.
type JSONChild struct {
	Name  string          `json:"name"`
	Path  *string         `json:"path"`
	Stat  *site.JSONStat  `json:"stat"`
	Error *site.JSONError `json:"error,omitempty"`

	Value      *string         `json:"value,omitempty"` // the beginning, if asked for and not too large
	ValueError *site.JSONError `json:"value_error,omitempty"`
}

// nodeJSON returns the JSON of a znode. If values is set, it includes the beginnings of the
// children's values.
func nodeJSON(c echo.Context, cluster string, n node, values bool) JSON {
	answer := JSON{
		Cluster:       cluster,
		Path:          n.path.String(),
		Stat:          site.StatJSON(n.stat),
		DataError:     site.ErrorJSON(c, n.dataErr),
		ACLError:      site.ErrorJSON(c, n.aclErr),
		ChildrenError: site.ErrorJSON(c, n.childrenErr),
		Recipe:        recipeJSON(n.recipe),
		JSONComplete:  site.CompleteThen(c),
	}
	if n.dataErr == nil {
		answer.Data = site.DataJSON(n.data)
	}
	if n.aclErr == nil {
		answer.ACL = n.acl
	}
	if n.childrenErr == nil {
		answer.Children = childrenJSON(c, n.children)
		if values {
			answer.Children.addValues(c, n)
		}
	}
	return answer
}

func childrenJSON(c echo.Context, page listing.Page) *JSONChildren {
	answer := &JSONChildren{Total: page.Total, Matched: page.Matched, Items: make([]JSONChild, 0, len(page.Items))}
	if page.Next != "" {
		answer.Next = &page.Next
	}
	for _, item := range page.Items {
		answer.Items = append(answer.Items, childJSON(c, item))
	}
	return answer
}

// addValues adds the parts of the children's values that a list shows.
func (j *JSONChildren) addValues(c echo.Context, n node) {
	for i, item := range n.children.Items {
		if item.Err != nil {
			continue
		}
		value := childValue(c, item, n.values)
		if came, ok := n.values[item.Path]; ok && came.Err != nil {
			j.Items[i].ValueError = site.ErrorJSON(c, came.Err)
		} else if !value.Large {
			j.Items[i].Value = &value.Text
		}
	}
}

func childJSON(c echo.Context, item listing.Item) JSONChild {
	child := JSONChild{Name: item.Name, Error: site.ErrorJSON(c, item.Err)}
	if !item.Path.IsRoot() {
		path := item.Path.String()
		child.Path = &path
	}
	if item.Err == nil {
		stat := site.StatJSON(item.Stat)
		child.Stat = &stat
	}
	return child
}
