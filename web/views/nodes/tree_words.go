package nodes

import "zkweb/web/views"

func twistLabel(item TreeItem) string {
	if item.Open {
		return "Close " + views.Visible(item.Name)
	}
	return "Open " + views.Visible(item.Name)
}
