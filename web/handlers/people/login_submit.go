package people

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	pages "zkweb/web/views/people"
	"zkweb/web/words"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// SignIn signs in. On failure it shows the form again with the error, filled in except for the
// password.
func (h *Handlers) SignIn(c echo.Context, _ site.Visit) error {
	form, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	next := h.checkedNext(form.Get("next"))
	name := form.Get("cluster")
	if name == "" {
		name = h.Clusters[0].Name
	}
	user, err := h.signIn(c, name, form)
	h.SignedIn(err)
	h.recordSignIn(c, name, user, err)
	if err != nil {
		return h.refuseLogin(c, err, pages.LoginPage{Chosen: name, UserName: form.Get("username"), Next: next})
	}
	root := h.Links.Node(name, znode.Root)
	if about := h.clusterOf(next); next == "" || next == root || about != "" && about != name {
		next = h.start(c, name)
	}
	return site.SeeOther(c, next)
}

// start returns the page where the person starts in a cluster, or the cluster's root if they are
// not signed in to it.
func (h *Handlers) start(c echo.Context, cluster string) string {
	if signIn := h.Auth.Session(c.Request()).SignIn(cluster); signIn != nil {
		return h.Start(cluster, signIn.Person())
	}
	return h.Links.Node(cluster, znode.Root)
}

// signIn signs in. It returns the user's name also on failure, once the name is known to be
// possible.
func (h *Handlers) signIn(c echo.Context, clusterName string, form url.Values) (user string, err error) {
	if wait := h.Limiter.Take(c.RealIP()); wait > 0 {
		return "", znode.RetryError{Err: &znode.Error{
			Kind: znode.RateLimited,
			Code: znode.CodeTooManySignIns,
		}, After: wait}
	}
	cluster, err := h.Cluster(clusterName)
	if err != nil {
		return "", err
	}
	credentials, err := readCredentials(form)
	if znode.CodeOf(err) == znode.CodeNoUserName && h.Rules.DirectoryOf(cluster.Name) != nil {
		return "", &znode.Error{Kind: znode.Invalid, Code: znode.CodeNameRequired}
	}
	if err != nil {
		return "", err
	}
	user = credentials.User()
	if err := h.limitName(c, cluster, credentials); err != nil {
		return user, err
	}
	if err := h.Auth.SignIn(c.Response(), c.Request(), cluster, credentials, h.Request(c)); err != nil {
		return user, err
	}
	site.NoteUser(c, user)
	h.speakTo(c, cluster.Name)
	if h.Rules.DirectoryOf(cluster.Name) != nil { // without a directory any password is accepted and proves nothing
		h.Limiter.Proved(c.RealIP(), cluster.Name, user)
	}
	return user, nil
}

// speakTo switches to the language of the person's profile, until they choose another one.
func (h *Handlers) speakTo(c echo.Context, cluster string) {
	if signIn := h.Auth.Session(c.Request()).SignIn(cluster); signIn != nil {
		if preferred := words.Preferred(signIn.Person().Locale); preferred != nil {
			h.KeepLanguage(c, preferred)
		}
	}
}

// recordSignIn records an attempt to sign in. It leaves the cluster's name out if there is no such
// cluster.
func (h *Handlers) recordSignIn(c echo.Context, clusterName, user string, err error) {
	if _, unknown := h.Cluster(clusterName); unknown != nil {
		clusterName = ""
	}
	h.Auth.RecordSignIn(c.Request(), h.Request(c), clusterName, user, err)
}

// limitName limits the guesses at one person's password from many addresses.
func (h *Handlers) limitName(c echo.Context, cluster cluster.Cluster, credentials session.Credentials) error {
	if credentials.IsAnonymous() {
		return nil
	}
	if wait := h.Limiter.TakeName(c.RealIP(), cluster.Name, credentials.User()); wait > 0 {
		return znode.RetryError{Err: &znode.Error{
			Kind: znode.RateLimited,
			Code: znode.CodeTooManyForName,
		}, After: wait}
	}
	return nil
}

func readCredentials(form url.Values) (session.Credentials, error) {
	if form.Get("anonymous") == "1" {
		return session.Anonymous(), nil
	}
	return session.Digest(form.Get("username"), form.Get("password"))
}

// refuseLogin shows the form again with the error. If JSON was asked for, or the error is internal,
// it returns the error itself.
func (h *Handlers) refuseLogin(c echo.Context, err error, page pages.LoginPage) error {
	f := site.Describe(err, c)
	if site.AsksJSON(c) || f.Kind == znode.Internal {
		return err
	}
	page.Shell = h.Shell(c, "")
	page.Unverified = h.Rules.Unverified(h.Clusters)
	page.Here = h.Links.Login(page.Next)
	page.Problem = f.Problem()
	page.RetryAfter = f.RetryAfter
	if page.Problem.OfConnection(page.Words) {
		cluster, _ := h.Cluster(page.Chosen) // an unknown cluster has no servers
		page.Servers = cluster.Servers
	}
	f.SetRetryAfter(c)
	return site.Render(c, f.Status, page)
}
