package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// jsonMe is who the console takes somebody for in a cluster; see the contract
// in docs.
type jsonMe struct {
	User     string   `json:"user"` // "" without credentials
	Verified bool     `json:"verified"`
	Role     string   `json:"role"`
	Paths    []string `json:"paths"`
	Cluster  string   `json:"cluster"`
}

// showMe says who is signed in to the cluster and what they may do there.
func (s *Server) showMe(c echo.Context, v visit) error {
	person := v.guard.Person
	me := jsonMe{User: person.User, Verified: person.Verified, Role: string(person.Role), Paths: make([]string, len(person.Paths)), Cluster: v.cluster.Name}
	for i, path := range person.Paths {
		me.Paths[i] = path.String()
	}
	return c.JSON(http.StatusOK, me)
}
