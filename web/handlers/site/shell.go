package site

import (
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/views"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// Shell returns what all pages share. cluster is the name of the cluster that the page is about, or
// "" for none.
func (s *Site) Shell(c echo.Context, cluster string) views.Shell {
	console := s.Auth.Session(c.Request())
	shell := views.Shell{
		Words:    WordsOf(c),
		Links:    s.Links,
		Here:     s.here(c),
		Now:      time.Now(),
		Clusters: s.clusterLinks(console),
		Cluster:  cluster,
		Once:     rand.Text(),
		Contact:  s.Contact,

		TrailProblem: s.trailProblem(c),
	}
	s.linkJobs(&shell, console)
	s.linkProposals(&shell, console)
	if s.Shares != nil && len(console.SignIns()) > 0 {
		shell.SharesURL = s.Links.Shares()
	}
	s.linkAdmin(&shell, console)
	s.showPast(c, &shell)
	s.keepPath(c, &shell)
	if signIn := console.SignIn(cluster); signIn != nil {
		shell.User = userOf(signIn)
		shell.Status = statusOf(signIn)
		shell.Collected = signIn.Transaction().Count()
	}
	return shell
}

// linkJobs links the jobs if something can be changed, and counts the person's own unfinished ones.
func (s *Site) linkJobs(shell *views.Shell, console *auth.Session) {
	if !s.Rules.AllowWrites {
		return
	}
	for _, signIn := range console.SignIns() {
		shell.JobsURL = s.Links.Jobs()
		holders := s.Jobs.Unfinished(signIn.Cluster)
		if len(holders) == 0 {
			continue // the usual case, which saves the hash in Holder
		}
		own := signIn.Holder()
		for _, holder := range holders {
			if holder == own && own != "" {
				shell.Jobs++
			}
		}
	}
}

// linkProposals links the proposals if changes need approval, and counts those that the person may
// decide on, by their last known permissions.
func (s *Site) linkProposals(shell *views.Shell, console *auth.Session) {
	signIns := console.SignIns()
	if len(s.Rules.Approvals) == 0 || len(signIns) == 0 {
		return
	}
	shell.ProposalsURL = s.Links.Proposals()
	for _, p := range s.Rules.Proposals.Open() {
		if signIn := console.SignIn(p.Cluster); signIn != nil && guard.MayApprove(signIn.Person(), p) {
			shell.Proposals++
		}
	}
}

// here returns the URL of the page, or of the page whose form the request submits.
func (s *Site) here(c echo.Context) string {
	if route := RouteOf(c); route.Page != nil {
		return route.Page(c)
	}
	return s.Links.BasePath + c.Request().URL.RequestURI()
}

// keepPath makes the links to other clusters lead to the znode that the page is about, if the
// person may see it there, so that people can compare.
func (s *Site) keepPath(c echo.Context, shell *views.Shell) {
	route := RouteOf(c)
	if shell.Cluster == "" || !route.IsAboutZnode() {
		return
	}
	path, _, err := ZnodePath(c.Request().URL.Path, route.Prefix(shell.Cluster))
	if err != nil {
		return
	}
	for i := range shell.Clusters {
		link := &shell.Clusters[i]
		if link.Name != shell.Cluster && !link.User.Confined() {
			link.URL = s.Links.Node(link.Name, path)
		}
	}
}

// trailProblem returns why the trail cannot be written, or "" if it can.
func (s *Site) trailProblem(c echo.Context) string {
	if s.Rules.Trail == nil {
		return ""
	}
	var shown *znode.Error
	if errors.As(s.Rules.Trail.Err(), &shown) {
		return WordsOf(c).Error(shown)
	}
	return ""
}

// linkAdmin links the pages that an admin of any cluster may see.
func (s *Site) linkAdmin(shell *views.Shell, console *auth.Session) {
	for _, signIn := range console.SignIns() {
		may := func(action people.Action) bool {
			return people.Decide(signIn.Person(), action, znode.Root, true) == people.Allowed
		}
		if may(people.SeeTrail) && s.Rules.Trail != nil {
			shell.AuditURL = s.Links.Audit()
		}
		if may(people.SeeSessions) {
			shell.SessionsURL = s.Links.Sessions()
		}
	}
}

func (s *Site) clusterLinks(console *auth.Session) []views.ClusterLink {
	links := make([]views.ClusterLink, 0, len(s.Clusters))
	for _, cluster := range s.Clusters {
		link := views.ClusterLink{
			Name:    cluster.Name,
			URL:     s.Links.Node(cluster.Name, znode.Root),
			Servers: cluster.Servers,
			Mark:    views.Mark(cluster.Mark),
			Closed:  cluster.ReadOnly && s.Rules.AllowWrites,
		}
		if signIn := console.SignIn(cluster.Name); signIn != nil {
			link.URL, link.User = s.Start(cluster.Name, signIn.Person()), userOf(signIn)
		}
		if !cluster.Chroot.IsRoot() {
			link.Chroot = cluster.Chroot.String()
		}
		links = append(links, link)
	}
	return links
}

func userOf(signIn *auth.SignIn) views.User {
	person := signIn.Person()
	return views.User{SignedIn: true, Name: person.User, Identity: person.Identity(), Verified: person.Verified, Role: string(person.Role), Paths: person.Paths}
}

// statusOf returns the state of the sign-in's ZooKeeper session, or nil if it has none and will get
// none.
func statusOf(signIn *auth.SignIn) *znode.Status {
	status, err := signIn.Status()
	if err != nil {
		return nil
	}
	return &status
}

// ErrorPage returns the page for a failure, with what is known about the request.
func (s *Site) ErrorPage(c echo.Context, f Failure) views.ErrorPage {
	route := RouteOf(c)
	cluster := s.ClusterAt(c.Request().URL.Path)
	page := views.ErrorPage{
		Shell:      s.Shell(c, cluster.Name),
		StatusCode: f.Status,
		Kind:       f.Kind,
		Code:       f.Code,
		Message:    f.Message,
		Ancestor:   f.Ancestor,
		RetryAfter: f.RetryAfter,
		Typed:      typed(c),
	}
	if route.IsAboutZnode() && cluster.Name != "" {
		page.Path = strings.TrimPrefix(c.Request().URL.Path, route.Prefix(cluster.Name))
	}
	if route.Typed != nil {
		page.GoTo = route.Typed(c)
	}
	if f.At != "" {
		page.Path, page.GoTo = f.At, page.Path
	}
	if path, err := znode.ParsePath(page.Path); err == nil && f.Code == znode.CodeNoNode && s.Rules.HasHistory(cluster.Name) {
		page.VersionsURL = s.Links.Versions(cluster.Name, path)
	}
	if page.Unrecorded = f.unrecorded; f.Kind == znode.Unavailable && !f.unrecorded {
		page.Servers = cluster.Servers
	}
	return page
}

// NodeOf returns the page of the znode in the URL, or the first page if the URL has no valid path.
func (s *Site) NodeOf(c echo.Context) string {
	cluster := c.Param("cluster")
	path, _, err := ZnodePath(c.Request().URL.Path, RouteOf(c).Prefix(cluster))
	if err != nil {
		return s.Links.Home()
	}
	return s.Links.Node(cluster, path)
}

// ClusterAt returns the cluster in a URL path below the base path, even if the console has no such
// page, or zero for none.
func (s *Site) ClusterAt(path string) cluster.Cluster {
	rest, _ := strings.CutPrefix(path, "/c/")
	name, _, _ := strings.Cut(rest, "/")
	found, err := s.Cluster(name)
	if err != nil {
		return cluster.Cluster{}
	}
	return found
}
