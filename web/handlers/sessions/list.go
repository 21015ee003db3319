package sessions

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views/sessions"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

// healthWaits is how long a request waits for the state of servers that were not asked yet.
const healthWaits = time.Second

// seen is the data that a request works with.
type seen struct {
	census   *cluster.Census
	listed   int               // how many servers the census covers
	of       int               // how many servers the ensemble has; 0 if not known
	watchers *cluster.Watchers // nil unless asked for
	users    map[int64]string
	named    bool  // whether the person may know who uses the console
	own      int64 // the session of the person
	chroot   znode.Path
}

// look asks the servers, or takes their last answers.
func (h *Handlers) look(c echo.Context, v site.Visit, watches bool) (seen, error) {
	ctx, cancel := site.Deadline(c)
	defer cancel()
	if err := v.Guard.Permit(ctx, people.SeeClients); err != nil {
		return seen{}, err
	}
	s := seen{users: h.Users(v.Cluster.Name), chroot: v.Cluster.Chroot}
	state := h.health(ctx, v.Cluster)
	s.listed, s.of = state.Listed()
	s.census = h.Clients.Census(ctx, v.Cluster, state.Standings())
	if watches {
		s.watchers = h.Clients.Watchers(ctx, v.Cluster)
	}
	if s.census == nil || watches && s.watchers == nil {
		return seen{}, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeSessionsUntold}
	}
	s.named = v.Guard.Decide(people.SeeSessions, znode.Root) == people.Allowed
	if status, err := v.SignIn.Status(); err == nil {
		s.own = status.Session
	}
	return s, nil
}

// health returns the state of the servers, by which the most up-to-date ones are asked first.
func (h *Handlers) health(ctx context.Context, c cluster.Cluster) health.State {
	waiting, cancel := context.WithTimeout(ctx, healthWaits)
	defer cancel()
	state, _ := h.Health.Look(waiting, c.Name)
	return state
}

// all reports whether the census covers all servers of the ensemble.
func (s seen) all() bool { return s.of > 0 && s.listed >= s.of }

// row returns a session as the page shows it.
func (s seen) row(client cluster.Client) sessions.Row {
	row := sessions.Row{
		Session: client.Session, Address: client.Address, Server: client.Server, Since: client.Since, LastSeen: client.LastSeen,
		Timeout: client.Timeout, Received: client.Received, Sent: client.Sent, Queued: client.Queued, LastOp: client.LastOp,
		Ephemerals: len(client.Ephemerals), Gone: s.all() && s.census.Unconnected(client), Own: client.Session == s.own,
	}
	if user, ours := s.users[client.Session]; ours {
		row.Ours = true
		if s.named || row.Own {
			row.Who = user
		}
	}
	if s.watchers != nil {
		row.Watches = len(s.watchers.BySession[client.Session])
	}
	return row
}

// List shows all sessions of the cluster, or those that watch a znode.
func (h *Handlers) List(c echo.Context, v site.Visit) error {
	query, err := readQuery(c.Request().URL.RawQuery)
	if err != nil {
		return err
	}
	if query.Watched {
		if err := v.Guard.Decide(people.Read, query.Watching).Refusal(v.Guard.Person.Role); err != nil {
			return err
		}
	}
	s, err := h.look(c, v, query.Watches)
	if err != nil {
		return err
	}
	rows := s.rows(query)
	if query.Watched {
		v.Guard.Traced(query.Watching, map[string]string{"for": "watches"})
	}
	if !site.AsksJSON(c) {
		query.After = site.PageStart(query.After, len(rows), query.Limit)
	}
	shown, next := page(rows, query.After, query.Limit)
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, s.json(c, query, shown, len(rows), next))
	}
	list := sessions.Page{
		Shell: h.Shell(c, v.Cluster.Name), Query: query, Rows: shown, Matched: len(rows), Total: len(s.census.Clients), Next: next,
		Ephemerals: s.census.Ephemerals, Old: s.old(site.WordsOf(c)), Asked: s.census.Asked, Missing: s.missing(site.WordsOf(c)),
	}
	for _, client := range s.census.Clients {
		list.Held += len(client.Ephemerals)
	}
	for _, w := range s.census.Watches {
		list.Servers = append(list.Servers, sessions.Server{Address: w.Server, Connections: w.Connections, Paths: w.Paths, Watches: w.Watches})
	}
	return site.Render(c, http.StatusOK, list)
}

// rows returns the sessions that match the query, in its order.
func (s seen) rows(query sessions.Query) []sessions.Row {
	var watching map[int64]bool
	if query.Watched {
		watching = map[int64]bool{}
		for _, session := range s.watchers.ByPath[s.onServer(query.Watching)] {
			watching[session] = true
		}
	}
	text := strings.ToLower(query.Filter)
	rows := make([]sessions.Row, 0, len(s.census.Clients))
	for _, client := range s.census.Clients {
		if query.Watched && !watching[client.Session] {
			continue
		}
		delete(watching, client.Session)
		if row := s.row(client); matches(row, text) {
			rows = append(rows, row)
		}
	}
	for session := range watching { // watchers that neither cons nor dump has listed
		if row := s.row(cluster.Client{Connection: cluster.Connection{Session: session}}); matches(row, text) {
			rows = append(rows, row)
		}
	}
	order(rows, query)
	return rows
}

// onServer returns a path as the servers know it, with the chroot.
func (s seen) onServer(path znode.Path) string {
	full, err := s.chroot.Join(path)
	if err != nil {
		return ""
	}
	return full.String()
}

// below returns a path of a server as the console knows it, without the chroot. It returns false if
// it is outside the chroot or no path.
func (s seen) below(onServer string) (znode.Path, bool) {
	full, err := znode.ParsePath(onServer)
	if err != nil {
		return znode.Path{}, false
	}
	return full.Below(s.chroot)
}
