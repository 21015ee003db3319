package views

import (
	"net/url"

	"zkweb/zkconn/znode"
)

// Reveal takes the POST that shows a znode's secrets once.
func (l Links) Reveal(cluster string, path znode.Path) string {
	return l.under(cluster, "reveal", path)
}

// Audit is the page of the trail. A filter is added as text: trail.Query.
func (l Links) Audit() string { return l.BasePath + "/audit" }

// Sessions is the page of who is signed in.
func (l Links) Sessions() string { return l.BasePath + "/sessions" }

// EndSession takes the POST that ends a console session.
func (l Links) EndSession(id string) string {
	return l.Sessions() + "/" + url.PathEscape(id) + "/end"
}
