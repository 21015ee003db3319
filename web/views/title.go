package views

import "zkweb/zkconn/znode"

func documentTitle(s Shell, d Document) string {
	title := Visible(d.Title)
	if mark := s.mark(); mark.Label != "" {
		title = Visible(mark.Label) + " · " + title
	}
	if s.Cluster != "" {
		title += " — " + s.Cluster
	}
	return title + " — zkweb"
}

// NodeTitle returns the title of a znode's page. It starts with the name, since a narrow browser
// tab shows only the beginning.
func NodeTitle(path znode.Path) string {
	if path.IsRoot() {
		return "/"
	}
	return path.Name() + " — " + path.String()
}
