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

// ShowHome shows the first page: the clusters or, if there is only one, the tree where the person
// starts.
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

// ShowClusters shows the state of the clusters: server by server if the person is signed in to the
// cluster, else as a whole. It needs no ZooKeeper.
func (h *Handlers) ShowClusters(c echo.Context, _ site.Visit) error {
	return h.answerClusters(c, h.look(c))
}

// look returns the state of the clusters. It signs the person out of clusters that no longer admit
// them.
func (h *Handlers) look(c echo.Context) []clusterState {
	console := h.Auth.Session(c.Request())
	var waiting sync.WaitGroup
	waiting.Go(func() { h.lookWhoMayStay(c, console) })
	states := make([]clusterState, len(h.Clusters))
	for i, cluster := range h.Clusters {
		waiting.Go(func() { states[i] = h.lookAt(c.Request().Context(), cluster) })
	}
	waiting.Wait()
	for i := range states { // set now, without the sign-ins that have just ended
		states[i].signIn = console.SignIn(states[i].cluster.Name)
	}
	return states
}

// lookTime is how long the page waits for servers that were not asked yet.
const lookTime = 1100 * time.Millisecond

// lookAt returns the state of a cluster when its servers were last asked.
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

// anyUser returns the person as a page shows them that is about no cluster: as in the first cluster
// that they are signed in to.
func anyUser(clusters []views.ClusterLink) views.User {
	for _, cluster := range clusters {
		if cluster.User.SignedIn {
			return cluster.User
		}
	}
	return views.User{}
}

// lookWhoMayStay signs the person out of clusters that no longer admit them. It waits for a cluster
// about as long as for the servers.
func (h *Handlers) lookWhoMayStay(c echo.Context, console *auth.Session) {
	if console == nil {
		return
	}
	console.Touch()
	ctx, cancel := context.WithTimeout(c.Request().Context(), time.Second)
	defer cancel()
	_, _ = h.EnterAll(ctx, c, console, console.SignIns())
}

// RedirectHome redirects from the base path to the page below it.
func (h *Handlers) RedirectHome(c echo.Context, _ site.Visit) error {
	return site.ToCanonical(c, h.Links.Home())
}

// RedirectToTree redirects from a cluster to the znode where the person starts.
func (h *Handlers) RedirectToTree(c echo.Context, v site.Visit) error {
	return site.SeeOther(c, h.Start(v.Cluster.Name, v.Guard.Person))
}
