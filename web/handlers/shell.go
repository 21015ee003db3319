package handlers

import (
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/views"
	"zkweb/zkconn"
	"zkweb/zkconn/znode"
)

// shell fills what all pages share. cluster is the name of the one that the
// page is about; "" for none.
func (s *Server) shell(c echo.Context, cluster string) views.Shell {
	console := s.auth.Session(c.Request())
	shell := views.Shell{
		Links:    s.links,
		Here:     c.Request().URL.RequestURI(),
		Now:      time.Now(),
		Clusters: s.clusterLinks(console),
		Cluster:  cluster,
	}
	if signIn := console.SignIn(cluster); signIn != nil {
		shell.User = userOf(signIn)
		shell.Status = statusOf(signIn)
	}
	return shell
}

func (s *Server) clusterLinks(console *auth.Session) []views.ClusterLink {
	links := make([]views.ClusterLink, 0, len(s.config.Clusters))
	for _, cluster := range s.config.Clusters {
		link := views.ClusterLink{
			Name:    cluster.Name,
			URL:     s.links.Node(cluster.Name, znode.Root),
			Servers: cluster.Servers,
			User:    userOf(console.SignIn(cluster.Name)),
		}
		if !cluster.Chroot.IsRoot() {
			link.Chroot = cluster.Chroot.String()
		}
		links = append(links, link)
	}
	return links
}

func userOf(signIn *auth.SignIn) views.User {
	if signIn == nil {
		return views.User{}
	}
	person := signIn.Person()
	return views.User{SignedIn: true, Name: person.User, Verified: person.Verified, Role: string(person.Role)}
}

// statusOf is nil when the sign-in has no ZooKeeper session and gets none.
func statusOf(signIn *auth.SignIn) *znode.Status {
	status, err := signIn.Status()
	if err != nil {
		return nil
	}
	return &status
}

// errorPage is the page for a failure, with what is known of where it was.
func (s *Server) errorPage(c echo.Context, f failure) views.ErrorPage {
	cluster, door, path := s.whereabouts(c.Request().URL)
	page := views.ErrorPage{
		Shell:      s.shell(c, cluster.Name),
		StatusCode: f.status,
		Kind:       f.kind,
		Message:    f.message,
		Ancestor:   f.ancestor,
		RetryAfter: f.retryAfter,
	}
	switch door {
	case "tree", "raw", "create", "set", "delete":
		page.Path = path
	}
	if f.kind == znode.Unavailable {
		page.Servers = cluster.Servers
	}
	return page
}

// whereabouts takes an address of the console apart: the cluster, what stands
// after it, and the rest from its slash on. All are zero where there is none.
func (s *Server) whereabouts(u *url.URL) (cluster zkconn.Cluster, door, path string) {
	rest, ok := strings.CutPrefix(u.Path, s.config.BasePath+"/c/")
	if !ok {
		return zkconn.Cluster{}, "", ""
	}
	name, rest, _ := strings.Cut(rest, "/")
	cluster, err := s.cluster(name)
	if err != nil {
		return zkconn.Cluster{}, "", ""
	}
	door, _, found := strings.Cut(rest, "/")
	if found {
		path = rest[len(door):]
	}
	return cluster, door, path
}
