package handlers

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/views"
	"zkweb/web/views/people"
)

// jsonSession is a console session; see the contract in docs.
type jsonSession struct {
	ID       string       `json:"id"`
	Own      bool         `json:"own"`
	Started  time.Time    `json:"started"`
	LastSeen time.Time    `json:"last_seen"`
	SignIns  []jsonSignIn `json:"sign_ins"`
}

type jsonSignIn struct {
	Cluster  string    `json:"cluster"`
	User     string    `json:"user"` // "" without credentials
	Verified bool      `json:"verified"`
	Role     string    `json:"role"`
	Address  string    `json:"address"`
	Since    time.Time `json:"since"`
}

// showSessions is who is signed in to the clusters that the reader administers,
// whoever was last seen first.
func (s *Server) showSessions(c echo.Context, v visit) error {
	sessions := s.sessionsIn(c, clustersOf(v.guards))
	if formOf(c) == asJSON {
		return c.JSON(http.StatusOK, map[string][]jsonSession{"sessions": sessions})
	}
	page := people.SessionsPage{Shell: s.shell(c, v.guards[0].Cluster()), Trail: s.config.Trail != nil}
	for _, session := range sessions {
		page.Sessions = append(page.Sessions, sessionRow(session))
	}
	return render(c, http.StatusOK, page)
}

func (s *Server) sessionsIn(c echo.Context, clusters []string) []jsonSession {
	own := s.auth.Session(c.Request())
	sessions := []jsonSession{}
	for _, console := range s.auth.Sessions() {
		session := jsonSession{ID: console.ID, Own: console == own, Started: console.Started.UTC(), LastSeen: console.LastSeen().UTC()}
		for _, signIn := range console.SignIns() {
			if slices.Contains(clusters, signIn.Cluster) {
				session.SignIns = append(session.SignIns, signInJSON(signIn))
			}
		}
		if len(session.SignIns) > 0 {
			sessions = append(sessions, session)
		}
	}
	slices.SortStableFunc(sessions, func(a, b jsonSession) int { return b.LastSeen.Compare(a.LastSeen) })
	return sessions
}

func signInJSON(signIn *auth.SignIn) jsonSignIn {
	person := signIn.Person()
	return jsonSignIn{
		Cluster: signIn.Cluster, User: person.User, Verified: person.Verified, Role: string(person.Role),
		Address: signIn.Address, Since: signIn.Started.UTC(),
	}
}

func sessionRow(session jsonSession) people.ConsoleSession {
	row := people.ConsoleSession{ID: session.ID, Own: session.Own, Started: session.Started, LastSeen: session.LastSeen}
	for _, in := range session.SignIns {
		row.SignIns = append(row.SignIns, people.SessionSignIn{
			Cluster: in.Cluster,
			User:    views.User{SignedIn: true, Name: in.User, Verified: in.Verified, Role: in.Role},
			Address: in.Address,
			Since:   in.Since,
		})
	}
	return row
}
