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

// NodeTitle names a znode in a title. It starts with the name: it is what a
// narrow browser tab shows.
func NodeTitle(path znode.Path) string {
	if path.IsRoot() {
		return "/"
	}
	return path.Name() + " — " + path.String()
}
