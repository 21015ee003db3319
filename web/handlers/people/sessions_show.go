package people

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	pages "zkweb/web/views/people"
)

// JSONSession is a console session; see the contract in docs.
type JSONSession struct {
	ID       string       `json:"id"`
	Own      bool         `json:"own"`
	Started  time.Time    `json:"started"`
	LastSeen time.Time    `json:"last_seen"`
	SignIns  []JSONSignIn `json:"sign_ins"`
}

type JSONSignIn struct {
	Cluster  string    `json:"cluster"`
	User     string    `json:"user"` // "" without credentials
	Verified bool      `json:"verified"`
	Role     string    `json:"role"`
	Address  string    `json:"address"`
	Since    time.Time `json:"since"`
}

// ShowSessions is who is signed in to the clusters that the reader administers,
// whoever was last seen first.
func (h *Handlers) ShowSessions(c echo.Context, v site.Visit) error {
	sessions := h.sessionsIn(c, site.ClustersOf(v.Guards))
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, map[string][]JSONSession{"sessions": sessions})
	}
	page := pages.SessionsPage{Shell: h.Shell(c, v.Guards[0].Cluster()), Trail: h.Rules.Trail != nil}
	for _, session := range sessions {
		page.Sessions = append(page.Sessions, sessionRow(session))
	}
	return site.Render(c, http.StatusOK, page)
}

func (h *Handlers) sessionsIn(c echo.Context, clusters []string) []JSONSession {
	own := h.Auth.Session(c.Request())
	sessions := []JSONSession{}
	for _, console := range h.Auth.Sessions() {
		session := JSONSession{ID: console.ID, Own: console == own, Started: console.Started.UTC(), LastSeen: console.LastSeen().UTC()}
		for _, signIn := range console.SignIns() {
			if slices.Contains(clusters, signIn.Cluster) {
				session.SignIns = append(session.SignIns, signInJSON(signIn))
			}
		}
		if len(session.SignIns) > 0 {
			sessions = append(sessions, session)
		}
	}
	slices.SortStableFunc(sessions, func(a, b JSONSession) int { return b.LastSeen.Compare(a.LastSeen) })
	return sessions
}

func signInJSON(signIn *auth.SignIn) JSONSignIn {
	person := signIn.Person()
	return JSONSignIn{
		Cluster: signIn.Cluster, User: person.User, Verified: person.Verified, Role: string(person.Role),
		Address: signIn.Address, Since: signIn.Started.UTC(),
	}
}

func sessionRow(session JSONSession) pages.ConsoleSession {
	row := pages.ConsoleSession{ID: session.ID, Own: session.Own, Started: session.Started, LastSeen: session.LastSeen}
	for _, in := range session.SignIns {
		row.SignIns = append(row.SignIns, pages.SessionSignIn{
			Cluster: in.Cluster,
			User:    views.User{SignedIn: true, Name: in.User, Verified: in.Verified, Role: in.Role},
			Address: in.Address,
			Since:   in.Since,
		})
	}
	return row
}
