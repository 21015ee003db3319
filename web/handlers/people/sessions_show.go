package people

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	pages "zkweb/web/views/people"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/znode"
)

// JSONSession is a console session, in the format that the documentation describes.
type JSONSession struct {
	ID       string       `json:"id"`
	Own      bool         `json:"own"`
	Started  time.Time    `json:"started"`
	LastSeen time.Time    `json:"last_seen"`
	SignIns  []JSONSignIn `json:"sign_ins"`
}

// JSONSignIn is a person's sign-in to a cluster.
type JSONSignIn struct {
	Cluster  string    `json:"cluster"`
	User     string    `json:"user"` // "" without credentials
	Verified bool      `json:"verified"`
	Role     string    `json:"role"`
	Address  string    `json:"address"`
	Since    time.Time `json:"since"`
}

// JSONSessions is one page of the sessions, or all of them.
type JSONSessions struct {
	Sessions []JSONSession `json:"sessions"`
	Total    int           `json:"total"`
	Matched  int           `json:"matched"`
	Next     *string       `json:"next"` // the value of after= for the next page
}

// ShowSessions shows who is signed in to the clusters that the reader administers, the last seen
// first. It needs no ZooKeeper, but without it nobody can be signed out.
func (h *Handlers) ShowSessions(c echo.Context, v site.Visit) error {
	query, err := readSessionsQuery(c)
	if err != nil {
		return err
	}
	sessions := h.sessionsIn(c, v.Among)
	answer := JSONSessions{Total: len(sessions)}
	sessions = slices.DeleteFunc(sessions, func(s JSONSession) bool { return !s.matches(query.Filter) })
	answer.Matched = len(sessions)
	if !site.AsksJSON(c) {
		query.After = site.PageStart(query.After, len(sessions), query.Limit)
	}
	from := min(query.After, len(sessions))
	to := min(from+query.Limit, len(sessions))
	if to < len(sessions) {
		next := strconv.Itoa(to)
		answer.Next = &next
	}
	answer.Sessions = sessions[from:to]
	if site.AsksJSON(c) {
		return site.SendJSON(c, http.StatusOK, answer)
	}
	page := pages.SessionsPage{
		Shell: h.Shell(c, v.Among[0]), Query: query, Matched: answer.Matched, Total: answer.Total, Trail: h.Rules.Trail != nil,
	}
	reached := site.ClustersOf(v.Guards)
	for _, session := range answer.Sessions {
		row := sessionRow(session)
		row.MayEnd = slices.ContainsFunc(session.SignIns, func(in JSONSignIn) bool { return slices.Contains(reached, in.Cluster) })
		page.Sessions = append(page.Sessions, row)
	}
	return site.Render(c, http.StatusOK, page)
}

// readSessionsQuery parses the query of the page. Without a limit, JSON has all sessions.
func readSessionsQuery(c echo.Context) (pages.SessionsQuery, error) {
	values, err := site.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return pages.SessionsQuery{}, err
	}
	parsed, err := listing.ParseQuery(values.Get("q"), "", values.Get("limit"), "")
	if err != nil {
		return pages.SessionsQuery{}, err
	}
	query := pages.SessionsQuery{Filter: parsed.Filter, Limit: parsed.Limit}
	if values.Get("limit") == "" && site.AsksJSON(c) {
		query.Limit = auth.MaxSessions
	}
	if after := values.Get("after"); after != "" {
		if query.After, err = strconv.Atoi(after); err != nil || query.After < 0 {
			return pages.SessionsQuery{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeCursor}
		}
	}
	return query, nil
}

// matches reports whether any shown field of the session contains the text, ignoring case.
func (s JSONSession) matches(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(strings.ToLower(s.ID), text) || slices.ContainsFunc(s.SignIns, func(in JSONSignIn) bool {
		return slices.ContainsFunc([]string{in.User, in.Role, in.Cluster, in.Address}, func(of string) bool {
			return strings.Contains(strings.ToLower(of), text)
		})
	})
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
