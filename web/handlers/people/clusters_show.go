package people

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	pages "zkweb/web/views/people"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// ShowHome shows the first page: the clusters, or the tree of the only one, where the
// person begins there.
func (h *Handlers) ShowHome(c echo.Context, _ site.Visit) error {
	if len(h.Clusters) == 1 && !site.AsksJSON(c) {
		return site.SeeOther(c, h.start(c, h.Clusters[0].Name))
	}
	states := h.look(c)
	if len(h.Auth.Session(c.Request()).SignIns()) == 0 {
		return &znode.Error{Kind: znode.Unauthenticated, Code: znode.CodeNotSignedIn}
	}
	return h.answerClusters(c, states)
}

// ShowClusters says how the clusters are: of those that somebody is signed in to,
// server by server; of the others, as a whole. It needs no ZooKeeper.
func (h *Handlers) ShowClusters(c echo.Context, _ site.Visit) error {
	return h.answerClusters(c, h.look(c))
}

// look looks at the clusters, and signs out whom a cluster lets in no more.
func (h *Handlers) look(c echo.Context) []clusterState {
	console := h.Auth.Session(c.Request())
	var waiting sync.WaitGroup
	waiting.Go(func() { h.lookWhoMayStay(c, console) })
	states := make([]clusterState, len(h.Clusters))
	for i, cluster := range h.Clusters {
		waiting.Go(func() { states[i] = h.lookAt(c.Request().Context(), cluster) })
	}
	waiting.Wait()
	for i := range states { // those who were signed out just now do not count
		states[i].signIn = console.SignIn(states[i].cluster.Name)
	}
	return states
}

// lookTime is how long the page waits for servers that nobody has asked yet.
const lookTime = 1100 * time.Millisecond

// lookAt returns how a cluster is, as its servers were last asked.
func (h *Handlers) lookAt(ctx context.Context, c cluster.Cluster) clusterState {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	state, _ := h.Health.Look(ctx, c.Name)
	servers := state.Plain()
	return clusterState{cluster: c, health: cluster.HealthOf(servers), servers: servers, findings: state.Findings}
}

func (h *Handlers) answerClusters(c echo.Context, states []clusterState) error {
	shell := h.Shell(c, "")
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, clustersJSON(c, h.Site, shell.Clusters, states))
	}
	shell.User = anyUser(shell.Clusters)
	page := pages.ClustersPage{Shell: shell}
	for i, state := range states {
		page.States = append(page.States, state.view(h.Site, shell.Clusters[i]))
	}
	return site.Render(c, http.StatusOK, page)
}

// anyUser returns who somebody is on a page about no cluster: in the first that they are
// signed in to.
func anyUser(clusters []views.ClusterLink) views.User {
	for _, cluster := range clusters {
		if cluster.User.SignedIn {
			return cluster.User
		}
	}
	return views.User{}
}

// lookWhoMayStay signs out whom a cluster lets in no more. It waits no longer for a
// cluster than the servers are waited for.
func (h *Handlers) lookWhoMayStay(c echo.Context, console *auth.Session) {
	if console == nil {
		return
	}
	console.Touch()
	ctx, cancel := context.WithTimeout(c.Request().Context(), time.Second)
	defer cancel()
	_, _ = h.EnterAll(ctx, c, console, console.SignIns())
}

// RedirectHome leads from the base path to the page below it.
func (h *Handlers) RedirectHome(c echo.Context, _ site.Visit) error {
	return site.ToCanonical(c, h.Links.Home())
}

// RedirectToTree leads from a cluster to where the person begins there.
func (h *Handlers) RedirectToTree(c echo.Context, v site.Visit) error {
	return site.SeeOther(c, h.Start(v.Cluster.Name, v.Guard.Person))
}
