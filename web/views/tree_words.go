package views

func twistLabel(item TreeItem) string {
	if item.Open {
		return "Close " + Visible(item.Name)
	}
	return "Open " + Visible(item.Name)
}
